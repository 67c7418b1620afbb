"""How much there is in a glossary, of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, func, select

from glossary.revisions import read_revision
from glossary.schema import CONCEPTS, DOCUMENTS, HISTORY, TERMS
from glossary.store import LanguageCount, Store


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of one state of the glossary; `changed_at` is when it was last changed (RFC 3339), None if unknown."""

    concepts: int
    terms: int
    documents: int
    kinds: Mapping[str, int]
    statuses: Mapping[str, int]
    term_statuses: Mapping[str, int]
    languages: tuple[LanguageCount, ...]
    revision: str
    changed_at: str | None


def count_glossary(store: Store) -> Statistics:
    """Return the counts of a glossary, all of one state of it."""

    def count(column: Column[str]) -> dict[str, int]:
        query = select(column, func.count()).group_by(column).order_by(column)
        return {f"{value}": number for value, number in connection.execute(query)}

    by_language = (
        select(TERMS.c.language, func.count(TERMS.c.concept.distinct()), func.count())
        .group_by(TERMS.c.language)
        .order_by(TERMS.c.language)
    )
    with store.transaction("read") as connection:
        kinds, statuses, term_statuses = count(CONCEPTS.c.kind), count(CONCEPTS.c.status), count(TERMS.c.status)
        return Statistics(
            concepts=sum(kinds.values()),
            terms=sum(term_statuses.values()),
            documents=connection.scalar(select(func.count()).select_from(DOCUMENTS)) or 0,
            kinds=kinds,
            statuses=statuses,
            term_statuses=term_statuses,
            languages=tuple(LanguageCount(*row) for row in connection.execute(by_language)),
            revision=read_revision(connection),
            changed_at=connection.scalar(select(func.max(HISTORY.c.at))),
        )
