"""What identifies somebody, in words and in files."""
