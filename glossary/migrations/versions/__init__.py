"""The versions of the tables, a file each: frozen, so they import nothing that changes with the next one."""
