"""Read what is to be written to a file from one state of the store, though others write to it meanwhile."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from glossary.formats.content import Content, LanguagePair
from glossary.loading import load_concepts, load_documents, load_proposals
from glossary.model import Concept
from glossary.schema import CONCEPTS, DOCUMENTS
from glossary.selection import Selection

_PAGE = 100


def read_content(connection: Connection, selection: Selection, pair: LanguagePair | None = None) -> Content:
    """Return the chosen concepts, as a stream that holds a page in memory, with all documents and questions.

    The stream can be read until the transaction ends.
    """
    return Content(
        selection.choose(_iterate(connection, selection)),
        load_documents(connection, select(DOCUMENTS).order_by(DOCUMENTS.c.number)),
        load_proposals(connection),
        pair,
    )


def _iterate(connection: Connection, selection: Selection) -> Iterator[Concept]:
    """Yield the concepts in the order of the glossary, but for those that can be told not to be chosen unread."""
    c = CONCEPTS.c
    query = select(c.rank, c.id).order_by(c.rank).limit(_PAGE)
    if selection.statuses:
        query = query.where(c.status.in_([status.value for status in selection.statuses]))
    rank = 0
    while rows := connection.execute(query.where(c.rank > rank)).all():
        ranks = [row.rank for row in rows if selection.ids is None or row.id in selection.ids]
        if ranks:
            yield from load_concepts(connection, ranks)
        rank = rows[-1].rank
