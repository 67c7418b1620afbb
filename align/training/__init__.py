"""How the bundled encoder was made: `python -m align.training --help`. Needs the extra `training`."""
