"""The file formats a glossary can be written in: one table of them, and writing that leaves nothing half-done."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from glossary.errors import GlossaryError, UsageError
from glossary.files import replace_file
from glossary.formats import (
    azure,
    csv_table,
    flat_tables,
    html_page,
    inconsistency_table,
    jsonl,
    pdf,
    skos,
    tbx,
    term_sets,
    term_table,
    tmx,
    xlsx,
)
from glossary.formats.content import Content, Entry, LanguagePair, Origin, Rejected
from glossary.model import Concept

Keeper = Callable[[Concept, LanguagePair | None], Concept | None]
Writer = Callable[[Content, BinaryIO], None]
Reader = Callable[[BinaryIO, Origin], Iterator[Entry | Rejected]]


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    `losses` says in plain words what of a glossary it can't hold, and `keep` does so in code: it returns a concept as
    it would be read back, or None where nothing of it is left. A report that is no glossary has no `keep`. `write`
    streams; so does `read`, which is None where the format can't be read back. `recognize` tells from the first 64 KiB
    of a file whether it is one of this format. A bilingual format holds a source and a target language, which the
    content, and at reading the origin, must name.
    """

    name: str
    media_type: str
    extension: str
    losses: tuple[str, ...]
    write: Writer
    keep: Keeper | None = None
    read: Reader | None = None
    recognize: Callable[[bytes], bool] | None = None
    is_bilingual: bool = False


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format(
            "tbx",
            "application/x-tbx+xml",
            ".tbx",
            tbx.LOSSES,
            tbx.write_tbx,
            tbx.keep,
            tbx.read_tbx,
            tbx.recognize_tbx,
        ),
        Format(
            "tbx-dct",
            "application/x-tbx+xml",
            ".tbx",
            tbx.LOSSES,
            tbx.write_tbx_dct,
            tbx.keep,
            tbx.read_tbx,
            tbx.recognize_tbx_dct,
        ),
        Format(
            "tbx2",
            "application/x-tbx+xml",
            ".tbx",
            tbx.LOSSES_2,
            tbx.write_tbx2,
            tbx.keep_2,
            tbx.read_tbx,
            tbx.recognize_tbx2,
        ),
        Format(
            "jsonl", "application/jsonl", ".jsonl", (), jsonl.write_jsonl, jsonl.keep, jsonl.read_jsonl, jsonl.recognize
        ),
        Format(
            "csv",
            "text/csv; charset=utf-8",
            ".csv",
            csv_table.LOSSES,
            csv_table.write_csv,
            term_table.keep,
            csv_table.read_csv,
            csv_table.recognize_csv,
        ),
        Format(
            "tsv",
            "text/tab-separated-values; charset=utf-8",
            ".tsv",
            csv_table.LOSSES,
            csv_table.write_tsv,
            term_table.keep,
            csv_table.read_csv,
            csv_table.recognize_tsv,
        ),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".xlsx",
            xlsx.LOSSES,
            xlsx.write_xlsx,
            xlsx.keep,
            xlsx.read_xlsx,
            xlsx.recognize,
        ),
        Format(
            "skos",
            "text/turtle; charset=utf-8",
            ".ttl",
            skos.LOSSES,
            skos.write_skos,
            skos.keep,
            skos.read_skos,
            skos.recognize_skos,
        ),
        Format(
            "jsonld",
            "application/ld+json",
            ".jsonld",
            skos.LOSSES,
            skos.write_jsonld,
            skos.keep,
            skos.read_jsonld,
            skos.recognize_jsonld,
        ),
        Format(
            "tmx", "application/x-tmx+xml", ".tmx", tmx.LOSSES, tmx.write_tmx, tmx.keep, tmx.read_tmx, tmx.recognize_tmx
        ),
        Format(
            "deepl",
            "text/tab-separated-values; charset=utf-8",
            ".tsv",
            flat_tables.LOSSES_DEEPL,
            flat_tables.write_deepl,
            flat_tables.keep_deepl,
            flat_tables.read_deepl,
            is_bilingual=True,
        ),
        Format(
            "google",
            "text/csv; charset=utf-8",
            ".csv",
            flat_tables.LOSSES_GOOGLE,
            flat_tables.write_google,
            flat_tables.keep_google,
            flat_tables.read_google,
            is_bilingual=True,
        ),
        Format(
            "google-set",
            "text/csv; charset=utf-8",
            ".csv",
            term_sets.LOSSES,
            term_sets.write_set,
            term_sets.keep_set,
            term_sets.read_set,
            term_sets.recognize_set,
        ),
        Format(
            "aws",
            "text/csv; charset=utf-8",
            ".csv",
            flat_tables.LOSSES_AWS,
            flat_tables.write_aws,
            flat_tables.keep_aws,
            is_bilingual=True,
        ),
        Format(
            "azure",
            "application/xml",
            ".xml",
            azure.LOSSES,
            azure.write_azure,
            azure.keep,
            azure.read_azure,
            azure.recognize_azure,
            is_bilingual=True,
        ),
        Format(
            "omegat",
            "text/tab-separated-values; charset=utf-8",
            ".utf8",
            flat_tables.LOSSES_OMEGAT,
            flat_tables.write_omegat,
            flat_tables.keep_omegat,
            flat_tables.read_omegat,
            flat_tables.recognize_omegat,
            is_bilingual=True,
        ),
        Format("html", "text/html; charset=utf-8", ".html", html_page.LOSSES, html_page.write_html),
        Format("pdf", "application/pdf", ".pdf", pdf.LOSSES, pdf.write_pdf),
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


def find_format(head: bytes, file_name: str) -> Format:
    """Return the format of a file by its first bytes, of which there should be 64 KiB; its name only breaks ties.

    Raises UsageError with the formats to choose from if none fits or several do.
    """
    readable = [each for each in FORMATS.values() if each.read is not None]
    fitting = [each for each in readable if each.recognize is not None and each.recognize(head)]
    if len(fitting) > 1:
        fitting = [each for each in fitting if file_name.lower().endswith(each.extension)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    doubt = "may be of several formats" if fitting else "is of no format that can be told from its content"
    raise UsageError(f"{file_name!r} {doubt}; name one of {', '.join(each.name for each in fitting or readable)}")


def write_file(path: Path, content: Content, name: str) -> None:
    """Write a glossary to a file in the format of that name: the whole of it, or the file stays as it was.

    A path that is no regular file (a pipe, a terminal) is written to directly. The same content gives the same bytes.
    """
    chosen = get_format(name)
    try:
        # The target of a link, or the link would be replaced by a file.
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb") as stream:
                chosen.write(content, stream)
        else:
            replace_file(target, lambda stream: chosen.write(content, stream))
    except OSError as error:
        reason = error.strerror or str(error)
        raise GlossaryError(
            f"cannot write {str(path)!r}: {reason}; name a file in a folder that exists, is yours and has space"
        ) from error
