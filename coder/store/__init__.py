"""Projects on disk or on a server: the only SQL in the product."""
