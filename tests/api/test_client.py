"""The client against the service itself."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.client import AsyncGlossalign, Glossalign, ProblemError
from api.routes import annotate, check, curation, exchange, history, jobs
from api.serving import listen
from api.settings import load_settings
from glossary.annotate import Annotator
from glossary.keys import Scope, create_key
from glossary.store import Store
from tests.api.conftest import CANAL, GLOSSARY


def _make_app(path: Path) -> FastAPI:
    """Return the application with all routes that the client knows."""
    app = create_app(load_settings(store=str(path), cache=path.parent / "cache", log_level="error", access_log=False))
    paths = app.openapi()["paths"]
    app.openapi_schema = None
    for module, address in (
        (annotate, "/v1/annotate"),
        (check, "/v1/check"),
        (curation, "/v1/concepts/{concept_id}/merge"),
        (history, "/v1/history"),
        (exchange, "/v1/export"),
        (jobs, "/v1/jobs"),
    ):
        if address not in paths:
            app.include_router(module.router)
    if not hasattr(app.state, "annotator"):
        app.state.annotator = Annotator(app.state.store)
    return app


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Give the address of a server over a small glossary, and a key that may do everything."""
    path = tmp_path / "glossary.db"
    with Store.create(path) as store:
        store.write_glossary(GLOSSARY, {"ditch": "canal"})
        _, token = create_key(store, "tester", Scope.ADMIN)
    server = uvicorn.Server(uvicorn.Config(_make_app(path), log_config=None, access_log=False))
    with listen("127.0.0.1", 0) as taken:
        thread = threading.Thread(target=server.run, args=([taken],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}", token
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def glossary(served: tuple[str, str]) -> Iterator[Glossalign]:
    """Give a client with the key."""
    address, key = served
    with Glossalign(address, key=key) as found:
        yield found


def test_a_term_is_looked_up(glossary: Glossalign) -> None:
    """A lookup gives the hits with their concepts, in the languages that were asked for."""
    answer = glossary.lookup("kanału spławnego", language="pl", target=["ru", "ar"])
    (hit,) = answer.hits
    assert (answer.query, answer.target) == ("kanału spławnego", ("ru", "ar"))
    assert (hit.match, hit.score, hit.term) == ("inflected", 0.9, "kanał spławny")
    assert hit.concept.languages["ru"].preferred == "судоходный канал"
    assert glossary.lookup("śluza", match=["exact"], limit=1).hits[0].concept.id == "lock"


def test_many_terms_are_looked_up_in_parts(glossary: Glossalign) -> None:
    """Any number of queries is answered in order; a query may have a language of its own."""
    queries: list[str | tuple[str, str]] = ["śluza", ("шлюз", "ru"), ("шлюз", "pl"), *["nowhere"] * 1000]
    answers = glossary.lookup_many(queries, target=["pl"])
    assert len(answers) == len(queries)
    assert [[hit.concept.id for hit in answer.hits] for answer in answers[:4]] == [["lock"], ["lock"], [], []]


def test_a_concept_comes_with_its_evidence_and_validator(glossary: Glossalign) -> None:
    """A concept has forms, contexts, links and documents, and the ETag of the answer; a merged id leads on."""
    concept = glossary.concept("ditch")
    assert concept.id == "canal"
    assert concept.etag is not None
    term = concept.languages["pl"].terms[0]
    assert [form.text for form in term.forms] == ["Kanał spławny", "kanału spławnego"]
    assert concept.links[0].evidence == {"csls": 0.5, "coverage": 1.0}
    assert {document.id for document in concept.documents} == {"d-pl", "d-ru", "d-ar"}
    assert term.contexts[0].sentence == CANAL.sections[1].terms[0].contexts[0].sentence


def test_all_pages_of_concepts_are_read(glossary: Glossalign) -> None:
    """The iterator goes through all pages of a filtered list."""
    assert [concept.id for concept in glossary.concepts(limit=2)] == ["canal", "lock", "name0", "name1", "name2"]
    assert [concept.id for concept in glossary.concepts(language="ru", limit=1)] == ["canal", "lock"]


def test_languages_are_listed(glossary: Glossalign) -> None:
    """Languages come with their names and numbers."""
    names = {each.language: (each.name, each.direction, each.concepts) for each in glossary.languages()}
    assert names == {"ar": ("Arabic", "rtl", 1), "pl": ("Polish", "ltr", 5), "ru": ("Russian", "ltr", 2)}


def test_terms_are_suggested_and_found_in_texts(glossary: Glossalign) -> None:
    """What was typed becomes terms; a text gets its terms with places and equivalents."""
    assert [(each.term, each.concept) for each in glossary.suggest("kana", language="pl", limit=1)] == [
        ("kanał spławny", "canal")
    ]
    first, second = glossary.annotate("Kanału spławnego strzeże śluza.", "pl", target=["ru"])
    assert (first.start, first.end, first.form, first.nested) == (0, 16, "Kanału spławnego", False)
    assert first.terms[0].equivalents == {"ru": "судоходный канал"}
    assert (second.form, second.terms[0].concept) == ("śluza", "lock")


def test_a_translation_is_checked(glossary: Glossalign) -> None:
    """A check gives findings with the place and what to write, of one pair or of many."""
    answer = glossary.check("Pilnuj śluza.", "Смотри.", source_language="pl", target_language="ru")
    (finding,) = answer.findings
    assert (answer.checked, finding.code, finding.suggestion) == (1, "T101", "шлюз")
    assert finding.source is not None
    assert (finding.source.start, finding.source.text) == (7, "śluza")
    pairs = [("śluza", "шлюз"), ("śluza", "")]
    both = glossary.check_many(pairs, source_language="pl", target_language="ru")
    assert (both.checked, both.untranslated, both.findings) == (1, 1, ())


def test_a_concept_is_put_in_changed_and_taken_out(glossary: Glossalign) -> None:
    """Writes are made from the state that was read, and each stands in the history."""
    made = glossary.create({"id": "gate", "languages": {"pl": {"terms": [{"text": "wrota"}]}}}, note="new")
    assert made.concept is not None
    changed = glossary.patch(made.concept, {"definition": "Closes a lock."})
    assert changed.concept is not None
    assert (changed.concept.definition, changed.concept.languages["pl"].preferred) == ("Closes a lock.", "wrota")
    with pytest.raises(ProblemError) as stale:
        glossary.patch(made.concept, {"definition": None})
    assert (stale.value.status, stale.value.kind) == (412, "precondition-failed")
    gone = glossary.delete("gate", note="wrong")
    assert gone is not None
    assert gone.concept is None
    entries = list(glossary.history("gate"))
    assert [(entry.action, entry.who, entry.note) for entry in entries] == [
        ("delete", "tester", "wrong"),
        ("edit", "tester", None),
        ("create", "tester", "new"),
    ]
    assert [entry.number for entry in glossary.history()] == [entry.number for entry in entries]


def test_concepts_are_merged_and_split(glossary: Glossalign) -> None:
    """A merge keeps the first id; a split gives the new concept as the other one, each ready for the next write."""
    merged = glossary.merge("canal", glossary.concept("lock"), note="same")
    assert merged.concept is not None
    assert [term.text for term in merged.concept.languages["ru"].terms] == ["судоходный канал", "шлюз"]
    assert glossary.concept("lock").id == "canal"
    split = glossary.split(merged.concept, [("ru", "шлюз"), ("pl", "śluza")])
    assert split.other is not None
    assert {tag: section.preferred for tag, section in split.other.languages.items()} == {"pl": "śluza", "ru": "шлюз"}
    again = glossary.patch(split.other, {"note": "again"}).concept
    assert again is not None
    assert again.note == "again"


def test_a_glossary_goes_out_and_in(glossary: Glossalign, tmp_path: Path) -> None:
    """An export is a file that an import takes back: nothing is new to it then."""
    written = b"".join(glossary.export("jsonl"))
    assert b'"canal"' in written
    (tmp_path / "glossary.jsonl").write_bytes(written)
    report = glossary.import_(tmp_path / "glossary.jsonl", mode="id", dry_run=True)
    assert (report.format, report.created, report.unchanged) == ("jsonl", 0, 5)
    other = written.replace(b'"name2"', b'"name3"')
    assert glossary.import_(other, mode="id", **{"async": True}).created == 1
    table = b"".join(glossary.export("deepl", source="pl", target="ru")).decode()
    assert "śluza\tшлюз\n" in table


def test_faults_are_exceptions(glossary: Glossalign, served: tuple[str, str]) -> None:
    """A fault of the service is raised with its type, title, status and detail."""
    with pytest.raises(ProblemError, match="404 Not found: no concept 'none'") as raised:
        glossary.concept("none")
    problem = raised.value
    assert (problem.status, problem.title, problem.kind) == (404, "Not found", "not-found")
    assert problem.type == "urn:glossalign:problem:not-found"
    with pytest.raises(ProblemError) as invalid:
        glossary.lookup("x", limit=1000)
    assert invalid.value.errors[0]["parameter"] == "limit"
    with Glossalign(served[0]) as anyone, pytest.raises(ProblemError, match=r"401 Unauthorized: .*key create"):
        anyone.create({"languages": {"pl": {"terms": [{"text": "wrota"}]}}})


def test_the_asynchronous_client_does_the_same(served: tuple[str, str]) -> None:
    """The client for event loops gives the same values and raises the same faults."""
    address, key = served

    async def run() -> tuple[Any, ...]:
        async with AsyncGlossalign(address, key=key) as glossary:
            hit = (await glossary.lookup("kanału spławnego")).hits[0]
            many = await glossary.lookup_many(["śluza", "шлюз"])
            listed = [concept.id async for concept in glossary.concepts(limit=2)]
            concept = await glossary.concept("ditch")
            written = await glossary.patch(concept, {"note": "seen"})
            entries = [entry.action async for entry in glossary.history("canal")]
            size = len(b"".join([part async for part in glossary.export("csv")]))
            with pytest.raises(ProblemError, match="404"):
                await glossary.concept("none")
        assert written.concept is not None
        return hit.term, len(many), listed, written.concept.note, entries, size > 0

    listed = ["canal", "lock", "name0", "name1", "name2"]
    assert anyio.run(run) == ("kanał spławny", 2, listed, "seen", ["edit"], True)
