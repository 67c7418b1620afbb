"""Many terms are looked up at once, each as it would be alone."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.quicklookup import QuickAnswers

QUERIES: list[str | dict[str, str]] = [
    "kanału spławnego",
    {"q": "судоходного канала", "lang": "ru"},
    {"q": "śluza"},
    "nothing",
]


def _ask(client: TestClient, **body: object) -> Any:
    return client.post("/v1/lookup", json=body).json()


def test_each_answer_is_that_of_one_lookup(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers come in the order of the queries, whichever way they are made."""
    found = _ask(client, queries=QUERIES, target=["ar"])
    objects: list[dict[str, str]] = [{"q": each} if isinstance(each, str) else each for each in QUERIES]
    single = [client.get("/v1/lookup", params={"target": "ar", **each}).json() for each in objects]
    assert found == {"answers": single}
    monkeypatch.setattr(QuickAnswers, "make", lambda *_: None)
    assert _ask(client, queries=QUERIES, target=["ar"]) == found


def test_what_a_query_leaves_out_is_that_of_all(client: TestClient) -> None:
    """A query may have a language of its own."""
    found = _ask(client, queries=["kanał spławny", {"q": "kanał spławny", "lang": "pl"}], lang="ru", limit=1)
    assert [(answer["language"], len(answer["hits"])) for answer in found["answers"]] == [("ru", 0), ("pl", 1)]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"queries": []}, "at least 1"),
        ({"queries": ["a"] * 1001}, "at most 1000"),
        ({"queries": [""]}, "empty"),
        ({"queries": ["a" * 501]}, "at most 500"),
        ({"queries": [{"q": "a", "language": "pl"}]}, "language"),
        ({"queries": ["a"], "lang": "xx"}, "unknown language 'xx'"),
        ({"queries": ["a"], "match": ["near"]}, "'near'"),
        ({"queries": ["a"], "limit": 101}, "100"),
        ({}, "queries"),
    ],
)
def test_a_faulty_batch_is_refused(client: TestClient, body: dict[str, object], detail: str) -> None:
    """The problem names what is wrong."""
    answer = client.post("/v1/lookup", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert detail in answer.text


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
def test_no_json(client: TestClient, content: bytes) -> None:
    """A body that is none is refused as such."""
    answer = client.post("/v1/lookup", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:glossalign:problem:invalid-request"
