"""What holds for every answer: HEAD, strong validators with 304 (RFC 9110), and the security headers."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ETAG_KEY = "glossalign.etag"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class SecurityHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


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
        scope.setdefault("state", {})
        bodiless = scope["method"] == "HEAD"

        async def send_validated(message: Message) -> None:
            nonlocal bodiless
            if message["type"] == "http.response.start":
                bodiless = _validate(message, scope) or bodiless
            elif bodiless:
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_validated)


def _validate(start: Message, scope: Scope) -> bool:
    """Add the validator to the head of a 200 answer; turn it into a 304 and return True where the caller has it."""
    etag = scope["state"].get(ETAG_KEY)
    if etag is None or start["status"] != 200:
        return False
    headers = MutableHeaders(scope=start)
    headers["ETag"] = etag
    headers["Cache-Control"] = "no-cache"
    if not _is_held(Headers(scope=scope).getlist("if-none-match"), etag):
        return False
    start["status"] = 304
    for name in ("Content-Length", "Content-Type"):
        del headers[name]
    return True


def _is_held(held: list[str], etag: str) -> bool:
    """Whether an If-None-Match field names a validator, by weak comparison (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for line in held for tag in line.split(",")]
    return etag in tags or "*" in tags
