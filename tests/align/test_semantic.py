"""Lookup by meaning, with hand-set vectors."""

from pathlib import Path

import pytest

from align.semantic import IndexedTerm, SemanticIndex
from glossary.errors import UsageError
from tests.align.fakes import FakeEncoder

# The third number is what the language gives to all of its texts, the first two are the meaning.
VECTORS = {
    "komitet partyjny": [1.0, 0.1, 0.0],
    "komitet partii": [1.0, 0.12, 0.0],
    "mobilizacja masowa": [0.1, 1.0, 0.0],
    "партийный комитет": [1.0, 0.1, 3.0],
    "массовая мобилизация": [0.1, 1.0, 3.0],
    "komitet": [1.0, 0.2, 0.0],
    "мобилизация": [0.2, 1.0, 3.0],
    "committee": [1.0, 0.2, 1.5],
}
TERMS = (
    IndexedTerm("c1", "pl", "komitet partyjny"),
    IndexedTerm("c1", "pl", "komitet partii"),
    IndexedTerm("c1", "ru", "партийный комитет"),
    IndexedTerm("c2", "pl", "mobilizacja masowa"),
    IndexedTerm("c2", "ru", "массовая мобилизация"),
)


def _index(tmp_path: Path, terms: tuple[IndexedTerm, ...] = TERMS) -> SemanticIndex:
    return SemanticIndex(terms, FakeEncoder(VECTORS), tmp_path)


@pytest.mark.parametrize(
    ("query", "language", "concept"),
    [("komitet", "pl", "c1"), ("мобилизация", "ru", "c2"), ("мобилизация", None, "c2"), ("committee", "en", "c1")],
)
def test_the_nearest_concept_comes_first(query: str, language: str | None, concept: str, tmp_path: Path) -> None:
    """A query finds the concept of its meaning, with or without its language, each concept once, scores falling."""
    hits = _index(tmp_path).find(query, language)
    assert hits[0].concept == concept
    assert sorted(hit.concept for hit in hits) == ["c1", "c2"]
    assert 1.0 >= hits[0].score > hits[1].score >= 0.0


def test_a_concept_is_shown_by_its_nearest_term(tmp_path: Path) -> None:
    """A term looked up by itself is its own best hit, with its language, at full score."""
    hit = _index(tmp_path).find("komitet partii", "pl")[0]
    assert (hit.language, hit.term) == ("pl", "komitet partii")
    assert hit.score == pytest.approx(1.0, abs=1e-6)


def test_the_limit_counts_concepts(tmp_path: Path) -> None:
    """A concept of many near terms does not crowd out the next one."""
    many = {f"komitet {i}": [1.0, 0.1 + i / 1000, 0.0] for i in range(50)}
    terms = (*(IndexedTerm("c1", "pl", text) for text in many), IndexedTerm("c2", "pl", "mobilizacja masowa"))
    index = SemanticIndex(terms, FakeEncoder(VECTORS | many), tmp_path)
    assert [hit.concept for hit in index.find("komitet", "pl", limit=2)] == ["c1", "c2"]
    assert [hit.concept for hit in index.find("komitet", "pl", limit=1)] == ["c1"]


def test_one_term_can_be_found(tmp_path: Path) -> None:
    """In a glossary of one term, that term is no noise to be centred away."""
    hits = _index(tmp_path, TERMS[:1]).find("komitet", "pl")
    assert [hit.concept for hit in hits] == ["c1"]
    assert hits[0].score > 0.9


def test_an_empty_glossary_has_no_hits(tmp_path: Path) -> None:
    """Without terms there is nothing to find, and nothing is encoded."""
    encoder = FakeEncoder({})
    assert SemanticIndex((), encoder, tmp_path).find("komitet") == []
    assert encoder.calls == []


def test_terms_are_encoded_at_the_first_query_and_queries_are_not_stored(tmp_path: Path) -> None:
    """Making an index costs nothing; a second index reads its terms from the cache, but encodes the query again."""
    first, second = FakeEncoder(VECTORS), FakeEncoder(VECTORS)
    index = SemanticIndex(TERMS, first, tmp_path)
    assert first.calls == []
    index.find("komitet")
    SemanticIndex(TERMS, second, tmp_path).find("komitet")
    assert second.calls == [["komitet"]]


def test_a_blank_query_is_refused(tmp_path: Path) -> None:
    """A query of spaces is named as the caller's mistake."""
    with pytest.raises(UsageError, match="it is blank"):
        _index(tmp_path).find("  ")
