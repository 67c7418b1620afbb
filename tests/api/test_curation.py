"""Writing concepts over HTTP: what is written, under which conditions, and what it answers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.writing import read_unchanged
from glossary.curation import edit
from glossary.editing import apply_change
from glossary.history import Author
from glossary.keys import Scope
from glossary.store import Store
from tests.api.clients import MERGE_PATCH, act, hold, open_client, patch

FERRY = {"id": "ferry", "languages": {"pl": {"terms": [{"text": "prom"}]}, "RU": {"terms": [{"text": "паром"}]}}}


@pytest.fixture
def curator(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client that may write all."""
    with open_client(location, tmp_path / "cache", Scope.CURATE) as client:
        yield client


@pytest.fixture
def proposer(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client that may propose."""
    with open_client(location, tmp_path / "cache", Scope.PROPOSE) as client:
        yield client


def _get(client: TestClient, concept: str) -> Any:
    return client.get(f"/v1/concepts/{concept}").json()


def _terms(concept: Any, language: str = "pl") -> dict[str, str]:
    return {term["text"]: term["status"] for term in concept["languages"][language]["terms"]}


def test_a_concept_is_put_in(curator: TestClient) -> None:
    """It is where Location says, with the ETag that the answer has, its forms made, and stands in the history."""
    answer = curator.post("/v1/concepts?note=missing", json={**FERRY, "subject_field": "shipping", "note": ""})
    assert (answer.status_code, answer.headers["location"]) == (201, "/v1/concepts/ferry")
    made = answer.json()
    got = curator.get("/v1/concepts/ferry")
    assert got.json() == made["concept"]
    assert got.headers["etag"] == answer.headers["etag"] == made["etag"]
    assert (got.json()["subject_field"], got.json()["note"], got.json()["status"]) == ("shipping", None, "proposed")
    forms = {form["text"] for form in got.json()["languages"]["pl"]["terms"][0]["forms"]}
    assert "promem" in forms
    [entry] = curator.get("/v1/concepts/ferry/history").json()["entries"]
    assert (entry["number"], entry["action"], entry["who"], entry["note"]) == (
        made["entry"],
        "create",
        "curate",
        "missing",
    )
    assert curator.get("/v1/lookup?q=promem").json()["hits"][0]["concept"]["id"] == "ferry"


def test_an_id_is_made_of_the_terms(curator: TestClient) -> None:
    """The same terms make the same id, so that a request that is sent twice makes one concept."""
    body = {"languages": FERRY["languages"]}
    first, second = curator.post("/v1/concepts", json=body), curator.post("/v1/concepts", json=body)
    assert first.json()["concept"]["id"].startswith("c-")
    assert (second.status_code, second.json()["type"]) == (409, "urn:glossalign:problem:conflict")


def test_the_id_of_a_merged_concept_is_not_given_again(curator: TestClient) -> None:
    """It leads on for ever."""
    assert act(curator, "canal", "merge", other="lock").status_code == 200
    answer = curator.post("/v1/concepts", json={**FERRY, "id": "lock"})
    assert (answer.status_code, "leads to concept 'canal'" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "languages is missing"),
        ({"languages": {}}, "languages: dictionary should have at least 1 item"),
        ({"languages": {"pl": {"terms": []}}}, "languages.pl.terms"),
        ({"languages": {"pl": {"terms": [{"text": "."}]}}}, "has nothing to compare"),
        ({"languages": {"p!": {"terms": [{"text": "a"}]}}}, "'p!' is no language tag"),
        (
            {"languages": {"pl": {"terms": [{"text": "a"}]}, "PL": {"terms": [{"text": "b"}]}}},
            "'pl' stands there twice",
        ),
        ({"languages": {"pl": {"terms": [{"text": "a"}, {"text": " a "}]}}}, "has the pl term 'a' twice"),
        ({"languages": {"pl": {"terms": [{"text": "a\0"}]}}}, "no text"),
        (
            {"languages": {"pl": {"terms": [{"text": "a", "frequency": 3}]}}},
            "languages.pl.terms.0.frequency is read-only",
        ),
        ({**FERRY, "confidence": 1.0}, "unknown field 'confidence'"),
        ({**FERRY, "id": "a/b"}, "id="),
        ({**FERRY, "images": ["javascript:alert(1)"]}, "give an address with its scheme"),
        ([], "input should be"),
    ],
)
def test_what_can_not_be_meant_is_refused(curator: TestClient, body: object, detail: str) -> None:
    """The problem names the field."""
    answer = curator.post("/v1/concepts", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"status": "approved"}, "status 'approved'"),
        ({"languages": {"pl": {"terms": [{"text": "prom", "status": "preferred"}]}}}, "of the pl term 'prom'"),
    ],
)
def test_proposals_are_mere_proposals(proposer: TestClient, change: dict[str, Any], detail: str) -> None:
    """With the scope propose, nothing can be decided and nothing that is there be changed."""
    answer = proposer.post("/v1/concepts", json={**FERRY, **change})
    assert (answer.status_code, detail in answer.json()["detail"]) == (403, True)
    admitted = {"pl": {"terms": [{"text": "prom", "status": "admitted"}]}}
    assert proposer.post("/v1/concepts", json={**FERRY, "languages": admitted}).status_code == 201
    assert patch(proposer, "ferry", {"note": "x"}).status_code == 403
    assert act(proposer, "ferry", "status", status="approved").status_code == 403


def test_nobody_writes_without_a_key(client: TestClient, curator: TestClient) -> None:
    """A write asks for a key first."""
    answer = curator.post("/v1/concepts", json=FERRY, headers={"Authorization": ""})
    assert (answer.status_code, "www-authenticate" in answer.headers) == (401, True)
    assert client.get("/v1/concepts/ferry").status_code == 404


def test_a_patch_changes_what_it_names(curator: TestClient) -> None:
    """What it leaves out stays, null takes away; the answer is the concept as GET gives it from then on."""
    first = patch(curator, "canal", {"definition": "A way for ships.", "images": ["https://example.org/a.png"]}, "why")
    assert first.status_code == 200
    concept = _get(curator, "canal")
    assert concept == first.json()["concept"]
    assert (concept["definition"], concept["images"]) == ("A way for ships.", ["https://example.org/a.png"])
    assert len(concept["links"]) == 1
    assert curator.get("/v1/history").json()["entries"][0]["note"] == "why"
    second = patch(curator, "canal", {"definition": None, "images": None, "kind": "place"}).json()["concept"]
    assert (second["definition"], second["images"], second["kind"]) == (None, [], "place")


def test_a_patch_may_send_back_what_get_gave(curator: TestClient) -> None:
    """A client may change one term in the whole of it: what it may not write comes back unchanged."""
    concept = _get(curator, "canal")
    concept["languages"]["pl"]["terms"][1].update(note="rare", part_of_speech="noun")
    answer = patch(curator, "canal", concept)
    assert answer.status_code == 200
    changed = answer.json()["concept"]["languages"]["pl"]["terms"]
    assert (changed[1]["note"], changed[1]["reason"]) == ("rare", "another word order")
    assert (changed[0]["contexts"], changed[0]["frequency"]) == (concept["languages"]["pl"]["terms"][0]["contexts"], 7)


def test_a_patch_that_changes_nothing_is_no_act(curator: TestClient) -> None:
    """It is answered as any other, and the history stays as it is."""
    answer = patch(curator, "canal", _get(curator, "canal"))
    assert (answer.status_code, answer.json()["entry"]) == (200, None)
    assert curator.get("/v1/history").json()["entries"] == []


def test_a_list_of_terms_is_replaced_whole(curator: TestClient) -> None:
    """A known term keeps what is left out; another one goes, with the links to it; so do languages."""
    terms = [{"text": "spławny kanał", "status": "preferred"}, {"text": "kanał żeglugowy"}]
    body = {"languages": {"pl": {"terms": terms}, "ar": None, "uk": {"terms": [{"text": "канал"}]}}}
    concept = patch(curator, "canal", body).json()["concept"]
    assert _terms(concept) == {"spławny kanał": "preferred", "kanał żeglugowy": "proposed"}
    known = concept["languages"]["pl"]["terms"][0]
    assert (known["frequency"], known["reason"]) == (2, "decided by a person")
    assert (list(concept["languages"]), concept["links"]) == (["pl", "ru", "uk"], [])
    verdicts = curator.get("/v1/judgements").json()["judgements"]
    assert [(each["verdict"], each["first"]["text"]) for each in verdicts] == [("preferred", "spławny kanał")]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"confidence": 0.5}, "confidence is read-only"),
        ({"id": "other"}, "id is read-only"),
        ({"documents": []}, "documents is read-only"),
        ({"languages": {"pl": {"preferred": "spławny kanał"}}}, "languages.pl.preferred is read-only"),
        ({"languages": {"pl": {"terms": [{"text": "spławny kanał", "termhood": 9}]}}}, "terms.0.termhood is read-only"),
        ({"title": "x"}, "unknown field 'title'"),
        ({"kind": None}, "kind='None': input should be"),
        ({"languages": {"pl": {"terms": None}}}, "languages.pl.terms"),
        ({"languages": {"el": {"note": "x"}}}, "languages.el.terms is missing"),
        ({"languages": {"ar": None, "pl": None, "ru": None}}, "needs a term in each of its languages"),
        (
            {"languages": {"pl": {"terms": [{"text": t, "status": "preferred"} for t in ("a", "b")]}}},
            "languages.pl.terms: 'a' and 'b' are both preferred",
        ),
    ],
)
def test_a_patch_names_what_it_may_not_write(curator: TestClient, body: dict[str, Any], detail: str) -> None:
    """Unknown and read-only fields are faults, and nothing is written."""
    before = curator.get("/v1/concepts/canal")
    answer = patch(curator, "canal", body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert detail in answer.json()["detail"]
    assert curator.get("/v1/concepts/canal").headers["etag"] == before.headers["etag"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 428),
        ({"If-Match": '"0123"'}, 412),
        ({"If-Match": "0123"}, 412),
        ({"If-Match": "*"}, 200),
    ],
)
def test_a_write_needs_to_know_the_concept(curator: TestClient, headers: dict[str, str], status: int) -> None:
    """Without If-Match it is refused, and with a validator that is not that of the concept; * stands for any."""
    answer = curator.delete("/v1/concepts/lock", headers=headers)
    assert answer.status_code == status
    assert curator.get("/v1/concepts/lock").status_code == (404 if status == 200 else 200)


def test_the_validator_of_any_representation_will_do(curator: TestClient) -> None:
    """It is compared strongly; one of a list is enough; that of a compressed answer is the same."""
    etag = curator.get("/v1/concepts/lock?format=tbx").headers["etag"]
    address, body = "/v1/concepts/lock/status", {"status": "approved"}
    assert curator.post(address, json=body, headers={"If-Match": f"W/{etag}"}).status_code == 412
    assert curator.post(address, json=body, headers={"If-Match": f'"a,b", {etag}'}).status_code == 200
    assert curator.post(address, json=body, headers={"If-Match": etag}).status_code == 412
    zipped = hold(curator, "lock")["If-Match"][:-1] + '-gzip"'
    assert act(curator, "canal", "merge", other="lock", if_match_other=zipped).status_code == 200


def test_a_write_is_no_write_of_another_concept(curator: TestClient) -> None:
    """What happens elsewhere in the glossary does not stand in its way."""
    held = hold(curator, "lock")
    assert patch(curator, "canal", {"note": "x"}).status_code == 200
    assert curator.delete("/v1/concepts/lock", headers=held).status_code == 200


def test_who_comes_second_is_told(curator: TestClient, monkeypatch: pytest.MonkeyPatch, location: str) -> None:
    """A concept that changes between being read and being written is not overwritten: 412."""

    def read_and_lose(*arguments: Any) -> Any:
        concept = read_unchanged(*arguments)
        with Store.open(location) as store:
            apply_change(store, edit(concept, replace(concept, note="first")), Author("ann", "2026-05-04T10:00:00Z"))
        return concept

    monkeypatch.setattr("api.routes.curation.read_unchanged", read_and_lose)
    answer = patch(curator, "lock", {"definition": "x"})
    assert (answer.status_code, answer.json()["type"]) == (412, "urn:glossalign:problem:precondition-failed")
    assert (_get(curator, "lock")["note"], _get(curator, "lock")["definition"]) == ("first", None)


@pytest.mark.parametrize(
    ("media_type", "accepted"),
    [("application/json", False), ("text/plain", False), ("application/merge-patch+json; charset=utf-8", True)],
)
def test_a_patch_is_taken_as_a_merge_patch_only(curator: TestClient, media_type: str, *, accepted: bool) -> None:
    """Anything else is refused with what is taken (RFC 5789)."""
    headers = hold(curator, "lock") | {"Content-Type": media_type}
    answer = curator.patch("/v1/concepts/lock", content=b'{"note": "x"}', headers=headers)
    assert answer.status_code == (200 if accepted else 415)
    assert accepted or answer.headers["accept-patch"] == "application/merge-patch+json"
    assert curator.post("/v1/concepts", content=b"{}", headers=MERGE_PATCH).headers["accept-post"] == "application/json"


def test_a_body_of_more_than_a_megabyte_is_refused(curator: TestClient) -> None:
    """It is not read."""
    body = {**FERRY, "definition": "x" * 2**20}
    assert curator.post("/v1/concepts", json=body).status_code == 413


def test_a_concept_is_approved(curator: TestClient) -> None:
    """The history says so, and why."""
    answer = act(curator, "lock", "status", status="approved", note="checked")
    assert (answer.status_code, answer.json()["concept"]["status"]) == (200, "approved")
    entry = curator.get(f"/v1/history/{answer.json()['entry']}").json()["entry"]
    assert (entry["action"], entry["note"]) == ("approve", "checked")
    assert act(curator, "lock", "status", status="approved").json()["entry"] is None


def test_a_term_gets_its_standing(curator: TestClient) -> None:
    """What was preferred is only admitted then; the note is the reason."""
    body = {"language": "PL", "text": "spławny  kanał", "status": "preferred", "note": "style guide"}
    concept = act(curator, "canal", "terms/status", **body).json()["concept"]
    assert _terms(concept) == {"spławny kanał": "preferred", "kanał spławny": "admitted"}
    assert concept["languages"]["pl"]["terms"][0]["reason"] == "style guide"
    for fault in ({"text": "most"}, {"status": "superseded"}):
        assert act(curator, "canal", "terms/status", **{**body, **fault}).status_code == 422


def test_two_concepts_become_one(curator: TestClient) -> None:
    """The id of the other leads to the first, for reading and writing; it may be asked to be as it was."""
    stale = act(curator, "canal", "merge", other="lock", if_match_other='"x"')
    assert (stale.status_code, "'lock'" in stale.json()["detail"]) == (412, True)
    held = hold(curator, "lock")["If-Match"]
    merged = act(curator, "canal", "merge", other="lock", if_match_other=held).json()["concept"]
    assert set(_terms(merged)) == {"kanał spławny", "spławny kanał", "śluza"}
    led = curator.patch("/v1/concepts/lock?note=x", json={}, headers=MERGE_PATCH, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (308, "/v1/concepts/canal?note=x")
    for other in ("canal", "lock", "nowhere"):
        assert act(curator, "canal", "merge", other=other).status_code == 422


def test_a_concept_is_split(curator: TestClient) -> None:
    """The answer has both parts, and their validators."""
    taken = [{"language": "pl", "text": "spławny kanał"}]
    answer = act(curator, "canal", "split", terms=taken, id="other").json()
    assert (_terms(answer["concept"]), _terms(answer["other"])) == (
        {"kanał spławny": "preferred"},
        {"spławny kanał": "admitted"},
    )
    assert answer["other_etag"] == curator.get("/v1/concepts/other").headers["etag"]
    assert act(curator, "canal", "split", terms=[{"language": "ru", "text": "шлюз"}]).status_code == 422
    assert (
        act(curator, "canal", "split", terms=[{"language": "ar", "text": "القناة الملاحية"}], id="lock").status_code
        == 409
    )
    made = act(curator, "canal", "split", terms=[{"language": "ar", "text": "القناة الملاحية"}]).json()
    assert made["other"]["id"].startswith("c-")


def test_a_term_is_moved(curator: TestClient) -> None:
    """A concept that loses its last term is gone, and its id leads to where the term went."""
    answer = act(curator, "canal", "move", language="pl", text="spławny kanał", to="lock").json()
    assert (_terms(answer["concept"]), _terms(answer["other"])) == (
        {"kanał spławny": "preferred"},
        {"śluza": "preferred", "spławny kanał": "admitted"},
    )
    last = act(curator, "name0", "move", language="pl", text="Jan Kowalski 0", to="name1").json()
    assert (last["concept"], last["etag"], last["other"]["id"]) == (None, None, "name1")
    assert curator.get("/v1/concepts/name0", follow_redirects=False).headers["location"] == "/v1/concepts/name1"


def test_a_write_to_nowhere_is_not_found(curator: TestClient) -> None:
    """Whatever it presupposes."""
    assert curator.delete("/v1/concepts/nowhere", headers={"If-Match": "*"}).status_code == 404
