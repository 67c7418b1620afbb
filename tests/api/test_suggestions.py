"""Unfinished and misspelt queries find the terms of a store, as it is now."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from align.completion import Fit
from api.suggestions import Similar, Suggested, WordSearch
from glossary.curation import create, edit
from glossary.editing import apply_change
from glossary.errors import UsageError
from glossary.history import Author
from glossary.model import AdministrativeStatus, Concept, Form, FormOrigin, Glossary, LanguageSection, Term
from glossary.store import Store
from tests.api.conftest import CANAL, GLOSSARY, LOCK

ANN = Author("ann", "2026-05-04T10:00:00Z")


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """Give the small glossary."""
    with Store.open(location) as opened:
        yield opened


def _list(found: list[Suggested] | list[Similar]) -> list[tuple[str, str, str]]:
    return [(each.card.concept, each.card.text, each.form) for each in found]


def test_a_beginning_is_completed(store: Store) -> None:
    """One term is told for each concept and language, though the other one has the word, too."""
    [found] = WordSearch(store).suggest("kana", "pl")
    assert (found.card.concept, found.card.text, found.card.language) == ("canal", "kanał spławny", "pl")
    assert (found.form, found.origin, found.fit, found.score) == ("kanał spławny", None, Fit.START, 0.9)


def test_an_inflected_form_is_told_as_it_is_written(store: Store) -> None:
    """And where it comes from; the score is that much less."""
    [found] = WordSearch(store).suggest("kanału sp")
    assert (found.form, found.origin, found.fit, found.score) == (
        "kanału spławnego",
        FormOrigin.SEEN,
        Fit.START,
        0.85,
    )


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("SPŁ", None, ["canal"]),
        ("Судоходного кан", None, ["canal"]),
        ("канал судоходный", "ru", ["canal"]),
        ("канал судоходный", "pl", []),
        ("kanał ", None, ["canal"]),
        ("kana ", None, []),  # finished, and no word
        ("Śluz", "pl-PL", ["lock"]),
        ("ال", "ar", []),
        ("الق", "ar", ["canal"]),
        ("القن", None, ["canal"]),
        ("القناة الم", "ar", ["canal"]),
        ("jan kow", None, ["name0", "name1", "name2"]),
    ],
)
def test_words_are_found_in_any_script(store: Store, query: str, language: str | None, expected: list[str]) -> None:
    """However they are written; an article that is not yet followed by a word is no part of it."""
    assert [each.card.concept for each in WordSearch(store).suggest(query, language)] == expected


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("kanal splawny", None, ("canal", "kanał spławny", "kanał spławny")),
        ("spławnego kanla", None, None),
        ("kanalu spławnego", "pl", ("canal", "kanał spławny", "kanału spławnego")),
        ("судаходный канал", None, ("canal", "судоходный канал", "судоходный канал")),
        ("судаходный канал", "pl", None),
        ("القنات الملاحية", None, ("canal", "القناة الملاحية", "القناة الملاحية")),
        ("slu za", "pl", None),
        ("шлюс", None, ("lock", "шлюз", "шлюз")),
    ],
)
def test_a_misspelt_query_finds_its_term(
    store: Store, query: str, language: str | None, expected: tuple[str, str, str] | None
) -> None:
    """By the form that is most like it."""
    assert _list(WordSearch(store).find_similar(query, language)) == ([expected] if expected else [])


def test_what_explains_a_score_is_told(store: Store) -> None:
    """A form, its order, its spaces."""
    [found] = WordSearch(store).find_similar("spławnego kanału")
    assert (found.score, found.is_reordered, found.is_respaced, found.origin) == (0.97, True, False, FormOrigin.SEEN)


def test_a_query_is_asked_for_the_languages_whose_key_it_is(tmp_path: Path) -> None:
    """Greek accents and the Russian ё don't tell terms apart, those of other languages do."""
    sections = [LanguageSection(tag, (Term("ёлка"),)) for tag in ("ru", "uk")]
    with Store.create(str(tmp_path / "g.db")) as store:
        store.write_glossary(Glossary((Concept("tree", tuple(sections)),)))
        search = WordSearch(store)
        assert [each.card.language for each in search.suggest("елк")] == ["ru"]
        assert [each.card.language for each in search.suggest("ёлк")] == ["ru", "uk"]
        assert [(each.card.language, each.score) for each in search.find_similar("елка")] == [("ru", 1.0), ("uk", 0.75)]


def test_edits_are_found_at_once_and_what_was_edited_is_not(store: Store) -> None:
    """The better of two terms goes first whichever part of the index it is in."""
    search = WordSearch(store)
    assert _list(search.suggest("śl")) == [("lock", "śluza", "śluza")]
    weir = Concept(
        "weir", (LanguageSection("pl", (Term("śluza jazowa", AdministrativeStatus.PREFERRED, frequency=90),)),)
    )
    apply_change(store, create(weir), ANN)
    assert [each.card.concept for each in search.suggest("śl")] == ["weir", "lock"]
    apply_change(store, edit(LOCK, replace(LOCK, sections=(LanguageSection("pl", (Term("komora"),)),))), ANN)
    assert [each.card.concept for each in search.suggest("śl")] == ["weir"]
    assert [each.card.concept for each in search.find_similar("kompra")] == ["lock"]


def test_a_new_glossary_is_indexed_anew(store: Store) -> None:
    """Its terms have the numbers that others had."""
    search = WordSearch(store)
    assert len(search.suggest("jan")) == 3
    store.write_glossary(Glossary((LOCK,)))
    assert search.suggest("jan") == []
    assert [each.card.language for each in search.suggest("шл")] == ["ru"]


def test_a_concept_of_many_terms_does_not_crowd_others_out(tmp_path: Path) -> None:
    """As many are had from the index as it takes."""
    many = tuple(Term(f"most {i}", forms=(Form(f"mosty {i}"),), frequency=9) for i in range(300))
    concepts = (
        Concept("many", (LanguageSection("pl", many),)),
        Concept("one", (LanguageSection("pl", (Term("mostek"),)),)),
    )
    with Store.create(str(tmp_path / "g.db")) as store:
        store.write_glossary(Glossary(concepts))
        assert [each.card.concept for each in WordSearch(store).suggest("mo", limit=2)] == ["many", "one"]
        assert [each.card.concept for each in WordSearch(store).suggest("mo", limit=1)] == ["many"]


def test_a_hyphenated_form_is_told_as_it_is_written(tmp_path: Path) -> None:
    """Its parts are words."""
    term = Term("wojna polsko-radziecka", forms=(Form("Wojny polsko-radzieckiej"),))
    with Store.create(str(tmp_path / "g.db")) as store:
        store.write_glossary(Glossary((Concept("war", (LanguageSection("pl", (term,)),)),)))
        search = WordSearch(store)
        assert [each.form for each in search.suggest("radzieckiej wo")] == ["Wojny polsko-radzieckiej"]
        assert [each.form for each in search.find_similar("wojny polskoradzieckiej")] == ["Wojny polsko-radzieckiej"]


@pytest.mark.parametrize(
    ("query", "limit", "message"), [(" ", 1, "is empty"), ("a" * 501, 1, "501"), ("a", 0, "limit is 0")]
)
def test_queries_have_limits(store: Store, query: str, limit: int, message: str) -> None:
    """The message says which."""
    with pytest.raises(UsageError, match=message):
        WordSearch(store).suggest(query, limit=limit)
    with pytest.raises(UsageError, match=message):
        WordSearch(store).find_similar(query, limit=limit)


@pytest.mark.parametrize("least", [0, -1.0, 1.01, float("nan")])
def test_a_least_score_is_a_score(store: Store, least: float) -> None:
    """None that every term has, and none that no term can have."""
    with pytest.raises(UsageError, match="least score"):
        WordSearch(store).find_similar("most", least=least)


def test_the_age_is_that_of_the_last_query(store: Store) -> None:
    """Before there is an index it has none."""
    search = WordSearch(store)
    assert search.age() is None
    search.suggest("most")
    assert 0 <= (search.age() or -1) < 60


def test_the_whole_glossary_is_found(store: Store) -> None:
    """By the first letters of each of its terms."""
    search = WordSearch(store)
    for concept in GLOSSARY.concepts:
        for section in concept.sections:
            for term in section.terms:
                found = search.suggest(term.text[:3], section.language, 50)
                assert concept.id in [each.card.concept for each in found]
    assert CANAL in GLOSSARY.concepts
