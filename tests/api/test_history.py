"""The history over HTTP: who changed what, what it was, and taking it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from glossary.keys import Scope
from tests.api.clients import act, open_client, patch


@pytest.fixture
def curator(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client that may write all, and has patched two concepts thrice."""
    with open_client(location, tmp_path / "cache", Scope.CURATE) as client:
        for concept, note in (("canal", "a"), ("lock", "b"), ("canal", "c")):
            assert patch(client, concept, {"note": note}, note=f"why {note}").status_code == 200
        yield client


def test_the_newest_act_comes_first(curator: TestClient) -> None:
    """Page by page, of all concepts or of one."""
    address, found = "/v1/history?limit=2", []
    while address:
        answer = curator.get(address)
        found += [(each["number"], each["concepts"], each["note"]) for each in answer.json()["entries"]]
        address = answer.links.get("next", {}).get("url", "")
    assert found == [(3, ["canal"], "why c"), (2, ["lock"], "why b"), (1, ["canal"], "why a")]
    page = curator.get("/v1/concepts/canal/history?limit=1").json()
    assert ([each["number"] for each in page["entries"]], page["next"]) == ([3], 3)
    page = curator.get("/v1/concepts/canal/history?before=3").json()
    assert ([each["number"] for each in page["entries"]], page["next"]) == ([1], None)


def test_an_act_shows_the_concept_before_and_after(curator: TestClient) -> None:
    """Both as GET gives them, but for the documents."""
    found = curator.get("/v1/history/3").json()
    assert (found["entry"]["action"], found["entry"]["who"], found["next"]) == ("edit", "curate", None)
    [change] = found["changes"]
    assert (change["concept"], change["before"]["note"], change["after"]["note"]) == ("canal", "a", "c")
    assert change["after"]["languages"] == curator.get("/v1/concepts/canal").json()["languages"]


def test_an_act_of_many_concepts_comes_in_pages(curator: TestClient) -> None:
    """`next` is where the following page starts."""
    entry = act(curator, "canal", "merge", other="lock").json()["entry"]
    first = curator.get(f"/v1/history/{entry}?limit=1")
    assert [change["concept"] for change in first.json()["changes"]] == ["canal"]
    second = curator.get(first.links["next"]["url"]).json()
    assert [(change["concept"], change["after"]) for change in second["changes"]] == [("lock", None)]
    assert second["next"] is None


def test_an_act_is_taken_back(curator: TestClient) -> None:
    """The undoing is an act, too, and can be undone; later acts on the same concept are to be undone first."""
    assert curator.post("/v1/history/1/undo").status_code == 409
    undone = curator.post("/v1/history/3/undo", json={"note": "wrong"})
    assert (undone.status_code, undone.json()["undoes"], undone.json()["note"]) == (200, 3, "wrong")
    assert curator.get("/v1/concepts/canal").json()["note"] == "a"
    assert curator.get("/v1/history/3").json()["entry"]["undone_by"] == undone.json()["number"] == 4
    assert curator.post("/v1/history/3/undo").status_code == 409
    assert curator.post("/v1/history/4/undo?note=right").status_code == 200
    assert curator.get("/v1/concepts/canal").json()["note"] == "c"


def test_the_history_of_what_is_gone_stays(curator: TestClient) -> None:
    """An id that was deleted or merged away has its own; one that never was is not found."""
    act(curator, "canal", "merge", other="lock")
    assert [each["action"] for each in curator.get("/v1/concepts/lock/history").json()["entries"]] == ["merge", "edit"]
    assert curator.get("/v1/concepts/name0/history").json() == {"entries": [], "next": None}
    assert curator.get("/v1/concepts/nowhere/history").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/history/99", 404),
        ("/v1/history/0", 422),
        (f"/v1/history/{2**31}", 422),
        ("/v1/history/x", 422),
        ("/v1/history?before=0", 422),
        ("/v1/history?limit=201", 422),
        ("/v1/history?page=2", 422),
    ],
)
def test_a_faulty_address_is_a_problem(curator: TestClient, address: str, status: int) -> None:
    """Numbers that no entry has, and parameters that are not known."""
    answer = curator.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_only_curators_undo(curator: TestClient, location: str, tmp_path: Path) -> None:
    """A key that may only propose can't, nor can nobody."""
    with open_client(location, tmp_path / "other", Scope.PROPOSE) as proposer:
        assert proposer.post("/v1/history/3/undo").status_code == 403
    assert curator.post("/v1/history/3/undo", headers={"Authorization": ""}).status_code == 401
    assert curator.post("/v1/history/3/undo", content=b"x").status_code == 415


def test_a_validator_of_the_history_holds_until_the_next_act(curator: TestClient) -> None:
    """Also where the glossary is then as it was before."""
    held = {"If-None-Match": curator.get("/v1/history").headers["etag"]}
    assert curator.get("/v1/history", headers=held).status_code == 304
    curator.post("/v1/history/3/undo")
    curator.post("/v1/history/4/undo")
    assert curator.get("/v1/history", headers=held).status_code == 200
