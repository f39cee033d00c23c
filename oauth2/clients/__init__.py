"""Mail clients that log in with XOAUTH, under python-oauth2's import paths."""
