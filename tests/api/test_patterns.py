"""Finding terms by patterns."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.patterns import find_terms, fits, take_page
from glossary.model import Concept, Glossary, LanguageSection, Term
from glossary.store import Store

CONCEPTS = (
    Concept("bridge", (LanguageSection("pl", (Term("most zwodzony"), Term("Zwodzony most"))),)),
    Concept("railway", (LanguageSection("pl", (Term("most kolejowy"),)), LanguageSection("el", (Term("γέφυρα"),)))),
    Concept("crossing", (LanguageSection("pl-PL", (Term("pomost"),)), LanguageSection("ar", (Term("الجسر"),)))),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a small store."""
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(Glossary(CONCEPTS))
        yield store


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("most*", ["most kolejowy", "most zwodzony"]),
        ("MOST Z*", ["most zwodzony"]),
        ("*most", ["pomost", "Zwodzony most"]),
        ("*most*", ["most kolejowy", "most zwodzony", "pomost", "Zwodzony most"]),
        ("m*z*y", ["most zwodzony"]),
        ("pomost", ["pomost"]),
        ("γεφ*", ["γέφυρα"]),
        ("الج*", ["الجسر"]),
        ("الجس*", ["الجسر"]),
        ("*.*", []),
        ("x*", []),
    ],
)
def test_a_star_stands_for_any_text(store: Store, pattern: str, found: list[str]) -> None:
    """A pattern finds the citation forms that it fits, however case and accents are written."""
    assert [card.text for card in find_terms(store, pattern)] == found


def test_a_star_alone_finds_every_term(store: Store) -> None:
    """A pattern that is only a star finds all terms, up to the limit."""
    assert len(find_terms(store, "*")) == 6
    assert [card.text for card in find_terms(store, "*", limit=2)] == ["most kolejowy", "most zwodzony"]


def test_a_language_takes_in_its_regions(store: Store) -> None:
    """A language narrows a search down to its terms and those of its regions."""
    assert [card.text for card in find_terms(store, "*", "pl")] == [
        "most kolejowy",
        "most zwodzony",
        "pomost",
        "Zwodzony most",
    ]
    assert [card.text for card in find_terms(store, "*", "el")] == ["γέφυρα"]
    assert find_terms(store, "*", "fr") == []


def test_what_is_written_is_found(store: Store, tmp_path: Path) -> None:
    """A new glossary is searched as soon as it is written, by whichever connection."""
    assert find_terms(store, "tunel*") == []
    with Store.open(tmp_path / "glossary.db") as other:
        other.write_glossary(Glossary((Concept("tunnel", (LanguageSection("pl", (Term("tunel"),)),)),)))
    assert [card.concept for card in find_terms(store, "tunel*")] == ["tunnel"]


def test_a_page_has_each_concept_once(store: Store) -> None:
    """A page of concepts counts a concept with several fitting terms once."""
    cards = find_terms(store, "*zwodzony*") + find_terms(store, "*kolej*")
    assert [card.concept for card in take_page(cards, 0, 5)] == ["bridge", "railway"]
    assert [card.concept for card in take_page(cards, 1, 5)] == ["railway"]


@given(st.text("ab ć", max_size=6), st.text("ab ć*", min_size=1, max_size=6))
def test_a_pattern_means_what_the_regular_expression_means(key: str, pattern: str) -> None:
    """A key fits exactly the patterns that it fits as a regular expression."""
    expression = re.compile(".*".join(map(re.escape, pattern.split("*"))))
    assert fits(key, pattern.split("*")) is (expression.fullmatch(key) is not None)


def test_what_databases_take_for_patterns_is_text(store: Store) -> None:
    """A percent sign and an underscore stand for themselves, and what no store holds makes no difference."""
    store.write_glossary(Glossary((Concept("rate", (LanguageSection("pl", (Term("5% soli"), Term("5a_b"))),)),)))
    assert [card.text for card in find_terms(store, "*% *")] == ["5% soli"]
    assert [card.text for card in find_terms(store, "*_*")] == ["5a_b"]
    assert [card.text for card in find_terms(store, "5\0\ud800a*")] == ["5a_b"]
