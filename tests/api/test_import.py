"""`POST /v1/import`: what a file is, who may import it, what becomes of it, at once or as a job."""

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import uploading
from glossary.formats import FORMATS
from glossary.formats.content import Content, LanguagePair
from glossary.history import load_entries
from glossary.keys import Scope
from glossary.model import AdministrativeStatus, Concept, FormOrigin, LanguageSection, Term
from glossary.store import Store
from tests.api.exchange_client import make_app, open_client

WEIR = Concept(
    "weir",
    (
        LanguageSection("pl", (Term("jaz", AdministrativeStatus.PREFERRED),)),
        LanguageSection("ru", (Term("плотина", AdministrativeStatus.PREFERRED),)),
    ),
)


@pytest.fixture
def app(location: str, tmp_path: Path) -> FastAPI:
    """Return the application."""
    return make_app(location, tmp_path)


@pytest.fixture
def curator(app: FastAPI, location: str) -> Iterator[TestClient]:
    """Give a client that may import."""
    with open_client(app, location, Scope.CURATE) as client:
        yield client


def _write(name: str, *concepts: Concept) -> bytes:
    found = FORMATS[name]
    stream = io.BytesIO()
    pair = LanguagePair("pl", "ru") if found.is_bilingual else None
    found.write(Content(concepts or (WEIR,), pair=pair), stream)
    return stream.getvalue()


def _terms(location: str, language: str) -> set[str]:
    with Store.open(location) as store:
        sections = [concept.find_section(language) for concept in store.iterate_concepts()]
    return {term.text for section in sections if section is not None for term in section.terms}


def _wait(client: TestClient, location: str) -> dict[str, Any]:
    for _ in range(200):
        found: dict[str, Any] = client.get(location).json()
        if found["state"] in {"done", "failed"}:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


@pytest.mark.parametrize("name", [name for name, found in FORMATS.items() if found.read is not None])
def test_every_format_is_taken_by_its_media_type(name: str, curator: TestClient, location: str) -> None:
    """Where formats share one, by content, or by the languages that are named."""
    found = FORMATS[name]
    query = "?source=pl&target=ru" if found.is_bilingual else ""
    answer = curator.post(f"/v1/import{query}", content=_write(name), headers={"Content-Type": found.media_type})
    assert answer.status_code == 200, answer.text
    assert answer.json()["created"] == 1
    assert answer.json()["format"] in {name, "tbx", "tbx-dct", "tbx2"}
    assert "jaz" in _terms(location, "pl")
    assert "плотина" in _terms(location, "ru")


@pytest.mark.parametrize(
    "media_type", [None, "application/octet-stream", "application/x-www-form-urlencoded", "text/xml", "text/plain"]
)
def test_a_type_that_says_nothing_leaves_it_to_the_content(media_type: str | None, curator: TestClient) -> None:
    """As that of curl, which calls every body a form."""
    headers = {} if media_type is None else {"Content-Type": media_type}
    answer = curator.post("/v1/import", content=_write("tmx"), headers=headers)
    assert (answer.status_code, answer.json()["format"]) == (200, "tmx")


def test_the_report_tells_what_was_done(curator: TestClient, location: str) -> None:
    """In numbers and by concept; the history names the key."""
    answer = curator.post("/v1/import", content=_write("jsonl"), headers={"Content-Type": "application/x-ndjson"})
    assert answer.json() == {
        "format": "jsonl",
        "dry_run": False,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "proposed": 0,
        "documents": 0,
        "rejected": 0,
        "rejected_entries": [],
        "changes": [{"concept": "weir", "change": "created"}],
    }
    with Store.open(location) as store, store.transaction("read") as connection:
        [entry] = load_entries(connection, limit=1)
    assert (entry.author.who, entry.concepts) == ("curate", ("weir",))


def test_imported_terms_are_found_in_forms_that_no_text_has_shown(curator: TestClient, location: str) -> None:
    """As those of a build are."""
    dam = Concept("dam", (LanguageSection("pl", (Term("zapora wodna"),)),))
    curator.post("/v1/import", content=_write("csv", dam), headers={"Content-Type": "text/csv"})
    with Store.open(location) as store:
        found = store.get_concept("dam")
    forms = {f.text for s in found.sections for t in s.terms for f in t.forms if f.origin is FormOrigin.GENERATED}
    assert "zapory wodnej" in forms


def test_a_trial_writes_nothing(curator: TestClient, location: str) -> None:
    """And tells what would change."""
    answer = curator.post("/v1/import?dry_run=true", content=_write("tbx"))
    assert (answer.json()["dry_run"], answer.json()["created"]) == (True, 1)
    assert "jaz" not in _terms(location, "pl")


def test_a_mode_merges(curator: TestClient, location: str) -> None:
    """As the command does."""
    lock = Concept("other", (LanguageSection("pl", (Term("śluza"), Term("śluza komorowa"))),))
    answer = curator.post("/v1/import?mode=term", content=_write("jsonl", lock))
    assert (answer.json()["updated"], answer.json()["changes"]) == (1, [{"concept": "lock", "change": "updated"}])
    assert {"śluza", "śluza komorowa"} <= _terms(location, "pl")


def test_bad_entries_end_an_import_or_are_told(curator: TestClient) -> None:
    """A hundred of them at most, each cut."""
    lines = _write("jsonl").replace(b'"kind":"term"', b'"kind":"\xd1\x8f"').splitlines(keepends=True)
    content = b"".join([lines[0], *lines[1:2] * 101, b'{"end":{"concepts":101,"documents":0,"proposals":0}}\n'])
    answer = curator.post("/v1/import", content=content)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["detail"].startswith("the body:2: ")
    answer = curator.post("/v1/import?skip_bad=true", content=content)
    assert (answer.status_code, answer.json()["rejected"], len(answer.json()["rejected_entries"])) == (200, 101, 100)
    first = answer.json()["rejected_entries"][0]
    assert first["line"] == 2
    assert "'я'" in first["reason"]
    assert len(first["text"]) <= 300


@pytest.mark.parametrize(
    ("query", "media_type", "content", "status", "detail"),
    [
        ("", "image/png", b"x", 415, "no format that can be imported has this Content-Type"),
        ("", "multipart/form-data; boundary=x", b"--x--", 415, "send the file itself"),
        ("", "application/octet-stream", b"\0\1", 422, "'the body' is of no format that can be told"),
        ("", "application/octet-stream", b"", 422, "'the body' is of no format that can be told"),
        ("", "text/csv", b"a,b\n", 422, "may be of several formats; name it: format=csv, google, google-set"),
        ("?format=pdf", "", b"x", 422, "a file of the format 'pdf' can't be read"),
        ("?format=deepl", "", b"a\tb\n", 422, "name them: source=pl&target=ru"),
        ("?format=deepl&source=pl&target=x", "", b"a\tb\n", 422, "'x' is no language tag"),
        ("?mode=all", "", b"x", 422, "mode='all'"),
        ("?modus=id", "", b"x", 422, "unknown parameter 'modus'"),
    ],
)
def test_what_is_no_import_is_refused(
    query: str, media_type: str, content: bytes, status: int, detail: str, curator: TestClient
) -> None:
    """With the remedy."""
    answer = curator.post(f"/v1/import{query}", content=content, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert detail in answer.json()["detail"]
    if status == 415:
        assert "application/x-tbx+xml, application/jsonl" in answer.headers["accept"]


@pytest.mark.parametrize(
    ("scope", "query", "status"),
    [
        (None, "", 401),
        (Scope.PROPOSE, "", 403),
        (Scope.CURATE, "", 200),
        (Scope.CURATE, "?approve=true", 403),
        (Scope.ADMIN, "?approve=true", 200),
    ],
)
def test_who_may_import(scope: Scope | None, query: str, status: int, app: FastAPI, location: str) -> None:
    """Curators; to approve all of a file is for administrators."""
    with open_client(app, location, scope) as client:
        answer = client.post(f"/v1/import{query}", content=_write("jsonl"))
        assert answer.status_code == status
    with Store.open(location) as store:
        found = {concept.id: concept.status.value for concept in store.iterate_concepts()}
    assert found.get("weir") == (None if status != 200 else "approved" if query else "proposed")


@pytest.mark.parametrize(
    ("query", "headers"),
    [("?async=true", {}), ("", {"Prefer": "wait=5, Respond-Async"}), ("?async=true&dry_run=true", {})],
)
def test_a_job_is_made_where_it_is_asked_for(
    query: str, headers: dict[str, str], curator: TestClient, location: str
) -> None:
    """The answer says where it is; every process can tell how it goes."""
    answer = curator.post(f"/v1/import{query}", content=_write("jsonl"), headers=headers)
    assert (answer.status_code, answer.json()["kind"], answer.json()["who"]) == (202, "import", "curate")
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['id']}"
    assert answer.headers["retry-after"] == "1"
    assert answer.headers.get("preference-applied") == ("respond-async" if headers else None)
    done = _wait(curator, answer.headers["location"])
    assert (done["state"], done["progress"], done["report"]["created"], done["error"]) == ("done", 1, 1, None)
    assert done["report"]["dry_run"] is ("dry_run" in query)
    assert ("jaz" in _terms(location, "pl")) is not done["report"]["dry_run"]


def test_a_large_file_is_a_job(curator: TestClient, location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits on the disk, and not in memory."""
    monkeypatch.setattr(uploading, "SMALL", 1000)
    monkeypatch.setattr("api.routes.exchange.SMALL", 1000)
    many = [Concept(f"w{n}", (LanguageSection("pl", (Term(f"jaz {n}"),)),)) for n in range(100)]
    content = _write("jsonl", *many)

    def cut() -> Iterator[bytes]:
        for start in range(0, len(content), 700):
            yield content[start : start + 700]

    answer = curator.post("/v1/import", content=cut())
    assert answer.status_code == 202
    assert _wait(curator, answer.headers["location"])["report"]["created"] == 100
    assert "jaz 99" in _terms(location, "pl")


def test_a_job_that_fails_tells_why(curator: TestClient, location: str) -> None:
    """As the answer would have."""
    answer = curator.post("/v1/import?async=true", content=_write("jsonl").replace(b'"term"', b'"thing"'))
    failed = _wait(curator, answer.headers["location"])
    assert (failed["state"], failed["report"]) == ("failed", None)
    assert failed["error"]["type"] == "urn:glossalign:problem:invalid-request"
    assert failed["error"]["status"] == 422
    assert "'thing'" in failed["error"]["detail"]
    assert "jaz" not in _terms(location, "pl")


def test_a_large_body_is_refused(app: FastAPI, location: str) -> None:
    """By the setting for files that are uploaded."""
    limit = app.state.settings.max_upload
    with open_client(app, location, Scope.CURATE) as client:
        answer = client.post("/v1/import", content=b"x", headers={"Content-Length": str(limit + 1)})
    assert answer.status_code == 413
