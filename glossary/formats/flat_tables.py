"""Flat tables of source and target terms, as machine translation and CAT tools take them.

- DeepL: tabs, no header; at most 1,024 bytes a term, and 10 MiB a glossary (DeepL API, "Managing glossaries")
- Google Cloud Translation, unidirectional: commas, no header; less than 1,024 bytes a term, 10 MiB a glossary
- Amazon Translate, custom terminology: commas, a header of language codes with the source first; at most 200 bytes a
  term, and 10 MB a file ("Guidelines and quotas"). Read as a table for people, whose header may be the same
- OmegaT: tabs, a comment in the third column; lines that begin with # are skipped, and nothing is quoted

The first three quote as CSV does (RFC 4180). Formulas are left as they are: these files are for machines.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from glossary.formats.content import Content, LanguagePair, Origin, Rejected
from glossary.formats.flat_rows import FlatRow, iterate_plain_rows, iterate_rows, write_row
from glossary.formats.term_pairs import (
    BARE_LOSS,
    PAIR_LOSSES,
    UNIQUE_LOSS,
    Limits,
    PairEntry,
    PairError,
    PairKeeper,
    clean_remark,
    iterate_pairs,
    join_entries,
    keep_pair,
    parse_entry,
    parse_language,
    parse_remark,
    require_pair,
)
from glossary.formats.text_input import decode_head
from glossary.model import Concept
from glossary.text import primary_language, shorten

LOSSES_DEEPL = (*PAIR_LOSSES, BARE_LOSS, UNIQUE_LOSS, "terms of more than 1,024 bytes in UTF-8 are left out")
LOSSES_GOOGLE = (*PAIR_LOSSES, BARE_LOSS, UNIQUE_LOSS, "terms of 1,024 bytes in UTF-8 or more are left out")
LOSSES_AWS = (*PAIR_LOSSES, BARE_LOSS, UNIQUE_LOSS, "terms of more than 200 bytes in UTF-8 are left out")
LOSSES_OMEGAT = (
    *PAIR_LOSSES,
    "of concepts only the definition, or the note if there is none, which is read as the note, on one line",
    "of entries with the same source and target only the first; source terms that begin with # are left out",
)

OMEGAT_HEAD = "# Glossary in tab-separated format -*- coding: utf-8 -*-"
"""The first line of the glossaries that OmegaT makes itself."""

_DEEPL, _GOOGLE, _AWS = Limits(1024), Limits(1023), Limits(200)
_OMEGAT = Limits(comment_mark="#")
# DeepL's own export tells both languages after the terms, and its glossary generator how relevant an entry is.
_DEEPL_CELLS = 5
_OMEGAT_CELLS = 3


def keep_deepl(concept: Concept, pair: LanguagePair | None) -> Concept | None:
    """Return a concept as DeepL takes it: source terms and one target term; None if one is missing."""
    return keep_pair(concept, pair, _DEEPL)


def keep_google(concept: Concept, pair: LanguagePair | None) -> Concept | None:
    """Return a concept as Google takes it: source terms and one target term; None if one is missing."""
    return keep_pair(concept, pair, _GOOGLE)


def keep_aws(concept: Concept, pair: LanguagePair | None) -> Concept | None:
    """Return a concept as Amazon takes it: source terms and one target term; None if one is missing."""
    return keep_pair(concept, pair, _AWS)


def keep_omegat(concept: Concept, pair: LanguagePair | None) -> Concept | None:
    """Return a concept as OmegaT takes it: source terms and one target term; None if one is missing."""
    kept = keep_pair(concept, pair, _OMEGAT)
    note = clean_remark(concept.definition) or clean_remark(concept.note)
    return kept and Concept(kept.id, kept.sections, note=note)


def write_deepl(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as TSV for DeepL, without a byte order mark, which it takes for a part of the first term."""
    _write(content, stream, "\t", keep_deepl)


def write_google(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as CSV for a unidirectional glossary of Google Cloud Translation."""
    _write(content, stream, ",", keep_google)


def write_aws(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as CSV for a custom terminology of Amazon Translate."""
    pair = require_pair(content.pair)
    stream.write(write_row((pair.source, pair.target), ","))
    _write(content, stream, ",", keep_aws)


def write_omegat(content: Content, stream: BinaryIO) -> None:
    """Write a glossary for OmegaT."""
    require_pair(content.pair)
    stream.write(f"{OMEGAT_HEAD}\n".encode())
    entries = iterate_pairs(content, keep_omegat, by_source=False)
    stream.writelines(("\t".join(filter(None, entry)) + "\n").encode() for entry in entries)


def read_deepl(stream: BinaryIO, origin: Origin) -> Iterator[Concept | Rejected]:
    """Yield the entries of a glossary for DeepL as concepts, in flat memory but for their ids.

    It may be TSV or CSV, also that of DeepL's own export, with the languages in the third and fourth column. Entries
    that stand together and have the same target are one concept, of which their sources are synonyms. An entry of
    other languages, without a term in either, or with the terms of an earlier one is rejected.
    """
    return _read(iterate_rows(stream, origin.name), origin, _parse_deepl)


def read_google(stream: BinaryIO, origin: Origin) -> Iterator[Concept | Rejected]:
    """Yield the entries of a unidirectional glossary for Google as concepts, as `read_deepl` does; CSV or TSV."""
    return _read(iterate_rows(stream, origin.name), origin, _parse_google)


def read_omegat(stream: BinaryIO, origin: Origin) -> Iterator[Concept | Rejected]:
    """Yield the entries of a glossary of OmegaT as concepts, as `read_deepl` does; the comment is their note."""
    return _read(iterate_plain_rows(stream, origin.name, "#"), origin, _parse_omegat)


def recognize_omegat(head: bytes) -> bool:
    """Whether a file begins as the glossaries do that OmegaT or we make; others have nothing to know them by."""
    return decode_head(head).startswith("# Glossary in tab-separated format")


# -- rows --------------------------------------------------------------------------------------------------------------


def _write(content: Content, stream: BinaryIO, separator: str, keep: PairKeeper) -> None:
    require_pair(content.pair)
    stream.writelines(write_row((source, target), separator) for source, target, _ in iterate_pairs(content, keep))


def _parse_deepl(row: FlatRow, pair: LanguagePair) -> PairEntry:
    source, target, *rest = _take_cells(row, _DEEPL_CELLS)
    for expected, told in zip((pair.source, pair.target), rest, strict=False):
        if primary_language(parse_language(told)) != primary_language(expected):
            raise PairError(f"the entry is in {shorten(told)!r}, not {expected!r}; name its languages, or remove it")
    return parse_entry(row.line, row.text, source, target)


def _parse_google(row: FlatRow, _pair: LanguagePair) -> PairEntry:
    source, target = _take_cells(row, 2)
    return parse_entry(row.line, row.text, source, target)


def _parse_omegat(row: FlatRow, _pair: LanguagePair) -> PairEntry:
    source, target, *rest = _take_cells(row, _OMEGAT_CELLS)
    return parse_entry(row.line, row.text, source, target, parse_remark("".join(rest), "comment"))


def _take_cells(row: FlatRow, count: int) -> Sequence[str]:
    """Return the cells of a row: two at least, and no more than there can be."""
    if not 2 <= len(row.cells) <= count:
        expected = "two cells" if count == 2 else f"two to {count} cells"
        raise PairError(f"the row has {len(row.cells)}, not {expected}; write the source term, then the target term")
    return row.cells


_Parser = Callable[[FlatRow, LanguagePair], PairEntry]


def _read(rows: Iterable[FlatRow | Rejected], origin: Origin, parse: _Parser) -> Iterator[Concept | Rejected]:
    pair = require_pair(origin.pair)

    def parse_row(row: FlatRow | Rejected) -> PairEntry | Rejected:
        if isinstance(row, Rejected):
            return row
        try:
            return parse(row, pair)
        except PairError as error:
            return Rejected(row.line, str(error), row.text)

    return join_entries(map(parse_row, rows), pair)
