"""Draws the pictures of the documentation that no browser makes, from what the library really does.

PYTHONPATH=tests python -m pictures
"""
