"""How the models that come with glossalign were made; nothing here runs in a build."""
