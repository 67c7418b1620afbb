"""The decisions of people, kept apart from what is built: no build deletes one, and one taken back is marked so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from glossary.errors import NotFoundError, UsageError
from glossary.model import Judgement, TermReference, Verdict
from glossary.schema import JUDGEMENTS
from glossary.text import check_language, lookup_key, shorten

PAIR_VERDICTS = frozenset({Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE})
"""The verdicts about two terms; the others are about one."""
_OPPOSITES = {Verdict.SAME: Verdict.DIFFERENT, Verdict.DIFFERENT: Verdict.SAME}


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """A judgement with the number that it is withdrawn by."""

    number: int
    judgement: Judgement


def check_judgement(judgement: Judgement) -> Judgement:
    """Return a judgement with its language tags as they are written (pl-PL, not PL-pl).

    Raises UsageError where the verdict and the number of terms don't fit, a pair is one and the same term, or a text
    can't be stored.
    """
    is_pair = judgement.verdict in PAIR_VERDICTS
    name = judgement.verdict.value
    if is_pair and judgement.second is None:
        raise UsageError(f"{name!r} is a verdict about two terms; name another one")
    if not is_pair and judgement.second is not None:
        raise UsageError(f"{name!r} is a verdict about one term; leave {judgement.second.text!r} out")
    first = _check_term(judgement.first)
    second = None if judgement.second is None else _check_term(judgement.second)
    if second == first:
        raise UsageError(f"a term can't be judged against itself: {describe_term(first)!r}; name another one")
    for text in (first.text, second.text if second else "", judgement.who, judgement.note or ""):
        if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
            raise UsageError(f"{shorten(text)!r} is not readable text; give it in UTF-8, without NUL characters")
    return replace(judgement, first=first, second=second)


def describe_term(term: TermReference) -> str:
    """Return a term as the command line takes it: language:text."""
    return f"{term.language}:{term.text}"


def describe_judgement(judgement: Judgement) -> str:
    """Return a judgement in a few words: same pl:most ru:мост."""
    terms = [judgement.first] if judgement.second is None else [judgement.first, judgement.second]
    return " ".join([judgement.verdict.value, *map(describe_term, terms)])


def make_key(judgement: Judgement) -> frozenset[tuple[str, str]]:
    """Return what a judgement is about: the language and lookup key of its terms, whichever is named first."""
    terms = [judgement.first] if judgement.second is None else [judgement.first, judgement.second]
    return frozenset((term.language, lookup_key(term.text, term.language)) for term in terms)


def insert_judgement(connection: Connection, judgement: Judgement) -> StoredJudgement:
    """Write a judgement and return it with its number; one that stands already is not written twice.

    Raises UsageError where the opposite of it stands: "same" against "different", or another standing of one term.
    """
    for stored in load_judgements(connection):
        if make_key(stored.judgement) != make_key(judgement):
            continue
        if stored.judgement.verdict is judgement.verdict:
            return stored
        if _contradict(stored.judgement.verdict, judgement.verdict):
            raise UsageError(
                f"{describe_judgement(judgement)!r} contradicts judgement {stored.number}, "
                f"{describe_judgement(stored.judgement)!r} by {stored.judgement.who or 'nobody named'}; "
                f"withdraw that first: glossalign judge withdraw {stored.number}"
            )
    return _insert(connection, judgement)


def replace_judgements(connection: Connection, judgements: Iterable[Judgement]) -> tuple[list[int], list[int]]:
    """Write judgements and withdraw what contradicts them; return the numbers of those written and those withdrawn.

    One that stands already is not written twice.
    """
    standing: dict[frozenset[tuple[str, str]], list[StoredJudgement]] = defaultdict(list)
    for stored in load_judgements(connection):
        standing[make_key(stored.judgement)].append(stored)
    made, withdrawn = [], []
    for judgement in map(check_judgement, judgements):
        alike = standing[make_key(judgement)]
        for stored in alike[:]:
            if _contradict(stored.judgement.verdict, judgement.verdict):
                mark_withdrawn(connection, stored.number)
                withdrawn.append(stored.number)
                alike.remove(stored)
        if all(stored.judgement.verdict is not judgement.verdict for stored in alike):
            alike.append(_insert(connection, judgement))
            made.append(alike[-1].number)
    return made, withdrawn


def revive_judgements(connection: Connection, numbers: Sequence[int]) -> None:
    """Let judgements that were withdrawn count again."""
    connection.execute(update(JUDGEMENTS).where(JUDGEMENTS.c.number.in_(numbers)).values(is_withdrawn=False))


def _insert(connection: Connection, judgement: Judgement) -> StoredJudgement:
    second = judgement.second
    row = {
        "verdict": judgement.verdict.value,
        "first_language": judgement.first.language,
        "first_text": judgement.first.text,
        "second_language": None if second is None else second.language,
        "second_text": None if second is None else second.text,
        "who": judgement.who,
        "at": judgement.when,
        "note": judgement.note,
        "is_withdrawn": judgement.is_withdrawn,
    }
    key = connection.execute(insert(JUDGEMENTS).values(row)).inserted_primary_key
    assert key is not None
    return StoredJudgement(key[0], judgement)


def load_judgements(connection: Connection, *, withdrawn: bool = False) -> list[StoredJudgement]:
    """Return the judgements in the order they were made in; those that were withdrawn only if asked for."""
    query = select(JUDGEMENTS).order_by(JUDGEMENTS.c.number)
    if not withdrawn:
        query = query.where(JUDGEMENTS.c.is_withdrawn.is_(False))
    return [_read_row(row) for row in connection.execute(query)]


def mark_withdrawn(connection: Connection, number: int) -> StoredJudgement:
    """Mark a judgement as withdrawn and return it as it is then; raise NotFoundError for an unknown number."""
    row = connection.execute(select(JUDGEMENTS).where(JUDGEMENTS.c.number == number)).one_or_none()
    if row is None:
        raise NotFoundError(f"no judgement {number}; their numbers stand in: glossalign judge list")
    if not row.is_withdrawn:
        connection.execute(update(JUDGEMENTS).where(JUDGEMENTS.c.number == number).values(is_withdrawn=True))
    found = _read_row(row)
    return replace(found, judgement=replace(found.judgement, is_withdrawn=True))


def find_live(judgements: Iterable[StoredJudgement]) -> tuple[Judgement, ...]:
    """Return the judgements that hold, without their numbers."""
    return tuple(stored.judgement for stored in judgements if not stored.judgement.is_withdrawn)


def _contradict(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts on the same terms can't both hold; "unsure" stands beside anything."""
    return _OPPOSITES.get(one) is other or (one not in PAIR_VERDICTS and one is not other)


def _check_term(term: TermReference) -> TermReference:
    text = " ".join(term.text.split())
    if not lookup_key(text, term.language):
        raise UsageError(f"the term {shorten(term.text)!r} has nothing to compare; give a term")
    return TermReference(check_language(term.language), text)


def _read_row(row: Row[Any]) -> StoredJudgement:
    second = None if row.second_text is None else TermReference(row.second_language, row.second_text)
    first = TermReference(row.first_language, row.first_text)
    verdict = Verdict(row.verdict)
    return StoredJudgement(
        row.number, Judgement(verdict, first, second, row.who, row.at, row.note, bool(row.is_withdrawn))
    )
