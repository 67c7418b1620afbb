"""Indexes over the terms of a store are those of the store as it is now."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from glossary import liveindex
from glossary.backup import restore_backup, write_backup
from glossary.curation import create, delete, edit
from glossary.editing import apply_change
from glossary.history import Author
from glossary.liveindex import LiveIndex, Snapshot
from glossary.model import Concept, Form, Glossary, LanguageSection, Term
from glossary.store import Store
from glossary.termkeys import TermKeys
from tests.glossary.conftest import MakeLocation

Index = tuple[TermKeys, ...]
ANN = Author("ann", "2026-05-04T10:00:00Z")


def _concept(number: int, *terms: Term) -> Concept:
    return Concept(f"c{number}", (LanguageSection("pl", terms or (Term(f"most {number}"),)),))


def _list_terms(store: Store, snapshot: Snapshot[Index]) -> dict[str, list[str]]:
    """Return the text of each term that is still there, part by part."""
    found: dict[str, list[str]] = {}
    for i, part in enumerate(snapshot.parts):
        cards = store.find_term_cards([term.number for term in part], snapshot.generation)
        found["big" if i == 0 else "small"] = [cards[term.number].text for term in part if term.number in cards]
    return found


def _index(store: Store, language: str | None = None) -> LiveIndex[Index]:
    return LiveIndex(store, tuple, language)


def test_an_index_has_the_distinct_keys_of_each_term(make_location: MakeLocation) -> None:
    """The key of the citation form comes first; forms that fold alike, and empty keys, add none."""
    term = Term("Most", forms=(Form("mostu"), Form("MOST"), Form("..."), Form("mosty"), Form("Mostu")))
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary((_concept(1, term), _concept(2))))
        [part] = _index(store).get().parts
    assert [each.keys[0] for each in part] == ["most", "most 2"]
    assert sorted(part[0].keys[1:]) == ["mostu", "mosty"]


def test_an_index_holds_the_regions_of_its_language(make_location: MakeLocation) -> None:
    """Terms of other languages are not in it."""
    tags = ("el", "pl", "pl-PL")
    sections = tuple(LanguageSection(tag, (Term(tag),)) for tag in tags)
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary((Concept("c", sections),)))
        [part] = _index(store, "pl").get().parts
        assert [each.language for each in part] == ["pl", "pl-PL"]
        assert _index(store, "ru").get().parts == ((),)


def test_an_edit_comes_in_a_small_part(make_location: MakeLocation) -> None:
    """What it replaces is still in the big part, but no card is found for it."""
    location = make_location()
    with Store.create(location) as store, Store.create(location) as other:
        store.write_glossary(Glossary((_concept(1), _concept(2))))
        index = _index(store)
        assert _list_terms(store, index.get()) == {"big": ["most 1", "most 2"]}
        apply_change(other, edit(_concept(2), _concept(2, Term("kładka"))), ANN)
        apply_change(other, create(_concept(3)), ANN)
        assert _list_terms(store, index.get()) == {"big": ["most 1"], "small": ["kładka", "most 3"]}
        apply_change(other, delete(_concept(3)), ANN)
        apply_change(other, create(_concept(4)), ANN)
        assert _list_terms(store, index.get()) == {"big": ["most 1"], "small": ["kładka", "most 4"]}


def test_numbers_are_given_once(make_location: MakeLocation) -> None:
    """A new concept does not get the number of the last one, which was deleted."""
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary((_concept(1), _concept(2))))
        snapshot = _index(store).get()
        apply_change(store, delete(_concept(2)), ANN)
        apply_change(store, create(_concept(3)), ANN)
        assert _list_terms(store, snapshot) == {"big": ["most 1"]}


def test_a_new_glossary_is_indexed_anew(make_location: MakeLocation) -> None:
    """No number of the old index leads to a term of the new glossary."""
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary((_concept(1), _concept(2))))
        index = _index(store)
        old = index.get()
        store.write_glossary(Glossary((_concept(5),)))
        assert store.find_term_cards([1, 2], old.generation) == {}
        assert _list_terms(store, index.get()) == {"big": ["most 5"]}


def test_a_restored_store_is_indexed_anew(make_location: MakeLocation, tmp_path: Path) -> None:
    """The same numbers are then those of other terms."""
    location = make_location()
    with Store.create(location) as store:
        store.write_glossary(Glossary((_concept(1),)))
        index = _index(store)
        write_backup(store, tmp_path / "backup.db")
        apply_change(store, edit(_concept(1), _concept(1, Term("kładka"))), ANN)
        assert _list_terms(store, index.get()) == {"big": ["kładka"]}
        restore_backup(tmp_path / "backup.db", location, force=True)
        assert _list_terms(store, index.get()) == {"big": ["most 1"]}


def test_a_small_part_that_has_grown_is_merged(make_location: MakeLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    """That happens in the background, and nothing is missing meanwhile."""
    monkeypatch.setattr(liveindex, "_FEWEST", 2)
    made = threading.Event()
    sizes = []

    def make(terms: Iterable[TermKeys]) -> Index:
        found = tuple(terms)
        sizes.append(len(found))
        if len(found) == 4:
            made.set()
        return found

    with Store.create(make_location()) as store:
        store.write_glossary(Glossary((_concept(1),)))
        index: LiveIndex[Index] = LiveIndex(store, make)
        index.get()
        for number in (2, 3, 4):
            apply_change(store, create(_concept(number)), ANN)
            snapshot = index.get()
            assert sum(map(len, _list_terms(store, snapshot).values())) == number
        assert made.wait(10)
        for thread in threading.enumerate():
            if thread.name == "glossalign-index":
                thread.join()
        assert sizes == [1, 1, 2, 3, 4]
        assert _list_terms(store, index.get()) == {"big": ["most 1", "most 2", "most 3", "most 4"]}


def test_an_index_tells_its_age(make_location: MakeLocation) -> None:
    """It has none before it is made."""
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary((replace(_concept(1)),)))
        index = _index(store)
        assert index.age() is None
        index.get()
        age = index.age()
        assert age is not None
        assert 0 <= age < 60
