"""Read corpus.toml: which files a folder's corpus consists of, and what is known about each."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import regex

from align.languages import LANGUAGES
from glossary.errors import InputError

MANIFEST_NAME = "corpus.toml"
MAX_FILE_BYTES = 20_000_000

_KEYS = ("file", "language", "title", "publisher", "date", "url")
_DATE = regex.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as a manifest describes it; what it does not say is None. `file` is relative to the folder."""

    file: str
    language: str | None = None
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file without a byte order mark; line ends stay as they are.

    Raises InputError for a file that can't be read, is too large, is not UTF-8, or holds NUL bytes.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InputError(
                f"{path}: the file has {size} bytes, more than {MAX_FILE_BYTES}; split it into several files"
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the name and the permissions") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}: the file is UTF-16 (byte order mark {data[:2]!r}); save it as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start : error.start + 1]
        raise InputError(f"{path}: not UTF-8, byte {byte!r} at offset {error.start}; save the file as UTF-8") from error
    if "\0" in text:
        at = data.index(b"\0")
        raise InputError(f"{path}: NUL byte {data[at : at + 1]!r} at offset {at}; this is no text file")
    return text.removeprefix("\ufeff")


def read_manifest(path: Path, languages: Sequence[str]) -> list[Entry]:
    """Return the documents that a manifest names, in its order, less those of languages that are not asked for.

    Raises InputError for malformed TOML and for keys, values, languages and files that can't be.
    """
    try:
        table = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: malformed TOML: {error}; correct the manifest") from error
    unknown = sorted(set(table) - {"document"})
    if unknown:
        raise InputError(f"{path}: unknown key {unknown[0]!r}; a manifest holds [[document]] tables only")
    documents = table.get("document")
    if not isinstance(documents, list) or not documents or not all(isinstance(item, dict) for item in documents):
        raise InputError(f"{path}: no documents; add a [[document]] table for each file")
    entries: list[Entry] = []
    for number, item in enumerate(documents, 1):
        entry = _read_entry(f"{path}, document {number}", item)
        _check_file(f"{path}, document {number}", path.parent, entry.file)
        if any((path.parent / entry.file).resolve() == (path.parent / known.file).resolve() for known in entries):
            raise InputError(f"{path}, document {number}: file {entry.file!r} stands there twice; remove one of them")
        entries.append(entry)
    return [entry for entry in entries if entry.language is None or entry.language in languages]


def _read_entry(where: str, item: Mapping[str, Any]) -> Entry:
    values: dict[str, str] = {}
    for key, value in item.items():
        if key not in _KEYS:
            raise InputError(f"{where}: unknown key {key!r}; choose among {', '.join(_KEYS)}")
        if key == "date":
            values[key] = _read_date(where, value)
        elif isinstance(value, str) and value.strip():
            values[key] = value.strip()
        else:
            raise InputError(f"{where}: {key} is {value!r}; write a text that is not empty")
    if "file" not in values:
        raise InputError(f'{where}: no file; add file = "name.txt"')
    language = values.get("language")
    if language is not None and language not in LANGUAGES:
        raise InputError(f"{where}: unknown language {language!r}; choose among {', '.join(LANGUAGES)}")
    return Entry(**values)


def _read_date(where: str, value: object) -> str:
    """Return a date as ISO 8601 writes it, be it a TOML date or a text; a year, or a year and a month, will do."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and _DATE.fullmatch(value):
        return value
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise InputError(f"{where}: date is {value!r}; write it as 2023-07-18") from error


def _check_file(where: str, folder: Path, file: str) -> None:
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError(f"{where}: file {file!r} lies outside of {folder}; move it into the folder")
    if not path.is_file():
        raise InputError(f"{where}: file {file!r} does not exist in {folder}; correct the name or remove the table")
