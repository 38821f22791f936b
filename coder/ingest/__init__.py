"""Bytes → a draft transcript plus remarks. Never touches a project."""
