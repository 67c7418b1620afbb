"""The ways in: HTTP, pages, the command line."""
