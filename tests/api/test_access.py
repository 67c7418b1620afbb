"""Access: who may do what, and how others are refused (RFC 6750)."""

import logging
import time

import pytest

from glossary.errors import StoreError
from glossary.keys import Keyring, Scope, revoke_key
from glossary.store import Store
from tests.api.guarded import bearing, guarded, make_key


def test_reading_is_open_and_writing_is_not(location: str) -> None:
    """Without a key one may read; who would write is told what it needs."""
    with guarded(location) as client:
        assert client.get("/read").json() == "anonymous"
        answer = client.post("/propose")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="glossalign"'
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:glossalign:problem:unauthorized"
    assert answer.json()["detail"].startswith("this needs a key of the scope propose")


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (Scope.READ, {"/read"}),
        (Scope.PROPOSE, {"/read", "/propose"}),
        (Scope.CURATE, {"/read", "/propose", "/v1/concepts/c1"}),
        (Scope.ADMIN, {"/read", "/propose", "/v1/concepts/c1", "/administer"}),
    ],
)
def test_a_scope_allows_what_those_before_it_do(location: str, scope: Scope, allowed: set[str]) -> None:
    """What a key does not allow is 403, with the scope that would."""
    _, token = make_key(location, scope)
    paths = ["/read", "/propose", "/v1/concepts/c1", "/administer"]
    with guarded(location) as client:
        answers = {
            path: client.request("GET" if path == "/read" else "POST", path, headers=bearing(token)) for path in paths
        }
    assert {path for path, answer in answers.items() if answer.status_code == 200} == allowed
    assert answers["/read"].json() == "ann"
    refused = [answer for path, answer in answers.items() if path not in allowed]
    assert {answer.status_code for answer in refused} <= {403}
    for answer in refused:
        assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
        assert answer.json()["detail"].endswith(f"and the key has {scope.value}")


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: token + "x", lambda _: "gla_x", lambda _: ""]
)
def test_a_token_that_is_no_good_is_refused_even_for_reading(location: str, change: object) -> None:
    """Who shows a wrong key learns of it, with the error code of RFC 6750."""
    _, token = make_key(location)
    assert callable(change)
    with guarded(location) as client:
        answer = client.get("/read", headers=bearing(change(token)))
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_another_scheme_is_left_to_a_proxy(location: str) -> None:
    """A proxy may ask for a password of its own, and pass it on."""
    with guarded(location) as client:
        assert client.get("/read", headers={"Authorization": "Basic YTpi"}).json() == "anonymous"
        assert client.post("/propose", headers={"Authorization": "Basic YTpi"}).status_code == 401


def test_a_revocation_is_followed_within_a_second(location: str) -> None:
    """A process goes by what it knows for a second at most."""
    identifier, token = make_key(location)
    with guarded(location) as client, Store.open(location) as store:
        assert client.get("/read", headers=bearing(token)).status_code == 200
        revoke_key(store, identifier)
        time.sleep(1.05)
        assert client.get("/read", headers=bearing(token)).status_code == 401


def test_reading_may_need_a_key(location: str) -> None:
    """Then nothing is answered without one but probes; addresses that are not there tell nothing either."""
    _, token = make_key(location, Scope.READ)
    with guarded(location, reads="key") as client:
        for path in ("/read", "/long", "/nowhere", "/openapi.json"):
            assert client.get(path).status_code == 401, path
        assert client.get("/healthz").status_code == 200
        assert client.get("/read", headers=bearing(token)).json() == "ann"
        page = client.get("/read", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["www-authenticate"]) == (401, 'Bearer realm="glossalign"')


def test_failures_are_limited_and_logged_without_the_token(location: str, caplog: pytest.LogCaptureFixture) -> None:
    """Who tries many keys has to wait, and does not fill the log; who has a good one goes on."""
    _, token = make_key(location)
    wrong = token[:-4] + "AAAA"
    with caplog.at_level(logging.WARNING, "api.access"), guarded(location) as client:
        statuses = [client.get("/read", headers=bearing(wrong)).status_code for _ in range(20)]
        refused = client.get("/read", headers=bearing(wrong))
        good = client.get("/read", headers=bearing(token))
    assert statuses == [401] * 10 + [429] * 10
    assert 1 <= int(refused.headers["retry-after"]) <= 5
    assert good.status_code == 200
    lines = [record for record in caplog.records if record.name == "api.access"]
    assert len(lines) == 10
    assert wrong.rpartition("_")[2] not in caplog.text
    assert {record.getMessage() for record in lines} == {"a key was refused"}
    assert {vars(record)["client"] for record in lines} == {"testclient"}


def test_keys_that_cannot_be_checked_are_503(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is let in by what was known earlier, and nothing of the store is told."""
    _, token = make_key(location)

    def fail(*_: object) -> None:
        raise StoreError("cannot read /secret/place")

    monkeypatch.setattr(Keyring, "find", fail)
    with guarded(location) as client:
        answer = client.get("/read", headers=bearing(token))
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_the_description_names_the_scheme_where_a_key_is_needed(location: str) -> None:
    """Reading is not among it, as it is open."""
    with guarded(location) as client:
        description = client.get("/openapi.json").json()
    assert description["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert description["paths"]["/propose"]["post"]["security"] == [{"key": []}]
    assert "security" not in description["paths"]["/read"]["get"]
