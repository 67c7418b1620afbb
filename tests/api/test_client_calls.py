"""What the client asks, and what it makes of answers that the service rarely gives."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import anyio
import httpx2
import pytest

from api import client_calls
from api.client import AsyncGlossalign, ClientError, Glossalign, ProblemError
from api.client_answers import Concept, Job


def _answer(*answers: httpx2.Response) -> tuple[Glossalign, list[httpx2.Request]]:
    """Return a client that gets these answers one after the other, and the requests that it makes."""
    asked: list[httpx2.Request] = []
    left = iter(answers)

    def answer(request: httpx2.Request) -> httpx2.Response:
        request.read()
        asked.append(request)
        return next(left)

    return Glossalign("http://testserver", key="secret", transport=httpx2.MockTransport(answer)), asked


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let nobody wait, and note for how long they would have."""
    found: list[float] = []
    monkeypatch.setattr("time.sleep", found.append)
    return found


CONCEPT = {"id": "a b", "kind": "term", "status": "proposed", "confidence": 1.0, "languages": {}}


def test_a_change_starts_from_the_state_that_was_read() -> None:
    """A patch of a concept carries its validator; one of an id reads the concept first."""
    written = {"entry": 7, "concept": CONCEPT, "etag": '"new"'}
    glossary, asked = _answer(
        httpx2.Response(200, json=CONCEPT, headers={"ETag": '"old"'}), httpx2.Response(200, json=written)
    )
    made = glossary.patch("a b", {"definition": None}, note="why")
    assert [(each.method, each.url.raw_path) for each in asked] == [
        ("GET", b"/v1/concepts/a%20b"),
        ("PATCH", b"/v1/concepts/a%20b?note=why"),
    ]
    assert asked[1].headers["if-match"] == '"old"'
    assert asked[1].headers["content-type"] == "application/merge-patch+json"
    assert asked[1].headers["authorization"] == "Bearer secret"
    assert asked[1].content == b'{"definition":null}'
    assert (made.entry, made.concept and made.concept.etag) == (7, '"new"')


def test_what_a_write_gave_can_be_written_again() -> None:
    """The concept of an answer has the validator of its state, so that the next change needs no reading."""
    concept = Concept("c", "term", "proposed", 1.0, {}, etag='"1"')
    answers = [httpx2.Response(200, json={"entry": n, "concept": CONCEPT, "etag": f'"{n}"'}) for n in (2, 3)]
    glossary, asked = _answer(*answers)
    changed = glossary.patch(concept, {}).concept
    assert changed is not None
    glossary.patch(changed, {})
    assert [request.headers["if-match"] for request in asked] == ['"1"', '"2"']


def test_merge_split_create_and_delete_say_what_they_mean() -> None:
    """The other writes name the concepts, the terms and the validators."""
    one, other = (Concept(name, "term", "proposed", 1.0, {}, etag=f'"{name}"') for name in ("one", "two"))
    written = httpx2.Response(200, json={"entry": 1, "concept": CONCEPT, "etag": '"n"'})
    glossary, asked = _answer(written, written, httpx2.Response(201, json={"entry": 1, "concept": CONCEPT}), written)
    glossary.merge(one, other, note="same")
    glossary.split(one, [("pl", "most")])
    glossary.create({"languages": {"pl": {"terms": [{"text": "most"}]}}})
    glossary.delete(one)
    assert [(each.method, each.url.path, each.headers.get("if-match")) for each in asked] == [
        ("POST", "/v1/concepts/one/merge", '"one"'),
        ("POST", "/v1/concepts/one/split", '"one"'),
        ("POST", "/v1/concepts", None),
        ("DELETE", "/v1/concepts/one", '"one"'),
    ]
    assert asked[0].content == b'{"other":"two","if_match_other":"\\"two\\"","note":"same"}'
    assert asked[1].content == b'{"terms":[{"language":"pl","text":"most"}]}'


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        (lambda: "7", 7.0),
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True), 29.0),
        (lambda: "", 0.5),
        (lambda: "soon", 0.5),
    ],
)
def test_what_is_refused_for_a_moment_is_asked_again(
    waits: list[float], retry_after: Callable[[], str], wait: float
) -> None:
    """After 429 and 503 the client waits as long as the service says, in seconds or until a date."""
    later = httpx2.Response(429, headers={"Retry-After": retry_after()})
    glossary, asked = _answer(later, httpx2.Response(503), httpx2.Response(200, json={"languages": []}))
    assert glossary.languages() == ()
    assert len(asked) == 3
    assert waits == [pytest.approx(wait, abs=1.1), 1.0]


def test_patience_has_an_end(waits: list[float]) -> None:
    """After the last retry, or where it would take more than a minute, the fault is raised."""
    problem = {"type": "urn:glossalign:problem:too-many-requests", "title": "Too many", "status": 429, "detail": "wait"}
    busy = [httpx2.Response(429, json=problem, headers={"Content-Type": "application/problem+json"}) for _ in range(4)]
    glossary, asked = _answer(*busy)
    with pytest.raises(ProblemError, match="429 Too many: wait"):
        glossary.languages()
    assert (len(asked), waits) == (4, [0.5, 1.0, 2.0])
    glossary, asked = _answer(httpx2.Response(503, headers={"Retry-After": "600"}))
    with pytest.raises(ProblemError, match="503 Service Unavailable"):
        glossary.languages()
    assert len(asked) == 1


def test_no_answer_and_nonsense_are_told() -> None:
    """A service that can't be reached, and an answer that is none of its, are told with the address and the remedy."""
    with (
        Glossalign("http://127.0.0.1:9", timeout=2) as nobody,
        pytest.raises(ClientError, match=r"no answer from http://127.0.0.1:9: .*check the address"),
    ):
        nobody.languages()
    glossary, _ = _answer(httpx2.Response(200, json={"tongues": []}), httpx2.Response(502, text="<html>"))
    with pytest.raises(ClientError, match="the service's answer is no Languages"):
        glossary.languages()
    with pytest.raises(ProblemError, match="502 Bad Gateway"):
        glossary.languages()


def test_an_export_is_a_stream_that_may_break_off() -> None:
    """An export comes part by part; a fault before it is raised, and so is a transfer that breaks off."""

    def give() -> Iterator[bytes]:
        yield b"one"
        raise httpx2.ReadError("reset")

    glossary, asked = _answer(
        httpx2.Response(200, content=b"<tbx/>"), httpx2.Response(200, content=give()), httpx2.Response(406)
    )
    assert b"".join(glossary.export("tbx", languages=["pl", "ru"])) == b"<tbx/>"
    assert asked[0].url.query == b"format=tbx&languages=pl%2Cru"
    parts = glossary.export("csv")
    assert next(parts) == b"one"
    with pytest.raises(ClientError, match="reset"):
        next(parts)
    with pytest.raises(ProblemError, match="406"):
        next(glossary.export("odt"))


REPORT = {"format": "tbx", "dry_run": False, "created": 1, "updated": 0, "unchanged": 0}


def test_an_import_waits_for_its_job(waits: list[float], tmp_path: Path) -> None:
    """A small file is answered at once; for a job the client asks until it is done, has failed, or time is over."""
    (tmp_path / "terms.tbx").write_bytes(b"<tbx/>")
    job = {"id": "j/1", "kind": "import", "state": "running"}
    glossary, asked = _answer(
        httpx2.Response(200, json=REPORT),
        httpx2.Response(202, json=job),
        httpx2.Response(200, json=job),
        httpx2.Response(200, json={**job, "state": "done", "report": REPORT}),
    )
    assert glossary.import_(b"<tbx/>", format="tbx", dry_run=True).created == 1
    assert (asked[0].content, asked[0].url.query) == (b"<tbx/>", b"format=tbx&dry_run=true")
    assert glossary.import_(tmp_path / "terms.tbx").created == 1
    assert asked[2].url.raw_path == b"/v1/jobs/j%2F1"
    assert waits == [0.25, 0.5]
    glossary, _ = _answer(*[httpx2.Response(202 if n == 0 else 200, json=job) for n in range(3)])
    with pytest.raises(ClientError, match="the import goes on after that time"):
        glossary.import_(b"", wait=0.5)
    with pytest.raises(ClientError, match=r"cannot read '.*nowhere': No such file"):
        glossary.import_(tmp_path / "nowhere")


def test_a_failed_job_is_a_problem() -> None:
    """What a job failed by is raised as the service would have answered it."""
    error = {
        "type": "urn:glossalign:problem:invalid-request",
        "title": "Invalid request",
        "status": 422,
        "detail": "no",
    }
    with pytest.raises(ProblemError, match="422 Invalid request: no"):
        client_calls.settle(Job("1", "import", "failed", error=error))


def test_importing_the_client_imports_no_service() -> None:
    """The client brings neither the server nor the store nor anything numeric."""
    heavy = ["fastapi", "starlette", "uvicorn", "sqlalchemy", "numpy", "jinja2", "lxml", "api.app", "glossary.store"]
    code = f"import sys, api.client; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@asynccontextmanager
async def _async_answer(*answers: httpx2.Response) -> AsyncIterator[AsyncGlossalign]:
    left = iter(answers)
    transport = httpx2.MockTransport(lambda _: next(left))
    async with AsyncGlossalign("http://testserver", transport=transport) as glossary:
        yield glossary


def test_the_asynchronous_client_waits_streams_and_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks again after a refusal, streams exports, waits for jobs and carries validators."""
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("asyncio.sleep", note)
    answers = (
        httpx2.Response(429, headers={"Retry-After": "3"}),
        httpx2.Response(200, content=b"<tbx/>"),
        httpx2.Response(202, json={"id": "1", "kind": "import", "state": "queued"}),
        httpx2.Response(200, json={"id": "1", "kind": "import", "state": "done", "report": REPORT}),
        httpx2.Response(200, json=CONCEPT, headers={"ETag": '"1"'}),
        httpx2.Response(200, json={"entry": 1, "concept": None, "etag": None}),
    )

    async def run() -> tuple[bytes, int, bool]:
        async with _async_answer(*answers) as glossary:
            parts = [part async for part in glossary.export()]
            report = await glossary.import_(b"")
            deleted = await glossary.delete("a b")
        return b"".join(parts), report.created, deleted is not None and deleted.concept is None

    assert anyio.run(run) == (b"<tbx/>", 1, True)
    assert waits == [3.0, 0.25]
