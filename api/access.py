"""Who may do what: keys as bearer tokens (RFC 6750), scopes, and what routes ask for.

Reading is open but where the settings ask for a key; writing needs one always, on this machine, too: any page that a
browser shows could else write. A token that is no good is refused even where none is needed, so that whoever shows a
revoked key learns of it.
"""

import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.limits import RateLimiter, find_address
from api.problems import FORBIDDEN, STORE_UNAVAILABLE, TOO_MANY_REQUESTS, UNAUTHORIZED, answer_problem
from api.settings import Reads
from glossary import keys
from glossary.errors import StoreError
from glossary.keys import Keyring

PROBLEMS = (UNAUTHORIZED, FORBIDDEN)
"""What every route that needs a key may answer with."""

_LOG = logging.getLogger(__name__)
_CALLER = "glossalign.caller"
_REALM = 'Bearer realm="glossalign"'
_OPEN_TO_ALL = ("/healthz", "/readyz")
_FAILURES_A_SECOND = 0.2
_FAILURES_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name of the key, its id (None for nobody in particular), and what it allows."""

    who: str
    key: str | None
    scope: keys.Scope

    def check(self, needed: keys.Scope) -> None:
        """Raise HTTPException, 401 or 403, where the caller may not do what needs a scope."""
        if self.scope.includes(needed):
            return
        if self.key is None:
            detail = f"this needs a key of the scope {needed.value}; make one with: glossalign key create"
            raise HTTPException(HTTPStatus.UNAUTHORIZED, detail, {"WWW-Authenticate": _REALM})
        challenge = f'{_REALM}, error="insufficient_scope", scope="{needed.value}"'
        detail = f"this needs the scope {needed.value}, and the key has {self.scope.value}"
        raise HTTPException(HTTPStatus.FORBIDDEN, detail, {"WWW-Authenticate": challenge})


ANONYMOUS = Caller("anonymous", None, keys.Scope.READ)


class Authentication:
    """Finds out who asks, and refuses tokens that are no good, and where reading needs a key everybody without one."""

    def __init__(self, app: ASGIApp, keyring: Keyring, reads: Reads) -> None:
        self._app = app
        self._keyring = keyring
        self._is_open = reads is Reads.OPEN
        self._failures = RateLimiter(_FAILURES_A_SECOND, _FAILURES_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on with its caller."""
        if scope["type"] == "http":
            token = _find_token(scope)
            if token is not None:
                refusal = await self._identify(scope, token)
            elif self._is_open or _is_open_to_all(scope["path"]):
                refusal = None
            else:
                refusal = _refuse(scope, "reading needs a key here; send it as a bearer token", _REALM)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _identify(self, scope: Scope, token: str) -> Response | None:
        """Note whose token it is; return an answer where it is nobody's."""
        try:
            # What is in memory is looked at here; only who has to wait for the store waits in a thread.
            find = self._keyring.find
            key = find(token) if self._keyring.is_fresh else await run_in_threadpool(find, token)
        except StoreError as error:
            _LOG.error("keys can't be read: %s", error)
            return answer_problem(Request(scope), STORE_UNAVAILABLE, "keys can't be checked at the moment; try again")
        if key is not None:
            scope.setdefault("state", {})[_CALLER] = Caller(key.name, key.id, key.scope)
            return None
        address = find_address(scope)
        wait = self._failures.take(address)
        if wait > 0:
            headers = {"Retry-After": str(math.ceil(wait))}
            return answer_problem(
                Request(scope), TOO_MANY_REQUESTS, "too many keys that are no good came from you; wait", headers=headers
            )
        _LOG.warning("a key was refused", extra={"client": address, "path": scope["path"][:100]})
        detail = "the key is malformed, unknown or revoked; ask for another one"
        return _refuse(scope, detail, f'{_REALM}, error="invalid_token", error_description="{detail}"')


def find_caller(scope: Scope) -> Caller:
    """Return who asks."""
    found: Caller = scope.get("state", {}).get(_CALLER, ANONYMOUS)
    return found


def _require(needed: keys.Scope) -> Callable[..., Awaitable[Caller]]:
    # It is a coroutine, as a plain function would be handed to a thread for nothing.
    async def check(
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    ) -> Caller:
        caller = find_caller(request.scope)
        caller.check(needed)
        return caller

    return check


async def _admit(request: Request) -> Caller:
    return find_caller(request.scope)


def _find_token(scope: Scope) -> str | None:
    """Return the bearer token of a request; what other schemes bring is meant for a proxy in front of us."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.partition(b" ")
            return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else None
    return None


def _is_open_to_all(path: str) -> bool:
    """Whether a path is answered without a key anyway: probes have none, and a page of refusal needs its style."""
    return path in _OPEN_TO_ALL or path.startswith("/static/")


def _refuse(scope: Scope, detail: str, challenge: str) -> Response:
    return answer_problem(Request(scope), UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})


_BEARER = HTTPBearer(
    auto_error=False, scheme_name="key", description="a key of `glossalign key create`, with a scope that suffices"
)

CanRead = Depends(_admit)
CanPropose = Depends(_require(keys.Scope.PROPOSE))
CanCurate = Depends(_require(keys.Scope.CURATE))
Reader = Annotated[Caller, CanRead]
Proposer = Annotated[Caller, CanPropose]
Curator = Annotated[Caller, CanCurate]
