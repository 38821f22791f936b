"""The command line: parses, calls a service, prints. Nothing heavy is imported here."""
