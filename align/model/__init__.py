"""The bundled encoder: a folder for sentence-transformers, and the module that runs it."""
