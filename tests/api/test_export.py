"""`GET /v1/export` and `/v1/formats`: which format, what is chosen, and how it is sent."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from glossary.formats import FORMATS
from glossary.formats.content import Content, LanguagePair
from glossary.model import Concept, LanguageSection, Term
from glossary.snapshots import read_content
from glossary.store import Store
from tests.api.conftest import GLOSSARY
from tests.api.exchange_client import make_app, open_client


@pytest.fixture
def reader(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client without a key."""
    with open_client(make_app(location, tmp_path), location, None) as client:
        yield client


def _ids(text: str) -> list[str]:
    return [line["concept"]["id"] for line in map(json.loads, text.splitlines()) if "concept" in line]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"pdf", "xlsx"}])
def test_every_format_is_sent_as_the_command_writes_it(name: str, reader: TestClient) -> None:
    """Byte for byte, with its type and a file name."""
    found = FORMATS[name]
    pair = LanguagePair("pl", "ru") if found.is_bilingual else None
    expected = io.BytesIO()
    found.write(Content(GLOSSARY.concepts, GLOSSARY.documents, GLOSSARY.proposals, pair), expected)
    answer = reader.get("/v1/export", params={"format": name} | ({"source": "pl", "target": "ru"} if pair else {}))
    assert answer.content == expected.getvalue()
    assert answer.headers["content-type"] == found.media_type
    file = f"glossary{'-pl-ru' if pair else ''}{found.extension}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
    assert "Accept" in answer.headers["vary"]


def test_a_workbook_is_whole(reader: TestClient) -> None:
    """It is written to a file of its own first, and then sent."""
    answer = reader.get("/v1/export?format=xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        (None, "", "application/x-tbx+xml"),
        ("*/*", "", "application/x-tbx+xml"),
        ("text/turtle, application/jsonl;q=0.5", "", "text/turtle; charset=utf-8"),
        ("text/turtle;q=0.4, application/jsonl;q=0.5", "", "application/jsonl"),
        ("text/*, text/csv;q=0, */*;q=0.1", "", "text/tab-separated-values; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", "text/html; charset=utf-8"),
        ("text/csv", "?source=pl&target=ru", "text/csv; charset=utf-8"),
        ("*/*", "?source=pl&target=ru", "text/tab-separated-values; charset=utf-8"),
        ("image/png", "?format=skos", "text/turtle; charset=utf-8"),
    ],
)
def test_the_format_is_negotiated(accept: str | None, query: str, media_type: str, reader: TestClient) -> None:
    """By Accept and its weights, among formats of two languages where two are named; `format` stands before it."""
    headers = {} if accept is None else {"Accept": accept}
    assert reader.get(f"/v1/export{query}", headers=headers).headers["content-type"] == media_type


def test_a_type_that_no_format_has_is_refused(reader: TestClient) -> None:
    """With the types that there are."""
    answer = reader.get("/v1/export", headers={"Accept": "image/png, text/csv;q=0"})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert "application/x-tbx+xml, application/jsonl, text/csv" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("languages=ar", ["canal"]),
        ("languages=ar&languages=ru", ["canal", "lock"]),
        ("languages=ar,ru", ["canal", "lock"]),
        ("status=approved", []),
        ("status=approved,proposed&min_confidence=0.7", ["canal", "name0", "name1", "name2"]),
        ("term_status=admitted", ["canal"]),
        ("subject=rivers", []),
        ("changed_since=2026-05-04", []),
    ],
)
def test_concepts_are_chosen(query: str, ids: list[str], reader: TestClient) -> None:
    """As the command chooses them."""
    assert _ids(reader.get(f"/v1/export?format=jsonl&{query}").text) == ids


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("format=word", "no format 'word'; choose among tbx"),
        ("format=pl&x=1", "unknown parameter 'x'; choose among format"),
        ("status=good", "status 'good' is none of proposed, approved, rejected"),
        ("term_status=", "term_status '' is none of preferred"),
        ("changed_since=May", "changed_since 'May' is no date; write it like 2026-05-04"),
        ("changed_since=0001-01-01T00:00%2B10:00", "changed_since '0001-01-01T00:00+10:00' is no date"),
        ("min_confidence=2", "min_confidence"),
        ("languages=xx", "languages: unknown language 'xx'"),
        ("format=tbx&source=pl", "the format 'tbx' has all languages; leave source and target out"),
        ("format=deepl", "a file of the format 'deepl' has two languages; name them: source=pl&target=ru"),
        ("format=deepl&source=pl&target=pl", "source and target are both 'pl'; name two languages"),
    ],
)
def test_what_means_nothing_is_told(query: str, detail: str, reader: TestClient) -> None:
    """With the parameter and the remedy, before anything is sent."""
    answer = reader.get(f"/v1/export?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert detail in answer.json()["detail"]


def test_a_file_that_is_held_is_not_sent_again(reader: TestClient, location: str) -> None:
    """Until the glossary changes; another format or choice has another validator."""
    first = reader.get("/v1/export?format=jsonl")
    held = {"If-None-Match": first.headers["etag"]}
    again = reader.get("/v1/export?format=jsonl", headers=held)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert reader.get("/v1/export?format=jsonl&languages=pl", headers=held).status_code == 200
    assert reader.get("/v1/export?format=csv", headers=held).status_code == 200
    with Store.open(location) as store:
        store.write_glossary(type(GLOSSARY)(GLOSSARY.concepts[:1], GLOSSARY.documents))
    assert _ids(reader.get("/v1/export?format=jsonl", headers=held).text) == ["canal"]


def test_head_tells_what_get_would(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the file is not written for it."""
    identity = {"Accept-Encoding": "identity"}  # or the validator of GET is that of the compressed file
    expected = reader.get("/v1/export?format=jsonl", headers=identity).headers
    monkeypatch.setattr("api.routes.exchange.read_content", None)
    answer = reader.head("/v1/export?format=jsonl", headers=identity)
    assert (answer.status_code, answer.content) == (200, b"")
    for name in ("etag", "content-type", "content-disposition"):
        assert answer.headers[name] == expected[name]


def test_a_file_is_of_one_state_of_the_glossary(
    reader: TestClient, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written while it is sent is in none of its parts, and not in its validator."""
    before = reader.get("/v1/export?format=jsonl")

    def write_first(*arguments: object) -> object:
        with Store.open(location) as store:
            store.write_glossary(
                type(GLOSSARY)((Concept("new", (LanguageSection("pl", (Term("jaz"),)),)),), GLOSSARY.documents[:1])
            )
        return read_content(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("api.routes.exchange.read_content", write_first)
    during = reader.get("/v1/export?format=jsonl")
    assert (during.content, during.headers["etag"]) == (before.content, before.headers["etag"])
    monkeypatch.undo()
    assert _ids(reader.get("/v1/export?format=jsonl").text) == ["new"]


def test_formats_are_listed(reader: TestClient) -> None:
    """With all that a client needs to choose one."""
    found = {each["name"]: each for each in reader.get("/v1/formats").json()["formats"]}
    assert list(found) == list(FORMATS)
    assert found["deepl"]["is_bilingual"] is True
    assert found["aws"]["is_readable"] is False
    assert found["jsonl"] == {
        "name": "jsonl",
        "media_type": "application/jsonl",
        "extension": ".jsonl",
        "is_readable": True,
        "is_bilingual": False,
        "losses": [],
    }
