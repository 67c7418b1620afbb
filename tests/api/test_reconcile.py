"""The reconciliation service."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import load_settings
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, Glossary, LanguageSection, Term
from glossary.store import Store
from tests.api.conftest import GLOSSARY

FORM = "application/x-www-form-urlencoded"
GATE = Concept(
    "gate",
    (
        LanguageSection(
            "pl", (Term("<wrota>", AdministrativeStatus.PREFERRED), Term("brama", AdministrativeStatus.ADMITTED))
        ),
    ),
    subject_field="hydrology",
    definition="Closes a lock.",
)
TWINS = tuple(Concept(f"twin{n}", (LanguageSection("pl", (Term("bliźniak"),)),)) for n in range(2))
REJECTED = Concept("rejected", (LanguageSection("pl", (Term("tama"),)),), status=ConceptStatus.REJECTED)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Give a client of the routes over a small glossary, with a concept that was merged."""
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(Glossary((*GLOSSARY.concepts, GATE, *TWINS, REJECTED)), {"former": "gate"})
    with TestClient(create_app(load_settings(store=str(tmp_path / "glossary.db"), cache=tmp_path))) as found:
        yield found


def _reconcile(client: TestClient, **query: object) -> list[dict[str, Any]]:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    assert answer.status_code == 200, answer.text
    result: list[dict[str, Any]] = answer.json()["q0"]["result"]
    return result


def test_the_manifest_describes_the_service(client: TestClient) -> None:
    """The endpoint without parameters gives the manifest, to any site, with addresses of its own host."""
    answer = client.get("/reconcile", headers={"Origin": "https://refine.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    manifest = answer.json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "urn:glossalign:concept:"
    assert manifest["schemaSpace"] == "http://www.w3.org/2004/02/skos/core#Concept"
    assert manifest["view"] == {"url": "http://testserver/concepts/{{id}}"}
    assert manifest["preview"]["url"] == "http://testserver/reconcile/preview?id={{id}}"
    assert manifest["suggest"]["entity"] == {
        "service_url": "http://testserver/reconcile",
        "service_path": "/suggest/entity",
    }
    assert {"id": "person", "name": "Person"} in manifest["defaultTypes"]


def test_a_form_of_a_term_is_a_match(client: TestClient) -> None:
    """A name in an inflected form matches its concept, with a score of 100 at most and the reasons for it."""
    (found,) = _reconcile(client, query="kanału spławnego")
    assert found == {
        "id": "canal",
        "name": "kanał spławny",
        "description": "ar: القناة الملاحية; ru: судоходный канал",
        "type": [{"id": "term", "name": "Term"}],
        "score": 90.0,
        "features": [{"id": "form", "value": 0.9}, {"id": "confidence", "value": 0.875}],
        "match": True,
    }
    (exact,) = _reconcile(client, query="śluza")
    assert (exact["id"], exact["score"]) == ("lock", 100.0)


def test_get_and_post_answer_alike(client: TestClient) -> None:
    """A batch may come in the address, too, and each query of it is answered by its own name."""
    queries = json.dumps({"a": {"query": "śluza"}, "b": {"query": "nowhere"}})
    answer = client.get("/reconcile", params={"queries": queries}).json()
    assert (answer["a"]["result"][0]["id"], answer["b"]["result"]) == ("lock", [])
    assert client.post("/reconcile", data={"queries": queries}).json() == answer


def test_an_id_is_a_name(client: TestClient) -> None:
    """The id of a concept leads to it with the highest score."""
    assert [(each["id"], each["score"], each["match"]) for each in _reconcile(client, query="lock")] == [
        ("lock", 100.0, True)
    ]


def test_what_is_not_certain_is_no_match(client: TestClient) -> None:
    """Of two equally good candidates neither is a match, nor is a rejected concept."""
    assert [each["match"] for each in _reconcile(client, query="bliźniak")] == [False, False]
    assert [each["match"] for each in _reconcile(client, query="bliźniak", limit=1)] == [False]
    assert [(each["id"], each["match"]) for each in _reconcile(client, query="tama")] == [("rejected", False)]


def test_types_and_languages_narrow_down(client: TestClient) -> None:
    """Only concepts of a type that is asked for are candidates, and only by terms in the language of the name."""
    assert _reconcile(client, query="Jan Kowalski 1", type="term") == []
    first, *_ = _reconcile(client, query="Jan Kowalski 1", type=["person"])
    assert (first["id"], first["match"]) == ("name1", True)
    assert _reconcile(client, query="śluza", properties=[{"pid": "language", "v": "ru"}]) == []
    assert len(_reconcile(client, query="śluza", properties=[{"pid": "language", "v": {"id": "pl"}}])) == 1


def test_properties_weigh(client: TestClient) -> None:
    """A property that the concept has leaves it a match; one that differs costs a fifth of the score."""
    (same,) = _reconcile(client, query="śluza", properties=[{"pid": "term:ru", "v": ["Шлюз"]}])
    assert (same["score"], same["match"], same["features"][2]) == (100.0, True, {"id": "properties", "value": 1.0})
    (other,) = _reconcile(client, query="śluza", properties=[{"pid": "term:ru", "v": "мост"}])
    assert (other["score"], other["match"]) == (80.0, False)
    (bare,) = _reconcile(client, properties=[{"pid": "term:ru", "v": "шлюз"}])
    assert bare["id"] == "lock"


def test_a_cell_of_prose_has_no_candidates(client: TestClient) -> None:
    """A name that is longer than a term can be matches nothing, and doesn't fail those beside it."""
    assert _reconcile(client, query="śluza " * 200) == []


@pytest.mark.parametrize(
    ("queries", "detail"),
    [
        ("{", "queries: : invalid JSON"),
        ('{"a": 3}', "queries: a: input should be an object"),
        ('{"a": {"query": "x", "limit": 0}}', "queries: a.limit: input should be greater than or equal to 1"),
        ('{"a": {"query": "x", "colour": 0}}', "queries: a.colour: extra inputs are not permitted"),
        ('{"a": {"query": " "}}', "give a name as query, or a property like term:pl"),
        ('{"a": {"query": "x", "type": "Q5"}}', "no type 'Q5'; choose among term, person"),
        ('{"a": {"query": "x", "properties": [{"pid": "P1", "v": 1}]}}', "no property 'P1'; there are term:pl"),
        ('{"a": {"query": "x", "properties": [{"pid": "language", "v": "xx"}]}}', "unknown language 'xx'"),
    ],
)
def test_a_bad_query_is_a_problem(client: TestClient, queries: str, detail: str) -> None:
    """A batch that makes no sense is refused with the place and the remedy."""
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]


def test_what_is_too_much_is_refused(client: TestClient) -> None:
    """More than a hundred queries, or a megabyte of form, are 413; what is no form is 415."""
    batch = json.dumps({str(n): {"query": "x"} for n in range(101)})
    assert client.post("/reconcile", data={"queries": batch}).status_code == 413
    assert (
        client.post("/reconcile", content=b"a=" + b"x" * 1_000_001, headers={"Content-Type": FORM}).status_code == 413
    )
    refused = client.post("/reconcile", json={"queries": {}})
    assert (refused.status_code, refused.headers["content-type"]) == (415, "application/problem+json")
    neither = client.post("/reconcile", data={"other": "1"})
    assert (neither.status_code, "give either queries or extend" in neither.json()["detail"]) == (422, True)


def test_columns_are_filled(client: TestClient) -> None:
    """Data extension gives the values of properties of each concept, none for one that is unknown."""
    query = {
        "ids": ["canal", "former", "unknown"],
        "properties": [{"id": "term:ru"}, {"id": "status"}, {"id": "definition"}, {"id": "subject"}],
    }
    answer = client.post("/reconcile", data={"extend": json.dumps(query)}).json()
    assert answer["meta"][:2] == [
        {"id": "term:ru", "name": "Preferred term (Russian)"},
        {"id": "status", "name": "Status"},
    ]
    assert answer["rows"]["canal"] == {
        "term:ru": [{"str": "судоходный канал"}],
        "status": [{"str": "proposed"}],
        "definition": [],
        "subject": [],
    }
    assert answer["rows"]["former"]["definition"] == [{"str": "Closes a lock."}]
    assert answer["rows"]["former"]["subject"] == [{"str": "hydrology"}]
    assert answer["rows"]["unknown"] == {"term:ru": [], "status": [], "definition": [], "subject": []}


def test_properties_are_proposed(client: TestClient) -> None:
    """The properties that can be fetched are the terms of each language, status, kind, subject and definition."""
    proposed = client.get("/reconcile/properties", params={"type": "term", "limit": 2}).json()
    assert proposed == {
        "type": "term",
        "limit": 2,
        "properties": [
            {"id": "term:ar", "name": "Preferred term (Arabic)"},
            {"id": "term:pl", "name": "Preferred term (Polish)"},
        ],
    }
    everything = client.get("/reconcile/properties").json()["properties"]
    assert [each["id"] for each in everything[3:]] == ["status", "kind", "subject", "definition"]


def test_names_are_suggested(client: TestClient) -> None:
    """Entities are suggested by the beginning of a term or their id, properties and types by their names."""
    found = client.get("/reconcile/suggest/entity", params={"prefix": "jan"}).json()["result"]
    assert [each["id"] for each in found] == ["name0", "name1", "name2"]
    assert found[0]["notable"] == [{"id": "person", "name": "Person"}]
    later = client.get("/reconcile/suggest/entity", params={"prefix": "jan", "cursor": 2}).json()["result"]
    assert [each["id"] for each in later] == ["name2"]
    assert client.get("/reconcile/suggest/entity", params={"prefix": "gate"}).json()["result"][0]["name"] == "<wrota>"
    assert client.get("/reconcile/suggest/entity", params={"prefix": " "}).json() == {"result": []}
    properties = client.get("/reconcile/suggest/property", params={"prefix": "pol"}).json()["result"]
    assert properties == [{"id": "term:pl", "name": "Preferred term (Polish)"}]
    assert client.get("/reconcile/suggest/type", params={"prefix": "per"}).json()["result"] == [
        {"id": "person", "name": "Person"}
    ]


def test_a_preview_can_be_framed_and_runs_nothing(client: TestClient) -> None:
    """A preview is a page for other pages: its texts are escaped, and its policy lets any site show it."""
    page = client.get("/reconcile/preview", params={"id": "gate"})
    assert page.headers["content-security-policy"] == "default-src 'none'; base-uri 'none'; frame-ancestors *"
    assert '<b lang="pl" dir="ltr">&lt;wrota&gt;</b> <small>(brama)</small>' in page.text
    assert "<p>Closes a lock.</p>" in page.text
    assert client.get("/reconcile/preview", params={"id": "none"}).status_code == 404
