"""Texts in, proposals with reasons out. Knows no project and no screen."""
