"""The plane that terms are laid out on."""

import numpy as np
import pytest

from align.termmap import map_terms
from glossary.model import Concept
from tests.align.fakes import FakeEncoder
from tests.align.golds import make_concept


def _make_glossary(concepts: int) -> tuple[list[Concept], FakeEncoder]:
    """Make concepts of two languages whose terms are near to each other and far from those of all others."""
    random = np.random.default_rng(3)
    vectors, glossary = {}, []
    for number in range(concepts):
        meaning = random.normal(size=24)
        for language, shift in (("pl", 3.0), ("ru", -3.0)):
            vectors[f"{language}{number}"] = meaning + 0.05 * random.normal(size=24) + shift
        glossary.append(make_concept(f"c{number}", pl=[f"pl{number}"], ru=[f"ru{number}"]))
    return glossary, FakeEncoder({text: vector.tolist() for text, vector in vectors.items()})


def test_terms_of_one_concept_lie_near_whatever_their_language() -> None:
    """Equivalents are nearer than other terms, though their languages lie apart among the vectors."""
    glossary, encoder = _make_glossary(20)
    found = map_terms(glossary, encoder)
    places = np.array([[(term.x, term.y) for term in concept.terms] for concept in found.concepts])
    within = np.linalg.norm(places[:, 0] - places[:, 1], axis=1)
    between = np.linalg.norm(places[:, None, 0] - places[None, :, 1], axis=2)
    assert (within == between.min(axis=1)).all()
    assert min(concept.cohesion for concept in found.concepts) > 0.9
    assert (places.min(), places.max()) == (0.0, 1.0)
    assert found.languages == ("pl", "ru")


@pytest.mark.parametrize("concepts", [3, 20])
def test_the_same_terms_give_the_same_map(concepts: int) -> None:
    """Nothing is left to chance, neither with few terms nor with many."""
    glossary, encoder = _make_glossary(concepts)
    assert map_terms(glossary, encoder) == map_terms(glossary, encoder)


def test_only_concepts_of_several_languages_are_shown_up_to_a_limit() -> None:
    """A concept of one language has no alignment to show; how many had no room is told."""
    glossary, encoder = _make_glossary(5)
    alone = make_concept("alone", pl=["pl0"])
    found = map_terms([alone, *glossary, alone], encoder, limit=3)
    assert [concept.id for concept in found.concepts] == ["c0", "c1", "c2"]
    assert found.left_out == 2
    assert [(term.language, term.text, term.is_preferred) for term in found.concepts[1].terms] == [
        ("pl", "pl1", True),
        ("ru", "ru1", True),
    ]


def test_terms_that_are_all_alike_lie_in_the_middle() -> None:
    """Where vectors do not differ there is nothing to lay out, and nothing fails."""
    encoder = FakeEncoder({"a": [1, 0], "b": [1, 0], "c": [1, 0]})
    (concept,) = map_terms([make_concept("c", pl=["a", "b"], ru=["c"])], encoder).concepts
    assert [(term.x, term.y) for term in concept.terms] == [(0.5, 0.5)] * 3
    assert concept.cohesion == 0.0


def test_a_glossary_without_alignments_has_an_empty_map() -> None:
    """No concepts, no map."""
    found = map_terms([make_concept("c", pl=["most"])], FakeEncoder({}))
    assert (found.concepts, found.left_out, found.languages) == ((), 0, ())
