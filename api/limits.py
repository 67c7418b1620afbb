"""How much a caller may ask for: requests a second, bytes of a request, requests at once."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import CONTENT_TOO_LARGE, OVERLOADED, TOO_MANY_REQUESTS, answer_problem
from api.settings import Settings

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What is answered however busy the service is, or it would be restarted for it."""
_CLIENTS = 20_000
_TEXT_PATHS = frozenset({"/v1/annotate", "/v1/lookup", "/reconcile"})
_TEXT_FACTOR = 8
"""Texts in JSON may be escaped throughout: six bytes a letter."""
_UPLOAD_PATHS = frozenset({"/v1/import", "/v1/check"})


class RateLimiter:
    """Lets each client do something at a rate, and a burst of it at once (the token bucket, kept as in GCRA).

    Of each client one number is kept: when its bucket will be full again. Of `clients` that were heard of last: who is
    forgotten starts with a full bucket. For one thread.
    """

    def __init__(
        self, rate: float, burst: int, clients: int = _CLIENTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._interval = 1 / rate
        self._slack = (burst - 1) * self._interval
        self._clients = clients
        self._clock = clock
        self._full: OrderedDict[str, float] = OrderedDict()

    def take(self, client: str) -> float:
        """Return 0 and count it, or the seconds after which it would be let."""
        now = self._clock()
        full = max(self._full.pop(client, now), now)
        wait = full - now - self._slack
        self._full[client] = full if wait > 0 else full + self._interval
        if len(self._full) > self._clients:
            self._full.popitem(last=False)
        return max(wait, 0.0)


class Admission:
    """Refuses what is too much, before any of it is worked on."""

    def __init__(self, app: ASGIApp, settings: Settings, find_key: Callable[[Scope], str | None]) -> None:
        self._app = app
        self._concurrency = settings.concurrency
        self._max_body = settings.max_body
        self._max_upload = settings.max_upload
        self._limiter = RateLimiter(settings.rate, settings.burst) if settings.rate else None
        self._find_key = find_key
        self._active = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        refusal = self._refuse(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        self._active += 1
        try:
            if scope["method"] in {"GET", "HEAD"}:  # whose bodies nobody reads
                await self._app(scope, receive, send)
            else:
                await self._pass_body(scope, receive, send)
        finally:
            self._active -= 1

    def _refuse(self, scope: Scope) -> Response | None:
        if self._active >= self._concurrency:
            detail = f"{self._active} requests are being worked on; try again"
            return answer_problem(Request(scope), OVERLOADED, detail, headers={"Retry-After": "1"})
        if self._limiter is None:
            return None
        wait = self._limiter.take(self._find_key(scope) or find_address(scope))
        if wait <= 0:
            return None
        headers = {"Retry-After": str(math.ceil(wait))}
        return answer_problem(
            Request(scope), TOO_MANY_REQUESTS, "too many requests came from you; wait", headers=headers
        )

    async def _pass_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on whose body is as long as it may be at most; answer one that is longer."""
        limit = self._find_limit(scope["path"])
        length = _find_length(scope)
        if length is not None and length <= limit:  # the server sees to it that no more comes than was said
            await self._app(scope, receive, send)
            return
        counter = _BodyCounter(receive, send, limit)
        if length is None:
            await self._app(scope, counter.receive, counter.send)
        if length is not None or (counter.is_exceeded and not counter.is_answered):
            await _tell_too_large(scope, limit)(scope, receive, send)

    def _find_limit(self, path: str) -> int:
        if path in _UPLOAD_PATHS:
            return max(self._max_upload, self._max_body)
        return self._max_body * _TEXT_FACTOR if path in _TEXT_PATHS else self._max_body


class _BodyCounter:
    """Counts the bytes of a body as they come. What is answered after there were too many goes nowhere."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self.is_answered = False

    @property
    def is_exceeded(self) -> bool:
        return self._left < 0

    async def receive(self) -> Message:
        """Return the next part. Raises HTTPException, which ends the work on the request."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.is_exceeded:
            raise HTTPException(CONTENT_TOO_LARGE.status)
        return message

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on."""
        if self.is_answered or not self.is_exceeded:
            self.is_answered = True
            await self._send(message)


def _find_length(scope: Scope) -> int | None:
    """Return how long a body is said to be; None where that isn't said in a way that can be true."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else None
    return None


def find_address(scope: Scope) -> str:
    """Return what a client is told apart by where it has no key: its address; of IPv6 the network of a household."""
    client = scope.get("client")
    return _shorten_address(client[0]) if client else ""


@lru_cache(_CLIENTS)
def _shorten_address(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    mapped = address.ipv4_mapped
    return str(mapped) if mapped is not None else str(ip_network((address, 64), strict=False))


def _tell_too_large(scope: Scope, limit: int) -> Response:
    # What is still to come would be read and thrown away, were the connection kept.
    detail = f"the request has more than {limit:,} bytes; send it in parts"
    return answer_problem(Request(scope), CONTENT_TOO_LARGE, detail, headers={"Connection": "close"})
