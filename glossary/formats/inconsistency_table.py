"""A table of what is inconsistent in a glossary, for an editor: one row a competing term, the most urgent first."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from glossary.formats.content import Content
from glossary.formats.csv_table import BOM, escape_cell, make_lines, make_titles
from glossary.inconsistencies import CompetingTerm, Competition, Homograph, find_inconsistencies

LOSSES = (
    "only competing terms, and terms that stand in several concepts: this is a list to work through, no glossary",
    "one example sentence of a term; of the documents only title and file",
    "cells that a spreadsheet would run as a formula begin with an apostrophe",
)

HEADER = (
    *("concept", "language", "preferred", "preferred count", "competing", "status", "kind", "difference"),
    *("count", "share", "documents", "follows from", "example"),
)
SEVERAL_CONCEPTS = "several concepts"
"""The kind of inconsistency of a homograph: not two terms for one concept, but one term for two."""


def write_inconsistencies(content: Content, stream: BinaryIO) -> None:
    """Write the inconsistencies of a glossary as CSV, as `write_csv` does."""
    titles = make_titles(content.documents)
    found = find_inconsistencies(content.concepts)
    rows = [make_row(each, term, titles) for each in found.competitions for term in each.terms]
    rows += [row for each in found.homographs for row in make_homograph_rows(each)]
    stream.write(BOM + make_lines([HEADER, *(map(escape_cell, row) for row in rows)]))


def make_row(competition: Competition, term: CompetingTerm, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the row of a competing term, a cell a column of HEADER."""
    return (
        competition.concept,
        competition.language,
        competition.preferred,
        str(competition.preferred_count),
        term.text,
        term.status.value,
        term.comparison.difference.value,
        term.comparison.words,
        str(term.count),
        f"{term.share:.2f}",
        "; ".join(titles.get(document, document) for document in term.documents),
        term.follows,
        term.places[0].sentence if term.places else "",
    )


def make_homograph_rows(homograph: Homograph) -> Iterator[tuple[str, ...]]:
    """Yield a row for each concept that the term stands in."""
    total = sum(meaning.count for meaning in homograph.meanings)
    for each in homograph.meanings:
        share = f"{each.count / total:.2f}" if total else "0.00"
        head = (each.concept, homograph.language, each.preferred, "", homograph.text, "", SEVERAL_CONCEPTS)
        yield (*head, "", str(each.count), share, "", "", "")
