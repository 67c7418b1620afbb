"""The terms of a store are found in texts: which, where, and which of those that overlap."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import annotate
from glossary.annotate import Annotation, Annotator
from glossary.curation import create, delete, edit
from glossary.editing import apply_change
from glossary.errors import UsageError
from glossary.history import Author
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, Form, Glossary, LanguageSection, Term
from glossary.store import Store
from tests.glossary.conftest import MakeLocation

ANN = Author("ann", "2026-05-04T10:00:00Z")
Found = list[tuple[int, int, str]]


def _concept(name: str, *terms: Term | str, language: str = "pl") -> Concept:
    made = tuple(Term(term) if isinstance(term, str) else term for term in terms)
    return Concept(name, (LanguageSection(language, made),))


CONCEPTS = (
    _concept("bridge", Term("most", frequency=3, forms=(Form("mosty"), Form("mostu"))), "kładka"),
    _concept("old bridge", Term("stary most", forms=(Form("starego mostu"),))),
    _concept("old bridge of stone", Term("stary most kamienny")),
    _concept("stone wall", Term("kamienny mur")),
    _concept("office", Term("Most", AdministrativeStatus.PREFERRED, is_case_sensitive=True)),
    _concept("plank", Term("deska", AdministrativeStatus.DEPRECATED), Term("dyl", AdministrativeStatus.REJECTED)),
    replace(_concept("gone", "widmo"), status=ConceptStatus.REJECTED),
    _concept("austrian", "kładka austriacka", language="pl-AT"),
    _concept("polish", "kładka polska", language="pl-PL"),
    _concept("committee", Term("اللجنة المركزية"), language="ar"),
    _concept("mobilisation", Term("μαζική κινητοποίηση", forms=(Form("μαζικής κινητοποίησης"),)), language="el"),
)


@pytest.fixture
def store(make_location: MakeLocation) -> Iterator[Store]:
    """Give a store with the concepts."""
    with Store.create(make_location()) as made:
        made.write_glossary(Glossary(CONCEPTS))
        yield made


def _list(found: list[Annotation]) -> Found:
    return [(each.start, each.end, each.form) for each in found]


def _name(found: list[Annotation]) -> list[list[str]]:
    return [[card.concept for card in each.terms] for each in found]


def test_forms_are_found_where_they_stand(store: Store) -> None:
    """In any form of a term, whatever its case, and with the terms that have the form."""
    found = Annotator(store).annotate("Dwa MOSTY\ni  starego \tmostu.", "pl")
    assert _list(found) == [(4, 9, "MOSTY"), (13, 27, "starego \tmostu")]
    assert [[card.text for card in each.terms] for each in found] == [["most"], ["stary most"]]


def test_the_longest_of_overlapping_terms_is_taken(store: Store) -> None:
    """Also where it begins later than a shorter one."""
    found = Annotator(store).annotate("stary most kamienny mur", "pl")
    assert _list(found) == [(0, 19, "stary most kamienny")]
    store.write_glossary(Glossary((_concept("1", "a1 b1"), _concept("2", "b1 c1 d1"), _concept("3", "d1 e1"))))
    assert _list(Annotator(store).annotate("a1 b1 c1 d1 e1", "pl")) == [(3, 11, "b1 c1 d1")]


def test_the_first_of_equally_long_terms_is_taken(store: Store) -> None:
    """What overlaps with it is left out."""
    store.write_glossary(Glossary((_concept("1", "a1 b1"), _concept("2", "b1 c1"))))
    assert _list(Annotator(store).annotate("a1 b1 c1", "pl", nested=True)) == [(0, 5, "a1 b1")]


def test_nested_terms_come_on_request(store: Store) -> None:
    """They lie within one that was taken, come after it, and are marked."""
    found = Annotator(store).annotate("stary most kamienny mur", "pl", nested=True)
    assert [(each.form, each.is_nested) for each in found] == [
        ("stary most kamienny", False),
        ("stary most", True),
        ("most", True),
    ]


def test_a_case_sensitive_term_stands_in_its_own_capitals(store: Store) -> None:
    """Others that are written so stand there, too; the best come first."""
    annotator = Annotator(store)
    assert _name(annotator.annotate("Most", "pl")) == [["office", "bridge"]]
    assert _name(annotator.annotate("most MOST", "pl")) == [["bridge"], ["bridge"]]


def test_standings_are_chosen(store: Store) -> None:
    """Rejected terms are left out where nothing is asked for; terms of rejected concepts always are."""
    annotator = Annotator(store)
    assert _list(annotator.annotate("dyl deska widmo", "pl")) == [(4, 9, "deska")]
    rejected = frozenset({AdministrativeStatus.REJECTED})
    assert _list(annotator.annotate("dyl deska widmo", "pl", statuses=rejected)) == [(0, 3, "dyl")]
    assert _list(annotator.annotate("dyl deska widmo", "pl", statuses=frozenset(AdministrativeStatus))) == [
        (0, 3, "dyl"),
        (4, 9, "deska"),
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", ["kładka austriacka", "kładka polska"]),
        ("pl-AT", ["kładka austriacka", "kładka"]),
        ("pl-PL", ["kładka", "kładka polska"]),
        ("PL-pl", ["kładka", "kładka polska"]),
        ("ru", []),
        ("el", []),
    ],
)
def test_a_language_takes_its_regions_in(store: Store, language: str, expected: list[str]) -> None:
    """A region falls back on its language, and has nothing of other regions (RFC 4647)."""
    found = Annotator(store).annotate("kładka austriacka, kładka polska", language)
    assert [each.form for each in found] == expected


def test_a_malformed_language_is_refused(store: Store) -> None:
    """It is no language tag at all."""
    with pytest.raises(UsageError, match="'polski!' is no language tag"):
        Annotator(store).annotate("most", "polski!")


def test_each_language_is_folded_by_its_own_rules(store: Store) -> None:
    """Arabic articles, vowel marks and clitics of the article belong to the word; Greek accents make no difference."""
    annotator = Annotator(store)
    text = "قالت اللَّجنة المركزيّة للجنةٍ أخرى: لجنة مركزية"
    assert [each.form for each in annotator.annotate(text, "ar")] == ["اللَّجنة المركزيّة", "لجنة مركزية"]
    assert [each.form for each in annotator.annotate("Η ΜΑΖΙΚΗ ΚΙΝΗΤΟΠΟΙΗΣΗ.", "el")] == ["ΜΑΖΙΚΗ ΚΙΝΗΤΟΠΟΙΗΣΗ"]


def test_what_is_written_is_seen_at_once(store: Store) -> None:
    """New terms are found, deleted ones are not, and then shorter ones are that lay within."""
    annotator = Annotator(store)
    text = "stary most wiszący"
    assert _name(annotator.annotate(text, "pl")) == [["old bridge"]]
    apply_change(store, create(_concept("hanging bridge", "most wiszący")), ANN)
    assert _list(annotator.annotate(text, "pl")) == [(6, 18, "most wiszący")]
    apply_change(store, edit(CONCEPTS[0], _concept("bridge", Term("most"), Term("mostek"))), ANN)
    assert _name(annotator.annotate("most mostek kładka mosty", "pl")) == [["bridge"], ["bridge"]]
    apply_change(store, delete(_concept("hanging bridge", "most wiszący")), ANN)
    apply_change(store, delete(CONCEPTS[1]), ANN)
    assert _name(annotator.annotate(text, "pl")) == [["bridge"]]


def test_terms_of_both_parts_stand_at_one_place(store: Store) -> None:
    """An old and a new term of the same form are told together, the best first."""
    annotator = Annotator(store)
    annotator.annotate("most", "pl")
    apply_change(store, create(_concept("deck", Term("Most", AdministrativeStatus.PREFERRED, frequency=9))), ANN)
    assert _name(annotator.annotate("mur Most", "pl")) == [["deck", "office", "bridge"]]


def test_a_new_glossary_is_seen_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it comes between finding the forms and reading their terms."""
    annotator = Annotator(store)
    annotator.annotate("nic", "pl")
    find = store.find_term_cards
    new = Glossary((_concept("new", "brama"), _concept("other", "most")))

    def write_and_find(numbers: set[int], generation: str) -> object:
        monkeypatch.setattr(store, "find_term_cards", find)
        store.write_glossary(new)
        return find(numbers, generation)

    monkeypatch.setattr(store, "find_term_cards", write_and_find)
    assert _name(annotator.annotate("most i brama", "pl")) == [["other"], ["new"]]


def test_threads_share_an_annotator(store: Store) -> None:
    """All get the same, also while the index is made."""
    annotator = Annotator(store)
    found: list[Found] = []
    threads = [
        threading.Thread(target=lambda: found.append(_list(annotator.annotate("stary most", "pl")))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(0, 10, "stary most")]] * 8


def test_an_empty_text_has_no_terms(store: Store) -> None:
    """Nor has one of nothing but separators."""
    assert Annotator(store).annotate("", "pl") == []
    assert Annotator(store).annotate(" \n\0\u200b…'", "pl") == []


_WORDS = st.sampled_from("a1 b1 c1 d1".split())


@given(st.lists(_WORDS, max_size=12), st.sets(st.lists(_WORDS, min_size=1, max_size=3).map(tuple), max_size=6))
def test_each_place_is_taken_or_overlaps_with_one_as_long(words: list[str], terms: set[tuple[str, ...]]) -> None:
    """What is taken does not overlap, and what is nested lies within."""
    places = [
        (3 * i, -(3 * i + 3 * len(term) - 1), 0)
        for term in terms
        for i in range(len(words))
        if tuple(words[i : i + len(term)]) == term
    ]
    places.sort()
    chosen = annotate._choose(places)
    nested = list(annotate._find_nested(places, chosen))
    assert all(-before[1] <= after[0] for before, after in pairwise(chosen))
    for start, minus_end, _ in places:
        around = [(each[0], each[1]) for each in chosen if each[0] < -minus_end and start < -each[1]]
        assert max(-first - last for first, last in around) >= -minus_end - start
        is_within = any(first <= start and last <= minus_end for first, last in around)
        assert ((start, minus_end, 0) in [*chosen, *nested]) == is_within
