"""Counting people, sessions and excerpts, and choosing quotes; reads, never writes."""
