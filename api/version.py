"""The version of the installed distribution."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def read_version() -> str:
    """Return the version of glossalign; `0` where it runs from a folder that was never installed."""
    try:
        return version("glossalign")
    except PackageNotFoundError:
        return "0"
