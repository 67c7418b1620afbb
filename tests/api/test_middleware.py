"""What holds for every answer: headers, CORS, compression, validators, faults, the audit log."""

import gzip
import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.middleware import accepts_gzip
from glossary.keys import Scope
from tests.api.guarded import ETAG, LONG, bearing, guarded, make_key

GZIPPED = '"0123abcd-gzip"'
PLAIN = {"Accept-Encoding": "identity"}


def test_every_answer_has_the_security_headers_and_an_id(location: str) -> None:
    """Those of refusals and faults, too."""
    with guarded(location, reads="key") as client:
        answers = [client.get("/healthz"), client.get("/read"), client.get("/read", headers=bearing("x"))]
    assert [answer.status_code for answer in answers] == [200, 401, 401]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert re.fullmatch(r"[0-9a-f]{10}-[0-9a-f]{6}", answer.headers["x-request-id"])
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3


def test_a_route_may_have_a_policy_of_its_own(location: str) -> None:
    """It stands, and once."""
    with guarded(location) as client:
        assert client.get("/scripted").headers.get_list("content-security-policy") == ["default-src 'self'"]


@pytest.mark.parametrize(
    ("given_id", "is_taken"), [("job-7.b_1", True), ("a" * 65, False), ("a b", False), ("", False)]
)
def test_an_id_that_the_caller_gives_is_taken(location: str, given_id: str, is_taken: bool) -> None:
    """If it is short and plain: it goes into the log."""
    with guarded(location) as client:
        found = client.get("/read", headers={"X-Request-ID": given_id}).headers["x-request-id"]
    assert (found == given_id) is is_taken


def test_a_fault_tells_nothing_but_where_to_look(location: str, caplog: pytest.LogCaptureFixture) -> None:
    """It is a problem with all headers; the log has the exception."""
    with guarded(location) as client:
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:glossalign:problem:internal-error"
    assert answer.headers["x-request-id"] in answer.json()["detail"]
    assert "12345" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    [record] = [record for record in caplog.records if record.name == "api.middleware"]
    assert "the password is 12345" in str(record.exc_info)


def test_scripts_of_every_site_may_read(location: str) -> None:
    """Unless the settings say otherwise, and whether the answer is good or not."""
    with guarded(location) as client:
        for path in ("/read", "/nowhere"):
            headers = client.get(path, headers={"Origin": "https://example.org"}).headers
            assert headers["access-control-allow-origin"] == "*"
            assert {"ETag", "Link", "X-Request-ID"} <= set(headers["access-control-expose-headers"].split(", "))


def test_scripts_of_some_sites_may_read(location: str) -> None:
    """The answer says that it depends on the site."""
    with guarded(location, cors_origins="https://example.org, https://example.net") as client:
        good = client.get("/read", headers={"Origin": "https://example.net"}).headers
        other = client.get("/read", headers={"Origin": "https://example.com"}).headers
        none = client.get("/read").headers
    assert good["access-control-allow-origin"] == "https://example.net"
    assert "Origin" in good.get_list("vary", split_commas=True)
    for headers in (other, none):
        assert "access-control-allow-origin" not in headers
        assert "Origin" in headers.get_list("vary", split_commas=True)


def test_scripts_of_no_site_may_read(location: str) -> None:
    """Where the setting is empty, there is no word of CORS."""
    with guarded(location, cors_origins="") as client:
        assert not [name for name in client.get("/read").headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/v1/concepts/c1", "GET, HEAD"), ("/v1/lookup", "GET, HEAD, POST"), ("/v1/check", "GET, HEAD, POST")],
)
def test_a_preflight_lets_scripts_read_only(location: str, path: str, methods: str) -> None:
    """It needs no key, as browsers send none with it."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    with guarded(location, reads="key") as client:
        answer = client.options(path, headers=asked)
    assert (answer.status_code, answer.headers["access-control-allow-methods"]) == (204, methods)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("path", ["/long", "/stream"])
def test_a_compressed_answer_has_a_validator_of_its_own(location: str, path: str) -> None:
    """Both representations have a strong one, and say that they depend on Accept-Encoding."""
    with guarded(location) as client:
        compressed = client.get(path, headers={"Accept-Encoding": "gzip"})
        plain = client.get(path, headers=PLAIN)
    assert compressed.headers["content-encoding"] == "gzip"
    assert (compressed.headers["etag"], plain.headers["etag"]) == (GZIPPED, ETAG)
    assert compressed.text == plain.text
    assert "content-encoding" not in plain.headers
    for answer in (compressed, plain):
        assert answer.headers.get_list("vary", split_commas=True) == ["Accept-Encoding"]


def test_little_is_not_compressed(location: str) -> None:
    """A short answer would get longer."""
    with guarded(location) as client:
        answer = client.get("/read", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.headers.get_list("vary") == ["Accept-Encoding"]


@pytest.mark.parametrize(
    ("held", "encoding", "status", "etag"),
    [
        (GZIPPED, "gzip", 304, GZIPPED),
        (f'"other", W/{GZIPPED}', "gzip", 304, GZIPPED),
        (ETAG, "identity", 304, ETAG),
        (ETAG, "gzip", 304, ETAG),
        (GZIPPED, "identity", 200, ETAG),
        ('"other"', "gzip", 200, GZIPPED),
    ],
)
def test_304_is_for_the_representation_that_would_be_sent(
    location: str, held: str, encoding: str, status: int, etag: str
) -> None:
    """It names the validator that the caller has; who takes no gzip any more gets the plain one."""
    with guarded(location) as client:
        answer = client.get("/long", headers={"If-None-Match": held, "Accept-Encoding": encoding})
    assert (answer.status_code, answer.headers["etag"]) == (status, etag)
    assert answer.text == ("" if status == 304 else LONG)
    assert answer.headers.get_list("vary") == ["Accept-Encoding"]
    assert ("content-type" in answer.headers) is (status == 200)


def test_a_route_is_asked_for_the_state_and_not_for_its_compression(location: str) -> None:
    """Who got a validator with a compressed answer may change what it is of."""
    with guarded(location) as client:
        client.post("/long", headers={"If-Match": GZIPPED, **PLAIN})
        assert client.app.state.seen[-1]["if-match"] == ETAG  # type: ignore[attr-defined]


def test_head_tells_what_get_would_without_compression(location: str) -> None:
    """Its length is that of the plain representation."""
    with guarded(location) as client:
        answer = client.head("/long", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "5000")
    assert answer.headers["etag"] == ETAG


@given(
    st.binary(max_size=30)
    | st.lists(st.sampled_from([b"gzip", b"*", b";q=0", b";q=1", b",", b" ", b"br"])).map(b"".join)
)
def test_any_accept_encoding_is_read(field: bytes) -> None:
    """What can't be understood takes no gzip, and is no fault."""
    assert accepts_gzip(field) in {True, False}


def test_gzip_can_be_read_by_others(location: str) -> None:
    """The body is what gzip makes of the text."""
    with guarded(location) as client, client.stream("GET", "/long", headers={"Accept-Encoding": "gzip"}) as answer:
        assert gzip.decompress(b"".join(answer.iter_raw())) == LONG.encode()


def test_what_may_change_something_is_in_the_audit_log(location: str, caplog: pytest.LogCaptureFixture) -> None:
    """Who, with which key, what, and how it went; refused attempts, too, but no questions."""
    identifier, token = make_key(location, Scope.PROPOSE)
    with caplog.at_level(logging.INFO, "glossalign.audit"), guarded(location) as client:
        client.get("/read")
        client.post("/v1/annotate", content=b"x")
        done = client.post("/propose", headers=bearing(token))
        client.post("/v1/concepts/c1", headers=bearing(token))
        client.post("/v1/concepts/c1")
    records = [vars(record) for record in caplog.records if record.name == "glossalign.audit"]
    names = ("who", "key", "method", "path", "status")
    assert [tuple(record[name] for name in names) for record in records] == [
        ("ann", identifier, "POST", "/propose", 200),
        ("ann", identifier, "POST", "/v1/concepts/c1", 403),
        ("anonymous", None, "POST", "/v1/concepts/c1", 401),
    ]
    assert records[0]["request_id"] == done.headers["x-request-id"]
    assert records[0]["client"] == "testclient"
