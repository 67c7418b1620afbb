"""The glossary as DeepL would serve it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings

from api.app import create_app
from api.deepl import count_entries
from api.settings import load_settings
from glossary.curation import Action
from glossary.formats.content import Content, LanguagePair
from glossary.formats.flat_tables import keep_deepl
from glossary.formats.term_pairs import iterate_pairs
from glossary.history import Author, insert_entry
from glossary.model import Glossary
from glossary.store import Store
from tests.api.conftest import CANAL, GLOSSARY
from tests.glossary.samples import glossaries

ENTRIES = "kanał spławny\tсудоходный канал\nspławny kanał\tсудоходный канал\nśluza\tшлюз\n"
TSV = "text/tab-separated-values"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a small glossary."""
    with Store.create(tmp_path / "glossary.db") as found:
        found.write_glossary(GLOSSARY)
        yield found


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client of the routes over the small glossary."""
    with TestClient(create_app(load_settings(store=store.name, cache=tmp_path))) as found:
        yield found


def test_one_glossary_has_a_dictionary_for_each_pair(client: TestClient) -> None:
    """The third version lists one glossary, with the number of entries of each pair of languages."""
    (listed,) = client.get("/v3/glossaries").json()["glossaries"]
    counts = {(each["source_lang"], each["target_lang"]): each["entry_count"] for each in listed["dictionaries"]}
    assert counts == {
        ("ar", "pl"): 1,
        ("ar", "ru"): 1,
        ("pl", "ar"): 2,
        ("pl", "ru"): 3,
        ("ru", "ar"): 1,
        ("ru", "pl"): 2,
    }
    assert client.get(f"/v3/glossaries/{listed['glossary_id']}").json() == listed


def test_entries_come_as_json_or_as_lines(client: TestClient) -> None:
    """The entries of a dictionary are what the export for DeepL has; languages may be in capitals, as DeepL's are."""
    identifier = client.get("/v3/glossaries").json()["glossaries"][0]["glossary_id"]
    address = f"/v3/glossaries/{identifier}/entries?source_lang=PL&target_lang=ru"
    answer = client.get(address)
    assert answer.json() == {
        "dictionaries": [{"source_lang": "pl", "target_lang": "ru", "entries": ENTRIES, "entries_format": "tsv"}]
    }
    lines = client.get(address, headers={"Accept": TSV})
    assert (lines.text, lines.headers["content-type"]) == (ENTRIES, f"{TSV}; charset=utf-8")
    assert lines.headers["etag"] != answer.headers["etag"]


def test_the_second_version_has_a_glossary_for_each_pair(client: TestClient) -> None:
    """A glossary of a pair has an id of its own, which both versions know."""
    listed = client.get("/v2/glossaries").json()["glossaries"]
    found = next(each for each in listed if (each["source_lang"], each["target_lang"]) == ("pl", "ru"))
    assert (found["entry_count"], found["ready"], found["name"]) == (3, True, "Glossary pl → ru")
    assert client.get(f"/v2/glossaries/{found['glossary_id']}").json() == found
    assert client.get(f"/v2/glossaries/{found['glossary_id']}/entries").text == ENTRIES
    both = client.get(f"/v3/glossaries/{found['glossary_id']}").json()
    assert both["dictionaries"] == [{"source_lang": "pl", "target_lang": "ru", "entry_count": 3}]
    pairs = client.get("/v2/glossary-language-pairs").json()["supported_languages"]
    assert {"source_lang": "pl", "target_lang": "ru"} in pairs


def test_counts_and_times_follow_the_glossary(client: TestClient, store: Store) -> None:
    """After a change the counts are those of the glossary as it is, and its time is that of the change."""
    assert client.get("/v3/glossaries").json()["glossaries"][0]["creation_time"] == "1970-01-01T00:00:00.000Z"
    author = Author("ann", "2026-05-04T09:30:00Z")
    store.write_glossary(Glossary((CANAL,)), record=lambda c: insert_entry(c, Action.EDIT, author, []))
    (listed,) = client.get("/v3/glossaries").json()["glossaries"]
    assert {"source_lang": "pl", "target_lang": "ru", "entry_count": 2} in listed["dictionaries"]
    when = datetime.strptime(listed["creation_time"].replace("Z", "+0000"), "%Y-%m-%dT%H:%M:%S.%f%z")
    assert when == datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "accept", "status", "detail"),
    [
        ("/v3/glossaries/none", "*/*", 404, "no glossary 'none'; /v3/glossaries lists those that there are"),
        ("/v2/glossaries/{whole}", "*/*", 404, "/v2/glossaries lists"),
        ("/v3/glossaries/{whole}/entries", "*/*", 422, "source_lang is missing"),
        ("/v3/glossaries/{whole}/entries?source_lang=pl&target_lang=de", "*/*", 404, "no dictionary 'pl' to 'de'"),
        ("/v3/glossaries/{whole}/entries?source_lang=pl&target_lang=ru", "text/csv", 406, "entries come as"),
    ],
)
def test_faults_are_problems(client: TestClient, address: str, accept: str, status: int, detail: str) -> None:
    """What isn't there, or not in that shape, is a problem that tells what there is."""
    whole = client.get("/v3/glossaries").json()["glossaries"][0]["glossary_id"]
    answer = client.get(address.format(whole=whole), headers={"Accept": accept})
    assert answer.status_code == status
    assert detail in answer.json()["detail"]


@given(glossaries)
@settings(max_examples=50, deadline=None)
def test_counts_are_those_of_the_export(glossary: Glossary) -> None:
    """The number of entries of a pair is the number of entries that the export writes."""
    pairs = [LanguagePair("pl", "ru"), LanguagePair("zh-Hant", "pt-BR"), LanguagePair("ar", "el")]
    counts = count_entries(glossary.concepts, pairs)
    for pair in pairs:
        assert counts[pair] == sum(1 for _ in iterate_pairs(Content(glossary.concepts, pair=pair), keep_deepl))
