"""Plain lookups are answered beside the framework, as the route would answer them."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote_plus, urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api import quicklookup
from api.app import create_app
from api.quicklookup import QuickAnswers, _unquote
from api.settings import load_settings
from glossary.curation import create, edit
from glossary.editing import apply_change
from glossary.history import Author
from glossary.model import AdministrativeStatus, Concept, LanguageSection, Term
from glossary.store import Store
from tests.api.conftest import CANAL, GLOSSARY

ANN = Author("ann", "2026-05-04T10:00:00Z")
ADDRESSES = [
    "q=kana%C5%82u+sp%C5%82awnego",
    "q=" + quote("kanału spławnego") + "&lang=pl&target=ru,ar",
    "q=" + quote("القناة الملاحية") + "&target=ar&target=pl",
    "q=" + quote("Kanał  Spławny,") + "&match=exact&limit=1",
    "q=" + quote("kanału spławnego") + "&match=exact",
    "q=" + quote("судоходного канала") + "&lang=ru&match=inflected,exact",
    "q=nothing",
    "lang=pl&q=most&target=ru",
]
LEFT_ALONE = [
    "", "q=", "q=most&q=most", "q=most&lang=xx", "q=most&lang=pl-PL", "q=most&limit=0", "q=most&limit=ten",
    "q=most&match=semantic", "q=most&match=near", "q=most&colour=red", "q=%FF", "q=%zz", "q=most&target=xx", "q=%00",
    "q=" + "a" * 501, "q=most&limit=٣", "q=most&target=",
]  # fmt: skip


@pytest.fixture
def location(tmp_path: Path) -> str:
    """Return the place of a store with the sample glossary."""
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(GLOSSARY)
    return str(tmp_path / "glossary.db")


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """Return that store."""
    with Store.open(location) as opened:
        yield opened


@pytest.fixture
def answers(store: Store) -> Iterator[QuickAnswers]:
    """Return answers from it."""
    found = QuickAnswers(store, None)
    yield found
    found.close()


def _find(answers: QuickAnswers, address: str) -> object:
    found = answers.find(address.encode())
    return None if found is None else json.loads(found[0])


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_that_of_the_route(
    location: str, answers: QuickAnswers, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Body, validator and headers are the same, the first time and from memory."""
    with TestClient(create_app(load_settings(store=location))) as client:
        quick = client.get(f"/v1/lookup?{address}")
        again = client.get(f"/v1/lookup?{address}")
        assert _find(answers, address) == quick.json() == again.json()
        monkeypatch.setattr(QuickAnswers, "find", lambda *_: None)
        slow = client.get(f"/v1/lookup?{address}")
    assert quick.json() == slow.json()
    assert list(quick.json()) == list(slow.json())
    names = ("etag", "content-type", "cache-control", "content-security-policy", "x-content-type-options")
    assert [quick.headers.get(name) for name in names] == [slow.headers.get(name) for name in names]
    assert again.content == quick.content


@pytest.mark.parametrize("address", LEFT_ALONE)
def test_what_is_faulty_or_not_plain_is_left_to_the_route(answers: QuickAnswers, address: str) -> None:
    """The route tells what is wrong with it."""
    assert _find(answers, address) is None


def test_an_answer_follows_the_store(store: Store, answers: QuickAnswers) -> None:
    """After an edit by anyone no answer is from before it, and the validator is another."""
    address = b"q=" + quote("kanał spławny").encode()
    before = answers.find(address)
    assert before is not None
    [section] = [each for each in CANAL.sections if each.language == "pl"]
    first = replace(section.terms[0], note="new", status=AdministrativeStatus.ADMITTED)
    changed = replace(CANAL, sections=(replace(section, terms=(section.terms[1], first)),))
    apply_change(store, edit(store.get_concept("canal"), changed), ANN)
    after = answers.find(address)
    assert after is not None
    assert after[1] != before[1]
    [hit] = json.loads(after[0])["hits"]
    assert [term["note"] for term in hit["concept"]["languages"]["pl"]["terms"]] == [None, "new"]
    store.write_glossary(GLOSSARY)
    assert answers.find(address) == before


def test_the_first_preferred_term_is_named(store: Store, answers: QuickAnswers) -> None:
    """It need not stand first in its section."""
    terms = [
        Term("most"),
        Term("kładka", AdministrativeStatus.PREFERRED),
        Term("pomost", AdministrativeStatus.PREFERRED),
    ]
    apply_change(store, create(Concept("b", (LanguageSection("pl", tuple(terms)),))), ANN)
    found = answers.find(b"q=most")
    assert found is not None
    assert json.loads(found[0])["hits"][0]["concept"]["languages"]["pl"]["preferred"] == "kładka"


def test_memory_is_bounded(answers: QuickAnswers, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for longest ago is forgotten first, and answers are right all the same."""
    expected = [_find(answers, address) for address in ADDRESSES]
    answers._made.clear()
    answers._summaries.clear()
    answers._made_size = answers._size = 0
    monkeypatch.setattr(quicklookup, "_ANSWER_BYTES", 2000)
    monkeypatch.setattr(quicklookup, "_SUMMARY_BYTES", 2000)
    for _ in range(3):
        assert [_find(answers, address) for address in ADDRESSES] == expected
        assert answers._made_size <= 2000
        assert answers._made_size == sum(len(key) + len(value) for key, value in answers._made.items())
        assert answers._size <= 2000
        assert answers._size == sum(each.size for each in answers._summaries.values())


def test_a_fault_of_the_store_is_left_to_the_route(answers: QuickAnswers, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next request is answered again."""

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr("glossary.localreading.LocalReader.find_matches", fail)
        assert _find(answers, ADDRESSES[0]) is None
    assert _find(answers, ADDRESSES[0]) is not None


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_escapes_are_read_as_everywhere(text: str, is_plus: bool) -> None:
    """Each text that a client can quote comes out as it was."""
    quoted = quote_plus(text) if is_plus else quote(text, safe="")
    assert _unquote(quoted.encode()) == unquote_plus(quoted) == text
    assert urlencode({"q": text}).encode() == b"q=" + quote_plus(text).encode()
