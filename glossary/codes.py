"""Choosing checks by their codes, or beginnings of codes: those of a glossary and those of translations."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from glossary.errors import UsageError
from glossary.text import shorten

T = TypeVar("T")


def select_coded(checks: Mapping[str, T], select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[T]:
    """Return the checks whose codes begin as one of `select` does, or all, without those that begin as in `ignore`.

    Raises UsageError for a beginning that no code has.

    >>> sorted(select_coded({"E201": 1, "E202": 2, "W401": 3}, ["E2", "W401"], ["e202"]))
    [1, 3]
    """
    chosen = _find_coded(checks, select)
    return (chosen or frozenset(checks.values())) - _find_coded(checks, ignore)


def find_coded(checks: Mapping[str, T], code: str) -> T:
    """Return the check of a code in any case, or raise UsageError."""
    found = checks.get(code.strip().upper())
    if found is None:
        raise UsageError(f"no check {shorten(code)!r}; choose among {', '.join(checks)}")
    return found


def _find_coded(checks: Mapping[str, T], beginnings: Iterable[str]) -> frozenset[T]:
    found: set[T] = set()
    for beginning in beginnings:
        wanted = beginning.strip().upper()
        begun = {check for code, check in checks.items() if wanted and code.startswith(wanted)}
        if not begun:
            raise UsageError(f"no check begins with {shorten(beginning)!r}; choose among {', '.join(checks)}")
        found |= begun
    return frozenset(found)
