"""Measures how fast this library is, beside others and beside what cannot be left out.

`tox -e bench` runs all of it in one go; `verify`, `timing` and `nonce_store` are programs of their
own.  None of it is a test, and none of it is timed by CI: a benchmark is run by a person.
"""
