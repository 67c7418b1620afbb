"""The file formats a glossary can be written in: one table of them, and writing that leaves nothing half-done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from glossary.errors import GlossaryError, UsageError
from glossary.files import replace_file
from glossary.formats import csv_table, inconsistency_table, jsonl, tbx
from glossary.model import Concept, Glossary, Proposal, SourceDocument

Writer = Callable[[Iterable[Concept], Iterable[SourceDocument], BinaryIO], None]
WholeWriter = Callable[[Iterable[Concept], Iterable[SourceDocument], BinaryIO, Iterable[Proposal]], None]
Reader = Callable[[BinaryIO, str], Glossary]


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    `losses` says in plain words what of a glossary it can't hold. `write` streams concepts; `write_whole` does so with
    the proposals, and is None where the format has no place for them. `read` takes a stream and the name to call it by
    in errors, and is None where the format can't be read back.
    """

    name: str
    media_type: str
    extension: str
    losses: tuple[str, ...]
    write: Writer
    read: Reader | None = None
    write_whole: WholeWriter | None = None


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format("tbx", "application/x-tbx+xml", ".tbx", tbx.LOSSES, tbx.write_tbx),
        Format("jsonl", "application/jsonl", ".jsonl", (), jsonl.write_jsonl, jsonl.read_jsonl, jsonl.write_jsonl),
        Format("csv", "text/csv; charset=utf-8", ".csv", csv_table.LOSSES, csv_table.write_csv),
        Format(
            "inconsistencies",
            "text/csv; charset=utf-8",
            ".csv",
            inconsistency_table.LOSSES,
            inconsistency_table.write_inconsistencies,
        ),
    )
}


def get_format(name: str) -> Format:
    """Return the format of that name, or raise UsageError."""
    if name not in FORMATS:
        raise UsageError(f"no format {name[:40]!r}; choose among {', '.join(FORMATS)}")
    return FORMATS[name]


def export(
    concepts: Iterable[Concept],
    documents: Iterable[SourceDocument],
    name: str,
    stream: BinaryIO,
    proposals: Iterable[Proposal] = (),
) -> None:
    """Write a glossary to a stream in the format of that name. The same glossary gives the same bytes."""
    chosen = get_format(name)
    if chosen.write_whole is not None:
        chosen.write_whole(concepts, documents, stream, proposals)
    else:
        chosen.write(concepts, documents, stream)


def write_file(
    path: Path,
    concepts: Iterable[Concept],
    documents: Iterable[SourceDocument],
    name: str,
    proposals: Iterable[Proposal] = (),
) -> None:
    """Write a glossary to a file in the format of that name: the whole of it, or the file stays as it was.

    A path that is no regular file (a pipe, a terminal) is written to directly.
    """
    get_format(name)
    try:
        # The target of a link, or the link would be replaced by a file.
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb") as stream:
                export(concepts, documents, name, stream, proposals)
        else:
            replace_file(target, lambda stream: export(concepts, documents, name, stream, proposals))
    except OSError as error:
        reason = error.strerror or str(error)
        raise GlossaryError(
            f"cannot write {str(path)!r}: {reason}; name a file in a folder that exists, is yours and has space"
        ) from error
