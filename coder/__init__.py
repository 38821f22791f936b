"""Qualitative coding of focus groups and interviews, in the terminal."""

__version__ = "0.1.0"
