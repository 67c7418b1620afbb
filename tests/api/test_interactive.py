"""`glossalign review` on a terminal: keys and what they do."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from api.interactive import review
from glossary.model import ConceptStatus, Link, Proposal
from glossary.store import Store
from tests.api.conftest import GLOSSARY

QUESTION = Proposal(Link("pl", "śluza", "pl", "kanał spławny", "model", 0.3), "lock", "canal")


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """Give a store with a link to decide on and two concepts of several languages."""
    with Store.open(location) as found:
        found.write_glossary(replace(GLOSSARY, proposals=(QUESTION,)))
        yield found


def _review(store: Store, keys: str) -> list[str]:
    """Press keys, and return what is said; it is an error to press too few or too many."""
    said: list[str] = []
    left = iter(keys)
    review(store, lambda: next(left), said.append, "ann")
    assert list(left) == []
    return said


def test_all_may_be_passed_over(store: Store) -> None:
    """Nothing changes then; concepts of one language are not asked about."""
    revision = store.revision
    said = _review(store, "nnn")
    assert said[-1] == "that was all"
    assert "\n0.30  pl śluza = pl kanał spławny" in said
    assert store.revision == revision


def test_a_link_makes_one_concept(store: Store) -> None:
    """What is merged is asked about as one."""
    _review(store, "sn")
    assert store.get_concept("canal").id == "lock"


@pytest.mark.parametrize(("key", "verdict"), [("d", "different"), ("?", "unsure")])
def test_a_link_is_answered(key: str, verdict: str, store: Store) -> None:
    """The question goes, and builds know the answer."""
    _review(store, f"{key}nn")
    assert store.get_proposals() == []
    [judgement] = store.find_judgements()
    assert (judgement.judgement.verdict.value, judgement.judgement.who) == (verdict, "ann")


def test_concepts_are_approved_and_rejected(store: Store) -> None:
    """Each key is written at once."""
    _review(store, "nar")
    assert store.get_concept("canal").status is ConceptStatus.APPROVED
    assert store.get_concept("lock").status is ConceptStatus.REJECTED


def test_a_number_prefers_a_term(store: Store) -> None:
    """The concept is shown again, and asked about until it is settled."""
    said = _review(store, "n3aq")
    assert any("2 kanał spławny (7) [preferred], 3 spławny kanał (2)" in line for line in said)
    assert store.get_concept("canal").sections[1].preferred.text == "spławny kanał"


def test_the_last_act_is_taken_back(store: Store) -> None:
    """Also one of another concept; there may be none."""
    said = _review(store, "nauuq")
    assert store.get_concept("canal").status is ConceptStatus.PROPOSED
    assert any("nothing to undo" in line for line in said)


@pytest.mark.parametrize("key", ["q", "Q", "\x03", "\x1b"])
def test_one_may_quit(key: str, store: Store) -> None:
    """At any time; unknown keys ask again."""
    assert _review(store, f"xz{key}")[-1].startswith("s same")


def test_keys_that_were_typed_ahead_come_one_by_one(store: Store) -> None:
    """An arrow key is one key, and means nothing."""
    said: list[str] = []
    texts = iter(["\x1b[A", "na", "q"])
    review(store, lambda: next(texts), said.append, "ann")
    assert store.get_concept("canal").status is ConceptStatus.APPROVED
    assert list(texts) == []
