"""What is worth showing first is sure, prominent and in many languages."""

from dataclasses import replace

import pytest

from glossary import prominence
from glossary.model import Concept, Form, Glossary, LanguageSection, Term
from glossary.prominence import find_prominent
from glossary.store import Store
from tests.glossary.conftest import MakeLocation


def _concept(name: str, confidence: float, **termhoods: float) -> Concept:
    sections = tuple(
        LanguageSection(language, (Term("b", termhood=0.0), Term("a", termhood=termhood, forms=(Form("as"),))))
        for language, termhood in termhoods.items()
    )
    return Concept(name, sections, confidence=confidence)


SURE = _concept("sure", 0.9, pl=4.0, ru=10.0)
UNSURE = _concept("unsure", 0.3, pl=8.0, ru=20.0)
WIDE = _concept("wide", 0.6, ar=1.0, pl=6.0, ru=12.0)
ALONE = _concept("alone", 1.0, pl=8.0)
EMPTY = _concept("empty", 1.0, fr=0.0, de=0.0)
CONCEPTS = (EMPTY, UNSURE, ALONE, SURE, WIDE)


def test_the_order_is_that_of_the_weights(make_location: MakeLocation) -> None:
    """Termhood counts in terms of the highest of its language; a concept of one language is none of them."""
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary(CONCEPTS))
        found = find_prominent(store, 10)
        assert [concept.id for concept in found] == ["wide", "sure", "unsure", "empty"]
        assert find_prominent(store, 2) == found[:2]
    first = LanguageSection("pl", (Term("b"), replace(SURE.sections[0].terms[1], forms=())))
    assert found[1].sections[0] == first


def test_the_first_concepts_are_weighed(make_location: MakeLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those far down in the glossary are none of them, nor do they count for the highest termhood."""
    monkeypatch.setattr(prominence, "_WEIGHED", 4)
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary(CONCEPTS))
        assert [concept.id for concept in find_prominent(store, 10)] == ["sure", "unsure", "empty"]
