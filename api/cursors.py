"""Cursors: where a page starts, opaque so that clients follow `next` and nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import orjson
from fastapi import Request

from api.schemas import Parameters
from glossary.errors import UsageError

_SHOWN = 60
_PATH = "/:@!$&'()*+,;="  # what may stand in a path as it is (RFC 3986, 3.3)


def write_cursor(*values: str | float | None) -> str:
    """Return the cursor that holds these values.

    >>> read_cursor(write_cursor("a", 1, None), (str, int, None))
    ['a', 1, None]
    """
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read_cursor(cursor: str, kinds: tuple[type | None, ...]) -> list[object]:
    """Return the values in a cursor, which must be of these types; None stands for any. Raises UsageError."""
    try:
        found = orjson.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) != len(kinds) or write_cursor(*found) != cursor:
        raise refuse_cursor(cursor)
    # By exact type, as True is an int to Python.
    if any(kind is not None and type(value) is not kind for value, kind in zip(found, kinds, strict=True)):
        raise refuse_cursor(cursor)
    return found


def refuse_cursor(cursor: str) -> UsageError:
    """Return the fault of a cursor that can't be meant."""
    return UsageError(f"cursor={cursor[:_SHOWN]!r} is none of ours; take `next` of the page before")


def link_pages(request: Request, parameters: Parameters, name: str, following: str | int | None) -> str:
    """Return the Link field of a page (RFC 8288): the first page and, if there is one, the next.

    `name` is the parameter that says where a page starts, `following` its value for the next page.
    """
    asked = parameters.model_dump(mode="json", exclude_unset=True, exclude_none=True, exclude={name})
    links = [f'<{_address(request, asked)}>; rel="first"']
    if following is not None:
        links.insert(0, f'<{_address(request, {**asked, name: following})}>; rel="next"')
    return ", ".join(links)


def _address(request: Request, values: Mapping[str, object]) -> str:
    path = quote(request.url.path, safe=_PATH)
    spelled = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    return f"{path}?{urlencode(spelled)}" if spelled else path
