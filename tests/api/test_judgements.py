"""Judgements over HTTP: made once, listed, withdrawn."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from glossary.keys import Scope
from tests.api.clients import open_client

LOCK = {"language": "pl", "text": "śluza"}
SAME = {"verdict": "same", "first": LOCK, "second": {"language": "RU", "text": "шлюз"}, "note": "sure"}


@pytest.fixture
def curator(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client that may write all."""
    with open_client(location, tmp_path / "cache", Scope.CURATE) as client:
        yield client


def test_a_judgement_is_made_once(curator: TestClient) -> None:
    """It is where Location says; made again, it is the same one."""
    first = curator.post("/v1/judgements", json=SAME)
    assert (first.status_code, first.headers["location"]) == (201, "/v1/judgements/1")
    made = first.json()
    assert (made["second"], made["who"], made["note"]) == ({"language": "ru", "text": "шлюз"}, "curate", "sure")
    assert curator.get("/v1/judgements/1").json() == made
    again = curator.post("/v1/judgements", json={**SAME, "note": "again"})
    assert (again.status_code, again.json()) == (200, made)


def test_judgements_are_listed_page_by_page(curator: TestClient) -> None:
    """In the order that they were made in."""
    for verdict in ("unsure", "same"):
        curator.post("/v1/judgements", json={**SAME, "verdict": verdict})
    curator.post("/v1/judgements", json={"verdict": "preferred", "first": LOCK})
    first = curator.get("/v1/judgements?limit=2")
    assert [each["verdict"] for each in first.json()["judgements"]] == ["unsure", "same"]
    second = curator.get(first.links["next"]["url"]).json()
    assert ([each["second"] for each in second["judgements"]], second["next"]) == ([None], None)


def test_a_judgement_is_withdrawn(curator: TestClient) -> None:
    """It is kept, but listed on request only; then its opposite can be made."""
    curator.post("/v1/judgements", json=SAME)
    opposite = {**SAME, "verdict": "different"}
    assert "contradicts judgement 1" in curator.post("/v1/judgements", json=opposite).json()["detail"]
    assert curator.delete("/v1/judgements/1").json()["is_withdrawn"] is True
    assert curator.get("/v1/judgements").json()["judgements"] == []
    assert [each["number"] for each in curator.get("/v1/judgements?withdrawn=true").json()["judgements"]] == [1]
    assert curator.get("/v1/judgements/1").json()["is_withdrawn"] is True
    assert curator.post("/v1/judgements", json=opposite).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"verdict": "same", "first": LOCK},
        {"verdict": "preferred", "first": LOCK, "second": LOCK},
        {"verdict": "same", "first": LOCK, "second": LOCK},
        {"verdict": "sure", "first": LOCK},
        {"verdict": "preferred", "first": {"language": "pl", "text": "."}},
        {"verdict": "preferred", "first": {"language": "", "text": "a"}},
        {"verdict": "preferred", "first": LOCK, "who": "ann"},
        {"first": LOCK},
    ],
)
def test_what_can_not_be_meant_is_refused(curator: TestClient, body: dict[str, Any]) -> None:
    """And not written."""
    assert curator.post("/v1/judgements", json=body).status_code == 422
    assert curator.get("/v1/judgements").json() == {"judgements": [], "next": None}


def test_an_unknown_judgement_is_not_found(curator: TestClient) -> None:
    """Neither to read nor to withdraw."""
    assert curator.get("/v1/judgements/7").status_code == 404
    assert curator.delete("/v1/judgements/7").status_code == 404


def test_only_curators_judge(location: str, tmp_path: Path) -> None:
    """A key that may only propose can't."""
    with open_client(location, tmp_path / "cache", Scope.PROPOSE) as proposer:
        assert proposer.post("/v1/judgements", json=SAME).status_code == 403
        assert proposer.delete("/v1/judgements/1").status_code == 403
