"""What of a glossary is exported."""

from dataclasses import replace

import pytest

from glossary.model import AdministrativeStatus, Concept, ConceptStatus
from glossary.selection import Selection
from tests.glossary.samples import BRIDGE, GLOSSARY, NEWTON


def _ids(selection: Selection) -> list[str]:
    return [concept.id for concept in selection.choose(GLOSSARY.concepts)]


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), ["bridge", "railway-bridge", "newton"]),
        (Selection(statuses=frozenset({ConceptStatus.APPROVED})), ["bridge"]),
        (Selection(min_confidence=0.9), ["railway-bridge", "newton"]),
        (Selection(subject="Engineering"), ["bridge"]),
        (Selection(ids=frozenset({"newton"})), ["newton"]),
        (Selection(languages=("el", "ru")), ["bridge", "newton"]),
        (Selection(languages=("uk",)), []),
        (Selection(term_statuses=frozenset({AdministrativeStatus.REJECTED})), ["railway-bridge"]),
    ],
)
def test_concepts_are_chosen(selection: Selection, ids: list[str]) -> None:
    """By each part of a selection; a concept of which nothing is left is left out."""
    assert _ids(selection) == ids


def test_all_is_all() -> None:
    """Nothing is cut where nothing is asked for, not even concepts without languages."""
    empty = Concept("empty", ())
    assert list(Selection().choose([BRIDGE, empty])) == [BRIDGE, empty]


def test_only_the_chosen_languages_are_left() -> None:
    """With the links between them."""
    [chosen] = Selection(languages=("pl", "el")).choose([BRIDGE])
    assert chosen.languages == ("pl", "el")
    assert chosen.links == ()
    [both] = Selection(languages=("ru", "pl")).choose([BRIDGE])
    assert both.links == BRIDGE.links


def test_only_the_chosen_terms_are_left() -> None:
    """By their standing."""
    [chosen] = Selection(term_statuses=frozenset({AdministrativeStatus.PREFERRED})).choose([BRIDGE])
    assert [term.text for term in chosen.sections[0].terms] == ["most zwodzony"]
    assert list(Selection(min_confidence=0.9).choose([replace(NEWTON, confidence=0.5)])) == []
