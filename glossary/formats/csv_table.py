"""A flat table for people: one row a term, for Excel, LibreOffice and the like."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from glossary.model import Concept, SourceDocument, Term

LOSSES = (
    "one context of a term at most, without its offsets; no links; of the documents only title and file",
    "forms without their origin and counts; no part of speech, gender, termhood and reason",
    "subject field, definition and note of the concept are left out",
    "cells that a spreadsheet would run as a formula begin with an apostrophe",
    "languages and concepts without terms are left out",
)

HEADER = (
    *("concept", "kind", "concept status", "confidence", "language", "term", "administrative status", "frequency"),
    *("forms", "context", "document"),
)

BOM = b"\xef\xbb\xbf"
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def write_csv(concepts: Iterable[Concept], documents: Iterable[SourceDocument], stream: BinaryIO) -> None:
    """Write a glossary as CSV (RFC 4180) in UTF-8 with the byte order mark that Excel asks for."""
    titles = make_titles(documents)
    # Each chunk goes out encoded at once: a wrapper around the stream would close it, or hold back its end.
    stream.write(BOM + make_lines([HEADER]))
    stream.writelines(make_lines(_make_rows(concept, titles)) for concept in concepts)


def escape_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection).

    >>> escape_cell("=1+1"), escape_cell("masowa"), unescape_cell(escape_cell("'=x"))
    ("'=1+1", 'masowa', "'=x")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_cell(cell: str) -> str:
    """Return the text that `escape_cell` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def make_titles(documents: Iterable[SourceDocument]) -> dict[str, str]:
    """Return how each document is called in a table, by its id."""
    return {document.id: f"{document.title} ({document.file})" for document in documents}


def make_lines(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8")


def _make_rows(concept: Concept, titles: Mapping[str, str]) -> Iterator[Iterable[str]]:
    head = (concept.id, concept.kind.value, concept.status.value, f"{concept.confidence:.4f}")
    for section in concept.sections:
        for term in section.terms:
            yield map(escape_cell, (*head, section.language, *_describe_term(term, titles)))


def _describe_term(term: Term, titles: Mapping[str, str]) -> tuple[str, ...]:
    forms = "; ".join(form.text for form in term.forms)
    cells = (term.text, term.status.value, str(term.frequency), forms)
    if not term.contexts:
        return (*cells, "", "")
    first = term.contexts[0]
    return (*cells, first.sentence, titles.get(first.document, first.document))
