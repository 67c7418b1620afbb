"""Digests of what results follow from: content, source files, and the versions of libraries."""

import hashlib
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from align.calibration import Calibration
from align.documents import Document
from glossary.model import Judgement

_ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = ("align/*.py", "align/languages/*.py", "align/link_models.json", "glossary/*.py")
"""What decides on a glossary besides its texts: code, and the fitted models of links."""
_NAME: Final = re.compile(r"[\w.-]+")


def digest(parts: Iterable[bytes]) -> str:
    """Return the digest of some parts in their order, as 32 hexadecimal digits."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def fingerprint_code(patterns: Sequence[str], libraries: Iterable[str]) -> str:
    """Return the digest of our own source files, given by patterns below the project, and of versions of libraries."""
    files = sorted({file for pattern in patterns for file in _ROOT.glob(pattern)})
    names = [file.relative_to(_ROOT).as_posix() for file in files]
    sources = (part for name, file in zip(names, files, strict=True) for part in (name.encode(), file.read_bytes()))
    return digest([*sources, *(f"{name} {_find_version(name)}".encode() for name in libraries)])


def fingerprint_inputs(
    documents: Sequence[Document], judgements: Sequence[Judgement], calibration: Calibration, encoder: str
) -> str:
    """Return the digest of all that a glossary follows from; `encoder` is the fingerprint of the model.

    Equal ones make equal glossaries: a store that was built from them is up to date.
    """
    parts = (*documents, *judgements, calibration)
    return digest([_fingerprint_program().encode(), encoder.encode(), *map(encode, parts)])


def encode(value: object) -> bytes:
    """Return a value of plain and frozen parts as bytes, whatever its texts are made of."""
    return repr(value).encode("utf-8", "surrogatepass")


@cache
def _fingerprint_program() -> str:
    """Return the digest of everything between the documents and the store."""
    try:
        needed = requires("glossalign") or []
    except PackageNotFoundError:  # run from a folder of sources
        needed = []
    names = [found.group() for found in map(_NAME.match, needed) if found]
    return fingerprint_code(SOURCES, names) + sys.version


def _find_version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
