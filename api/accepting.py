"""Choose what to answer with by the Accept field of a request (RFC 9110, 12.5.1)."""

from collections.abc import Sequence

from fastapi import Request

from api.middleware import ETAG_KEY


def choose_media_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type that a client likes best, the first of those it likes alike; None where it takes none.

    >>> choose_media_type("text/html, text/turtle;q=0.9, */*;q=0.1", ["application/json", "text/turtle"])
    'text/turtle'
    >>> choose_media_type("", ["application/json"]), choose_media_type("image/png", ["application/json"])
    ('application/json', None)
    """
    if not accept.strip():
        return offered[0]
    ranges = [_read_range(item) for item in accept.split(",")]
    qualities = {name: _rate(name, ranges) for name in offered}
    best = max(offered, key=lambda name: qualities[name])
    return best if qualities[best] > 0 else None


def tell_apart(request: Request, media_type: str) -> None:
    """Make the validator of an answer one of this representation, as another one has the same address."""
    state = request.scope.setdefault("state", {})
    if etag := state.get(ETAG_KEY):
        state[ETAG_KEY] = f'{etag[:-1]}-{media_type.partition("/")[2]}"'


def _read_range(item: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in item.split(";"))
    quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return name, min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return name, 0.0


def _rate(name: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the quality of a media type: that of the most specific range which takes it in."""
    for wanted in (name, f"{name.partition('/')[0]}/*", "*/*"):
        found = [quality for range_, quality in ranges if range_ == wanted]
        if found:
            return max(found)
    return 0.0
