"""Codebook, coding and roster files: read to domain, written from domain."""
