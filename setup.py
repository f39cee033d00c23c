"""For tools that look for a setup.py: everything about the package is in pyproject.toml."""

from setuptools import setup

setup()
