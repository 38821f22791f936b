"""From facts to an outline, and from an outline to a document."""
