"""Limits: requests a second, bytes of a request, requests at once."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from api.limits import Admission, RateLimiter, find_address
from api.settings import load_settings
from tests.api.guarded import bearing, guarded, make_key


class _Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_a_burst_and_then_the_rate() -> None:
    """After the burst one has to wait for as long as is told, and not longer."""
    clock = _Clock()
    limiter = RateLimiter(2, 3, clock=clock)
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limiter.take("b") == 0
    clock.now = 0.25
    assert limiter.take("a") == 0.25
    clock.now = 0.5
    assert limiter.take("a") == 0
    assert limiter.take("a") == 0.5
    clock.now = 100
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_memory_of_clients_is_bounded() -> None:
    """Who was not heard of for longest is forgotten first."""
    limiter = RateLimiter(1, 1, clients=2, clock=_Clock())
    assert [limiter.take(client) for client in "abab"] == [0, 0, 1, 1]
    assert [limiter.take(client) for client in "cba"] == [0, 1, 0]
    assert len(limiter._full) == 2


@given(st.lists(st.floats(0, 0.3), max_size=60), st.integers(1, 5))
def test_no_more_is_let_than_burst_and_rate(steps: list[float], burst: int) -> None:
    """Over any time, however requests are spread."""
    clock = _Clock()
    limiter = RateLimiter(10, burst, clock=clock)
    let = 0
    for step in steps:
        clock.now += step
        let += limiter.take("a") == 0
    assert let <= burst + clock.now * 10 + 1e-6


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3::4", 1), "2001:db8:1:2::/64"),
        (("::ffff:192.0.2.7", 1), "192.0.2.7"),
        (("testclient", 1), "testclient"),
        (None, ""),
    ],
)
def test_a_client_without_a_key_is_its_address(client: tuple[str, int] | None, address: str) -> None:
    """A household has a whole network of IPv6."""
    assert find_address({"type": "http", "client": client}) == address


def test_too_many_requests_are_429(location: str) -> None:
    """Each key has a bucket of its own; probes have none."""
    _, token = make_key(location)
    with guarded(location, rate="0.5", burst=2) as client:
        answers = [client.get("/read") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["retry-after"] == "2"
        assert answers[2].json()["type"] == "urn:glossalign:problem:too-many-requests"
        assert client.get("/read", headers=bearing(token)).status_code == 200
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("trusted", "statuses"), [("", [200, 429, 429]), ("192.0.2.0/24", [200, 200, 429])])
def test_only_a_trusted_proxy_tells_of_clients(location: str, trusted: str, statuses: list[int]) -> None:
    """Anybody could say he is another; of a trusted proxy the last that it saw counts, not what came with it."""
    with guarded(location, rate="0.1", burst=1, trusted_proxies=trusted) as client:
        client._transport.client = ("192.0.2.9", 1)  # type: ignore[attr-defined]
        seen = ["198.51.100.1", "198.51.100.2", "203.0.113.9, 198.51.100.1"]
        found = [client.get("/read", headers={"X-Forwarded-For": each}).status_code for each in seen]
    assert found == statuses


def _parts(count: int, size: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"x" * size


@pytest.mark.parametrize("path", ["/size", "/v1/annotate", "/v1/import"])
@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_body_is_taken_up_to_its_limit(location: str, path: str, is_streamed: bool) -> None:
    """With a length or without one; a text may have eight times as much, a file what is set for files."""
    limit = {"/size": 1024, "/v1/annotate": 8192, "/v1/import": 4096}[path]
    headers = {"Content-Type": "application/octet-stream"}
    with guarded(location, max_body=1024, max_upload=4096) as client:

        def post(size: int) -> Any:
            content: bytes | Iterator[bytes] = _parts(size // 64, 64) if is_streamed else b"x" * size
            return client.post(path, content=content, headers=headers)

        assert post(limit).json() == limit
        refused = post(limit + 64)
    assert refused.status_code == 413
    assert refused.json()["type"] == "urn:glossalign:problem:content-too-large"
    assert refused.json()["detail"] == f"the request has more than {limit:,} bytes; send it in parts"
    assert refused.headers["connection"] == "close"


def test_requests_at_once_are_limited_but_probes() -> None:
    """What is beyond gets 503 and when to come again; when another is done there is room."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        begun.set()
        await go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    admission = Admission(work, load_settings(concurrency=1), lambda _: None)

    async def ask(path: str) -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        await admission({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
        return sent

    async def run() -> list[int]:
        first = asyncio.create_task(ask("/v1/languages"))
        await begun.wait()
        refused = await ask("/v1/languages")
        assert (b"retry-after", b"1") in refused[0]["headers"]
        probe = asyncio.create_task(ask("/healthz"))
        await asyncio.sleep(0)
        go_on.set()
        answers = [refused, await first, await probe, await ask("/v1/languages")]
        return [answer[0]["status"] for answer in answers]

    assert asyncio.run(run()) == [503, 200, 200, 200]
