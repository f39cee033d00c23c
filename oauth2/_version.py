"""The version of the package, in plain text: the build reads it without an import."""

__version__ = "1.10.0"
