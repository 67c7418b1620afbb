"""Safe fixes: what is mended, what is left to people, and that no answer changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.mending import mend_concept, mend_glossary, mend_text
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Context,
    Form,
    Glossary,
    LanguageSection,
    Link,
    Proposal,
    Term,
)
from glossary.rules import Check
from glossary.text import lookup_key
from tests.glossary.samples import GLOSSARY, glossaries

ALL = frozenset(Check)
PREFERRED = AdministrativeStatus.PREFERRED
REJECTED = AdministrativeStatus.REJECTED


def _concept(*terms: Term, links: tuple[Link, ...] = ()) -> Concept:
    return Concept("c", (LanguageSection("pl", terms),), links=links)


def _texts(concept: Concept) -> list[str]:
    return [term.text for section in concept.sections for term in section.terms]


@pytest.mark.parametrize(
    ("text", "check", "mended"),
    [
        (" most\u00a0", Check.UNTRIMMED, "most"),
        ("most \u00a0 kolejowy", Check.DOUBLE_SPACE, "most kolejowy"),
        ("10\u00a0000", Check.DOUBLE_SPACE, "10\u00a0000"),
        ("mo\u0301st", Check.NOT_COMPOSED, "móst"),
        ("mo\xadst", Check.SOFT_HYPHEN, "most"),
        ("\ufeffmo\x07st\tkolejowy", Check.CONTROL_CHARACTER, "most kolejowy"),
    ],
)
def test_each_fix_mends_its_own_fault_only(text: str, check: Check, mended: str) -> None:
    """A fix that was not asked for is not made."""
    assert mend_text(text, {check}) == mended
    assert mend_text(text, ALL - {check}) == text


@given(st.text(alphabet="aó\u0301ё\u0308 \t\n\u00a0\xad\x00\x85\u2028\ufeffاـأΐ-'", max_size=12) | st.text())
def test_a_mended_text_has_the_key_it_had(text: str) -> None:
    """Lookups and decisions of people go by the key; and mending again changes nothing."""
    mended = mend_text(text, ALL)
    assert mend_text(mended, ALL) == mended
    for language in ("pl", "ru", "el", "ar"):
        assert lookup_key(mended, language) == lookup_key(text, language)


def test_links_follow_the_terms_they_name() -> None:
    """A link and a proposal name a term by its text, so they change with it."""
    link = Link("pl", "most ", "ru", "мост", "embedding", 0.5)
    other = Concept(
        "d", (LanguageSection("pl", (Term("most "),)), LanguageSection("ru", (Term("мост"),))), links=(link,)
    )
    proposal = Proposal(Link("pl", "wiadukt", "pl", "most ", "embedding", 0.25), "c", "d")
    mended, changed = mend_glossary(Glossary((_concept(Term("wiadukt")), other), (), (proposal,)), ALL)
    assert changed == 1
    assert mended.concepts[1].links == (replace(link, source_term="most"),)
    assert mended.proposals == (replace(proposal, link=replace(proposal.link, target_term="most")),)


def test_terms_that_say_the_same_become_one_with_the_evidence_of_all() -> None:
    """No form or context is lost; the first term keeps its place."""
    here, there = Context("d1", 0, 4, "Most.", 0, 4), Context("d2", 7, 11, "Most.", 0, 4)
    first = Term("most", PREFERRED, frequency=3, contexts=(here,), forms=(Form("mosty", count=1),))
    second = Term("most ", PREFERRED, frequency=5, nested=2, contexts=(here, there), forms=(Form("mostem", count=1),))
    concept, _ = mend_concept(_concept(first, Term("wiadukt"), second), ALL)
    united = replace(first, frequency=5, nested=2, contexts=(here, there), forms=first.forms + second.forms)
    assert concept.sections[0].terms == (united, Term("wiadukt"))


def test_terms_that_say_different_things_are_left_to_people() -> None:
    """Which of two standings holds can't be told; and mending must not make a term stand twice."""
    twice = _concept(Term("most", PREFERRED), Term("wiadukt"), Term("most", REJECTED))
    nearly = _concept(Term("most ", PREFERRED), Term("wiadukt"), Term("most", REJECTED))
    assert mend_concept(twice, ALL)[0] == twice
    assert mend_concept(nearly, ALL)[0] == nearly


def test_terms_that_stand_twice_are_left_unless_asked_for() -> None:
    """Each fix is chosen by its code."""
    twice = _concept(Term("most"), Term("most"))
    assert mend_concept(twice, ALL - {Check.REPEATED_TERM})[0] == twice
    assert _texts(mend_concept(twice, {Check.REPEATED_TERM})[0]) == ["most"]


def test_a_term_of_nothing_is_left_to_people() -> None:
    """What it should have been can't be told."""
    assert _texts(mend_concept(_concept(Term(" \x07")), ALL)[0]) == [" \x07"]


def test_a_clean_glossary_is_left_as_it_is() -> None:
    """Nothing to mend, nothing changed."""
    assert mend_glossary(GLOSSARY, ALL) == (GLOSSARY, 0)


@given(glossaries)
def test_mending_twice_is_mending_once(glossary: Glossary) -> None:
    """What was mended needs no mending, and nothing but terms and links changes."""
    mended, changed = mend_glossary(glossary, ALL)
    assert mend_glossary(mended, ALL) == (mended, 0)
    assert changed == sum(one != other for one, other in zip(glossary.concepts, mended.concepts, strict=True))
    assert [concept.id for concept in mended.concepts] == [concept.id for concept in glossary.concepts]
