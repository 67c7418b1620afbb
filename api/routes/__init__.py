"""The HTTP routes, one module a task of the user."""
