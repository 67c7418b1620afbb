"""What holds for every answer: telemetry, security headers, CORS, compression, HEAD, validators with 304 (RFC 9110).

Each part is plain ASGI and looks at the raw headers: most requests are answered in less time than the objects that
frameworks make of them would take.
"""

import logging
from collections.abc import Mapping
from functools import lru_cache
from time import perf_counter
from typing import Final

from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.access import Authentication, find_caller
from api.limits import Admission, find_address
from api.problems import INTERNAL, answer_problem
from api.settings import Settings
from api.telemetry import AUDIT, REQUEST_ID, AccessLog, Metrics, RequestIds, find_route
from glossary.keys import Keyring

ETAG_KEY: Final = "glossalign.etag"
BODILESS_KEY: Final = "glossalign.bodiless"
"""Set in the state of a request that is answered by its head alone."""
QUESTIONS: Final = frozenset({"/v1/lookup", "/v1/annotate", "/v1/check", "/reconcile"})
"""What is asked by POST, and changes nothing."""

_LOG = logging.getLogger(__name__)
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_SHOWN_TO_SCRIPTS = "ETag, Link, Location, Preference-Applied, Retry-After, X-Request-ID"
_TAKEN_FROM_SCRIPTS = "Accept, Authorization, Content-Type, If-None-Match, X-Request-ID"
_PREFLIGHT_SECONDS = "600"
_CLIENT_GONE = 499
_GZIP_LEVEL = 5
_GZIP_LEAST = 1024
_GZIP_THREAD = 16 * 1024  # more than that would hold other requests up for milliseconds
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_CONDITIONS = frozenset({b"if-match", b"if-none-match"})
_SUFFIX = b'-gzip"'
_VARY = (b"vary", b"Accept-Encoding")
_REPLACED = frozenset({b"etag", b"cache-control"})
_OF_BODY = frozenset({b"content-length", b"content-type"})
_NO_CACHE = (b"cache-control", b"no-cache")
_RawHeader = tuple[bytes, bytes]


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Add what holds for every answer to an application whose state has its store; the last one is the outermost.

    What was added before stands further in, and is asked only by who may ask, for as much as he may.
    """
    app.state.metrics = metrics = Metrics()
    app.add_middleware(ConditionalGet)
    app.add_middleware(Compression)
    app.add_middleware(Admission, settings=settings, find_key=lambda scope: find_caller(scope).key)
    app.add_middleware(Authentication, keyring=Keyring(app.state.store), reads=settings.reads)
    app.add_middleware(Preflight, origins=settings.cors_origins)
    access_log = AccessLog(settings.log_format) if settings.access_log else None
    app.add_middleware(Observation, metrics=metrics, access_log=access_log, origins=settings.cors_origins)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))


class Observation:
    """Gives each request an id and each answer what all have; counts, times and logs it; answers where a route fails.

    A route's own Content-Security-Policy stands.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, access_log: AccessLog | None, origins: tuple[str, ...] = ("*",)
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._access_log = access_log
        self._ids = RequestIds()
        fixed = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
        self._headers = [*fixed, _VARY]
        self._cross_origin = _CrossOrigin(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = perf_counter()
        given: bytes | None = None
        origin: bytes | None = None
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given = value
            elif name == b"origin":
                origin = value
        request_id = self._ids.choose(given)
        REQUEST_ID.set(request_id)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                added = [*self._headers, (b"x-request-id", request_id.encode()), *self._cross_origin.find(origin)]
                message["headers"] = _extend(message.get("headers", ()), added)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            status = status or _CLIENT_GONE
        except Exception:
            if status:
                raise
            _LOG.exception("a request failed", extra={"method": scope["method"], "path": scope["path"][:200]})
            answer = answer_problem(Request(scope), INTERNAL, f"the server's log says why, of request {request_id}")
            await answer(scope, receive, send_with_headers)
        finally:
            self._note(scope, status or _CLIENT_GONE, perf_counter() - begun, request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        method: str = scope["method"]
        self._metrics.note(method, find_route(scope), status, seconds)
        if self._access_log is not None and self._access_log.is_on:
            self._access_log.write(scope, status, seconds, request_id, find_caller(scope).key)
        if method not in _READING and scope["path"] not in QUESTIONS:
            caller = find_caller(scope)
            AUDIT.info(
                "write",
                extra={
                    "who": caller.who,
                    "key": caller.key,
                    "client": find_address(scope),
                    "method": method,
                    "path": scope["path"][:500],
                    "status": status,
                    "request_id": request_id,
                },
            )


def _extend(headers: "list[_RawHeader] | tuple[_RawHeader, ...]", added: list[_RawHeader]) -> list[_RawHeader]:
    """Return headers and those added, the first of which is left out where an answer has its own."""
    for name, _ in headers:
        if name == added[0][0]:
            return [*headers, *added[1:]]
    return [*headers, *added]


class _CrossOrigin:
    """Which sites' scripts may see answers (the Fetch standard, CORS)."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._shown = (b"access-control-expose-headers", _SHOWN_TO_SCRIPTS.encode())
        self._is_open = "*" in origins
        self._origins = frozenset(origin.encode() for origin in origins)
        self._open = ((b"access-control-allow-origin", b"*"), self._shown)
        self._closed = ((b"vary", b"Origin"),) if origins else ()

    def find(self, origin: bytes | None) -> tuple[_RawHeader, ...]:
        """Return the headers of an answer to a script of an origin."""
        if self._is_open:
            return self._open
        if origin in self._origins:
            return ((b"access-control-allow-origin", origin or b""), self._shown, *self._closed)
        return self._closed


class Preflight:
    """Tells scripts of other sites what they may ask: to read, which some questions do by POST."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self._app = app
        self._is_on = bool(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS" and self._is_on:
            names = {name for name, _ in scope["headers"]}
            if {b"origin", b"access-control-request-method"} <= names:
                await Response(status_code=204, headers=_allow(scope["path"]))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _allow(path: str) -> Mapping[str, str]:
    return {
        "Access-Control-Allow-Methods": "GET, HEAD, POST" if path in QUESTIONS else "GET, HEAD",
        "Access-Control-Allow-Headers": _TAKEN_FROM_SCRIPTS,
        "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
        "Vary": "Access-Control-Request-Headers, Access-Control-Request-Method",
    }


class Compression:
    """Compresses answers for who takes gzip.

    A compressed answer is another representation and so has another strong validator (RFC 9110, 8.8.3.3): `-gzip`
    stands at its end. What a caller sends back is given to the routes without it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, _GZIP_LEAST, _GZIP_LEVEL, _GZIP_THREAD)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        takes_gzip = holds_compressed = False
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                takes_gzip = accepts_gzip(value) and scope["method"] != "HEAD"
            elif name in _CONDITIONS and _SUFFIX in value:
                holds_compressed = True
        if holds_compressed:
            scope["headers"] = [_strip(*pair, takes_gzip=takes_gzip) for pair in scope["headers"]]
        if not takes_gzip:
            await self._app(scope, receive, send)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mark(message, holds_compressed=holds_compressed)
            await send(message)

        await self._compressing(scope, receive, send_marked)


def _mark(start: Message, *, holds_compressed: bool) -> None:
    """Give an answer the validator of the representation that it is, or that it says the caller has."""
    headers = [pair for pair in start["headers"] if pair != _VARY]  # which all answers have
    start["headers"] = headers
    if (b"content-encoding", b"gzip") in headers or (start["status"] == 304 and holds_compressed):
        for at, (name, value) in enumerate(headers):
            if name == b"etag" and value.endswith(b'"') and not value.endswith(_SUFFIX):
                headers[at] = (name, value[:-1] + _SUFFIX)


def _strip(name: bytes, value: bytes, *, takes_gzip: bool) -> _RawHeader:
    """Return a header with validators as routes know them; If-None-Match only where gzip would be sent again."""
    if name == b"if-match" or (name == b"if-none-match" and takes_gzip):
        return name, value.replace(_SUFFIX, b'"')
    return name, value


@lru_cache
def accepts_gzip(field: bytes) -> bool:
    """Whether an Accept-Encoding field takes gzip (RFC 9110, 12.5.3).

    >>> accepts_gzip(b"br, gzip;q=0.5"), accepts_gzip(b"gzip;q=0, *"), accepts_gzip(b"*")
    (True, False, True)
    """
    weights: dict[bytes, float] = {}
    for item in field.lower().split(b","):
        coding, _, weight = item.partition(b";")
        try:
            weights[coding.strip()] = float(weight.partition(b"=")[2] or 1)
        except ValueError:
            weights[coding.strip()] = 0.0
    return weights.get(b"gzip", weights.get(b"x-gzip", weights.get(b"*", 0.0))) > 0


class ConditionalGet:
    """Answers HEAD as GET without the body, and 304 where the caller has what a 200 would bring.

    The validator is what the route noted in `scope["state"][ETAG_KEY]` before it read the store: were it read after,
    a rebuild in between could pair the new validator with old content.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        bodiless = scope["method"] == "HEAD"
        if bodiless:
            state[BODILESS_KEY] = True

        async def send_validated(message: Message) -> None:
            nonlocal bodiless
            if message["type"] == "http.response.start":
                etag = state.get(ETAG_KEY)
                if etag is not None and message["status"] == 200:
                    bodiless = _validate(message, scope, etag) or bodiless
            elif bodiless:
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] == "GET":
            await self._app(scope, receive, send_validated)
            return
        answered = {**scope, "method": "GET"}  # the server must still know that it was HEAD
        try:
            await self._app(answered, receive, send_validated)
        finally:
            scope["route"] = answered.get("route")


def _validate(start: Message, scope: Scope, etag: str) -> bool:
    """Add the validator to the head of a 200 answer; turn it into a 304 and return True where the caller has it."""
    headers = start["headers"]
    headers = [pair for pair in headers if pair[0] not in _REPLACED]
    headers += [(b"etag", etag.encode()), _NO_CACHE]
    start["headers"] = headers
    if not _is_held([value for name, value in scope["headers"] if name == b"if-none-match"], etag):
        return False
    start["status"] = 304
    start["headers"] = [pair for pair in headers if pair[0] not in _OF_BODY]
    return True


def _is_held(held: list[bytes], etag: str) -> bool:
    """Whether an If-None-Match field names a validator, by weak comparison (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for line in held for tag in line.decode("latin-1").split(",")]
    return etag in tags or "*" in tags
