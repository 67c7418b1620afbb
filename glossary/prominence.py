"""Which concepts are worth showing first."""

from sqlalchemy import desc, func, select

from glossary.model import Concept
from glossary.schema import CONCEPTS, TERMS
from glossary.store import Store

_WEIGHED = 20_000
"""So many concepts are weighed, the first ones of the glossary: a page must not wait for a million."""


def find_prominent(store: Store, limit: int) -> list[Concept]:
    """Return the concepts of several languages that are worth showing first, without their evidence.

    These are sure, prominent and in many languages: the confidence times the number of languages times the sum of
    termhood, each in terms of the highest of its language, as termhood is comparable within one language only.
    """
    weighed = TERMS.c.concept <= _WEIGHED
    each = (
        select(TERMS.c.concept, TERMS.c.language, func.max(TERMS.c.termhood).label("termhood"))
        .where(weighed)
        .group_by(TERMS.c.concept, TERMS.c.language)
        .cte("each")
    )
    highest = (
        select(each.c.language, func.max(each.c.termhood).label("termhood")).group_by(each.c.language).cte("highest")
    )
    shares = func.sum(each.c.termhood / func.coalesce(func.nullif(highest.c.termhood, 0.0), 1.0))
    query = (
        select(CONCEPTS.c.id)
        .join(each, each.c.concept == CONCEPTS.c.rank)
        .join(highest, highest.c.language == each.c.language)
        .group_by(CONCEPTS.c.rank, CONCEPTS.c.id, CONCEPTS.c.confidence)
        .having(func.count() > 1)
        .order_by(desc(CONCEPTS.c.confidence * func.count() * shares), CONCEPTS.c.rank)
        .limit(limit)
    )
    with store.transaction("read") as connection:
        found = connection.scalars(query).all()
    return store.find_concepts_by_id(found, with_evidence=False)
