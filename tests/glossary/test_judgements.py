"""Decisions of people: written, found, withdrawn, never lost, never contradicting one another."""

import pytest

from glossary.errors import NotFoundError, UsageError
from glossary.judgements import StoredJudgement, describe_judgement, find_live
from glossary.model import Glossary, Judgement, TermReference, Verdict
from glossary.store import Store
from tests.glossary.samples import GLOSSARY, NEWTON

BRIDGE_PL = TermReference("pl", "most zwodzony")
BRIDGE_RU = TermReference("ru", "разводной мост")
SAME = Judgement(Verdict.SAME, BRIDGE_PL, BRIDGE_RU, "ann", "2026-05-04T10:00:00Z", "one thing")
PREFERRED = Judgement(Verdict.PREFERRED, BRIDGE_PL, None, "bob", "2026-05-05T10:00:00Z")


def _pair(verdict: Verdict, first: TermReference = BRIDGE_PL, second: TermReference = BRIDGE_RU) -> Judgement:
    return Judgement(verdict, first, second, "eve")


def test_judgements_are_read_back_in_order(store: Store) -> None:
    """Each judgement has a number, and comes back equal with all its fields."""
    assert store.add_judgement(SAME) == StoredJudgement(1, SAME)
    assert store.add_judgement(PREFERRED) == StoredJudgement(2, PREFERRED)
    assert store.find_judgements() == [StoredJudgement(1, SAME), StoredJudgement(2, PREFERRED)]
    assert find_live(store.find_judgements()) == (SAME, PREFERRED)


def test_judgements_outlast_every_build(location: str) -> None:
    """Three builds of other glossaries, and opening anew, leave the judgements and the withdrawn ones."""
    with Store.create(location) as store:
        store.add_judgement(SAME)
        store.add_judgement(PREFERRED)
        store.withdraw_judgement(1)
        for glossary in (Glossary((NEWTON,)), Glossary(()), GLOSSARY):
            store.write_glossary(glossary)
    with Store.open(location) as store:
        assert [each.number for each in store.find_judgements()] == [2]
        assert [each.judgement.is_withdrawn for each in store.find_judgements(withdrawn=True)] == [True, False]


def test_judgements_leave_the_revision(store: Store) -> None:
    """What the glossary answers with has not changed before the next build."""
    before = store.revision
    store.add_judgement(SAME)
    assert store.revision == before


def test_withdrawing(store: Store) -> None:
    """A withdrawn judgement stays on record; its number is not given again, and an unknown number is named."""
    store.add_judgement(SAME)
    assert store.withdraw_judgement(1).judgement.is_withdrawn
    assert store.withdraw_judgement(1).judgement.is_withdrawn  # once more does no harm
    assert store.find_judgements() == []
    assert store.add_judgement(SAME).number == 2
    with pytest.raises(NotFoundError, match="no judgement 7; their numbers stand in: glossalign judge list"):
        store.withdraw_judgement(7)


def test_the_same_judgement_is_written_once(store: Store) -> None:
    """A judgement that stands already is given back, whichever term is named first and in whatever case."""
    store.add_judgement(SAME)
    again = _pair(Verdict.SAME, TermReference("ru", "Разводной  мост"), BRIDGE_PL)
    assert store.add_judgement(again) == StoredJudgement(1, SAME)
    assert len(store.find_judgements()) == 1


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            SAME,
            _pair(Verdict.DIFFERENT),
            r"'different pl:most zwodzony .*' contradicts judgement 1, 'same pl:.* by ann",
        ),
        (
            _pair(Verdict.DIFFERENT),
            _pair(Verdict.SAME, BRIDGE_RU, BRIDGE_PL),
            r"contradicts judgement 1, 'different .*; withdraw that first: glossalign judge withdraw 1",
        ),
        (PREFERRED, Judgement(Verdict.REJECTED, BRIDGE_PL), r"'rejected pl:most zwodzony' contradicts judgement 1"),
    ],
)
def test_contradictions_are_refused(store: Store, first: Judgement, second: Judgement, message: str) -> None:
    """What contradicts a judgement that stands is refused with its number; once that is withdrawn it is taken."""
    store.add_judgement(first)
    with pytest.raises(UsageError, match=message):
        store.add_judgement(second)
    store.withdraw_judgement(1)
    assert store.add_judgement(second).number == 2


def test_doubt_contradicts_nothing(store: Store) -> None:
    """One may be unsure first and know later."""
    store.add_judgement(_pair(Verdict.UNSURE))
    assert store.add_judgement(SAME).number == 2
    other = Judgement(Verdict.PREFERRED, TermReference("pl", "zwodzony most"))
    assert store.add_judgement(PREFERRED).number == 3
    assert store.add_judgement(other).number == 4


@pytest.mark.parametrize(
    ("judgement", "message"),
    [
        (Judgement(Verdict.SAME, BRIDGE_PL), "'same' is a verdict about two terms; name another one"),
        (_pair(Verdict.ADMITTED), "'admitted' is a verdict about one term; leave 'разводной мост' out"),
        (_pair(Verdict.SAME, BRIDGE_PL, BRIDGE_PL), "a term can't be judged against itself: 'pl:most zwodzony'"),
        (Judgement(Verdict.ADMITTED, TermReference("pl_PL", "most")), "'pl_PL' is no language tag"),
        (Judgement(Verdict.ADMITTED, TermReference("pl", " ")), "the term ' ' has nothing to compare"),
        (Judgement(Verdict.ADMITTED, TermReference("pl", "mo\udcff")), "is not readable text"),
        (Judgement(Verdict.ADMITTED, BRIDGE_PL, note="a\0b"), r"'a\\x00b' is not readable text"),
    ],
)
def test_what_can_not_be_meant(store: Store, judgement: Judgement, message: str) -> None:
    """A verdict with the wrong terms, or text that can't be stored, is refused, and nothing is written."""
    with pytest.raises(UsageError, match=message):
        store.add_judgement(judgement)
    assert store.find_judgements() == []


def test_description() -> None:
    """A judgement in a few words is what one types to make it."""
    assert describe_judgement(SAME) == "same pl:most zwodzony ru:разводной мост"
    assert describe_judgement(PREFERRED) == "preferred pl:most zwodzony"
