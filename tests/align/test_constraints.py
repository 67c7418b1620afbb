"""What judgements ask of the clustering."""

from dataclasses import replace

import pytest

from align.constraints import Constraints, constrain, hold_together
from align.variants import TermGroup
from glossary.model import AdministrativeStatus, ConceptStatus, Judgement, TermReference, Verdict
from glossary.outlines import ConceptOutline
from tests.align.factories import make_group

MOST, SLUZA = make_group("pl", "most zwodzony"), make_group("pl", "śluza", "szluza")
MOST_RU = make_group("ru", "разводной мост")


def _judge(verdict: Verdict, first: str, second: str | None) -> Judgement:
    one = TermReference(*first.split(":", 1))
    other = TermReference(*second.split(":", 1)) if second else None
    return Judgement(verdict, one, other, "ann", "2026-05-04T10:00:00Z")


def _pair(a: TermGroup, b: TermGroup) -> frozenset[str]:
    return frozenset((a.id, b.id))


@pytest.mark.parametrize("text", ["most zwodzony", "Most Zwodzony"])
def test_a_judgement_finds_the_groups_of_its_terms(text: str) -> None:
    """By the exact text of a variant, or by its lookup key."""
    groups, found = constrain([MOST, MOST_RU, SLUZA], [_judge(Verdict.SAME, f"pl:{text}", "ru:разводной мост")])
    assert groups == [MOST, MOST_RU, SLUZA]
    assert found == Constraints(same=frozenset({_pair(MOST, MOST_RU)}))


def test_a_judgement_finds_a_term_by_a_form_of_it() -> None:
    """Where no variant is cited so any more, an occurrence of that form tells which is meant."""
    renamed = replace(MOST, members=(replace(MOST.members[0], text="mosty zwodzone"),))
    _, found = constrain([renamed, MOST_RU], [_judge(Verdict.DIFFERENT, "pl:most zwodzony", "ru:разводной мост")])
    assert found == Constraints(different=frozenset({_pair(renamed, MOST_RU)}))


def test_the_exact_text_goes_before_the_key() -> None:
    """Of two terms that differ in capitals, the one that is written so is meant."""
    lower, upper = make_group("pl", "zamek"), replace(make_group("pl", "Zamek"), head="inny")
    upper = replace(upper, members=(replace(upper.members[0], key=("zamek2",)),))
    _, found = constrain([lower, upper, MOST_RU], [_judge(Verdict.SAME, "pl:Zamek", "ru:разводной мост")])
    assert found.same == {_pair(upper, MOST_RU)}


def test_variants_that_are_different_are_parted() -> None:
    """A group falls apart into those that may be together, and the parts are different."""
    groups, found = constrain([SLUZA, MOST], [_judge(Verdict.DIFFERENT, "pl:śluza", "pl:szluza")])
    assert [group.texts for group in groups] == [("śluza",), ("szluza",), ("most zwodzony",)]
    assert found.different == {_pair(groups[0], groups[1])}


def test_variants_are_parted_by_their_forms() -> None:
    """A judgement that names inflected forms of two variants of a group parts these."""
    renamed = [replace(member, text=f"{member.text} nowa") for member in SLUZA.members]
    group = replace(SLUZA, members=tuple(renamed))
    groups, found = constrain([group], [_judge(Verdict.DIFFERENT, "pl:śluza", "pl:szluza")])
    assert [group.texts for group in groups] == [("śluza nowa",), ("szluza nowa",)]
    assert found.different == {_pair(groups[0], groups[1])}


def test_a_third_variant_stays_with_the_first() -> None:
    """Only what was judged leaves the group."""
    group = make_group("pl", "śluza", "szluza", "sluza")
    groups, _ = constrain([group], [_judge(Verdict.DIFFERENT, "pl:szluza", "pl:śluza")])
    assert [found.texts for found in groups] == [("śluza", "sluza"), ("szluza",)]


def test_unsure_is_remembered() -> None:
    """That nobody could tell is an answer, too."""
    _, found = constrain([MOST, MOST_RU], [_judge(Verdict.UNSURE, "pl:most zwodzony", "ru:разводной мост")])
    assert found == Constraints(unsure=frozenset({_pair(MOST, MOST_RU)}))


@pytest.mark.parametrize(
    "judgement",
    [
        replace(_judge(Verdict.SAME, "pl:most zwodzony", "ru:разводной мост"), is_withdrawn=True),
        _judge(Verdict.SAME, "pl:most zwodzony", "ru:пароход"),
        _judge(Verdict.PREFERRED, "pl:most zwodzony", None),
        _judge(Verdict.SAME, "pl:śluza", "pl:szluza"),
    ],
)
def test_some_judgements_ask_nothing(judgement: Judgement) -> None:
    """One that was withdrawn, about a term that is not there, about one term, or about variants of one group."""
    groups, found = constrain([MOST, MOST_RU, SLUZA], [judgement])
    assert (groups, found) == ([MOST, MOST_RU, SLUZA], Constraints())


def test_approved_concepts_hold_their_terms_together() -> None:
    """By approving a concept a person says that its terms are the same, but for those that are rejected."""
    terms = [("pl", "most"), ("ru", "мост"), ("ru", "сват"), ("el", "γέφυρα")]
    statuses = [AdministrativeStatus.PREFERRED] * 4
    statuses[2] = AdministrativeStatus.REJECTED
    listed = tuple((TermReference(*term), status) for term, status in zip(terms, statuses, strict=True))
    approved = ConceptOutline("c-1", ConceptStatus.APPROVED, None, None, None, listed)
    found = hold_together([approved, replace(approved, id="c-2", status=ConceptStatus.PROPOSED)])
    assert [(j.verdict, j.first.text, j.second.text if j.second else "") for j in found] == [
        (Verdict.SAME, "most", "мост"),
        (Verdict.SAME, "most", "γέφυρα"),
    ]
