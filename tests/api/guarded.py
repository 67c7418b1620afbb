"""A few routes behind the middleware of the service, for the tests of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Body, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from fastapi.testclient import TestClient

from api.access import CanCurate, Curator, Proposer, Reader
from api.middleware import ETAG_KEY, add_middleware
from api.problems import add_problem_handlers
from api.settings import load_settings
from glossary.keys import Scope, create_key
from glossary.store import Store

LONG = "a" * 5000
ETAG = '"0123abcd"'
_router = APIRouter()


@_router.get("/read")
async def _read(caller: Reader) -> str:
    return caller.who


@_router.post("/propose")
async def _propose(caller: Proposer) -> str:
    return caller.who


@_router.post("/v1/concepts/{concept_id}", dependencies=[CanCurate])
async def _curate(concept_id: str) -> str:
    return concept_id


@_router.post("/administer")
async def _administer(caller: Curator) -> str:
    caller.check(Scope.ADMIN)
    return caller.who


@_router.post("/v1/annotate", include_in_schema=False)
@_router.post("/v1/import", include_in_schema=False)
@_router.post("/size")
async def _measure(body: Annotated[bytes, Body()]) -> int:
    return len(body)


@_router.api_route("/long", methods=["GET", "POST"], include_in_schema=False)
async def _answer_long(request: Request) -> Response:
    """Answer with a validator that the middleware sets; what came in can be asked for in `app.state.seen`."""
    request.app.state.seen.append(dict(request.headers))
    request.scope.setdefault("state", {})[ETAG_KEY] = ETAG
    return PlainTextResponse(LONG)


@_router.get("/stream")
async def _stream() -> StreamingResponse:
    async def write() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield LONG.encode()

    return StreamingResponse(write(), headers={"ETag": ETAG}, media_type="text/plain")


@_router.get("/broken")
async def _fail() -> None:
    raise RuntimeError("the password is 12345")


@_router.get("/scripted")
async def _answer_with_policy() -> Response:
    return Response("ok", headers={"Content-Security-Policy": "default-src 'self'"})


@_router.get("/healthz")
async def _probe() -> str:
    return "ok"


def make_app(store: Store, **options: str | int) -> FastAPI:
    """Return an application with the settings that are given."""
    app = FastAPI()
    app.state.store = store
    app.state.seen = []
    add_problem_handlers(app)
    app.include_router(_router)
    add_middleware(app, load_settings(store=store.name, **options))
    return app


@contextmanager
def guarded(location: str, **options: str | int) -> Iterator[TestClient]:
    """Give a client of an application with these settings."""
    with Store.open(location) as store, TestClient(make_app(store, **options)) as client:
        yield client


def make_key(location: str, scope: Scope = Scope.CURATE, name: str = "ann") -> tuple[str, str]:
    """Make a key; return its id and its token."""
    with Store.open(location) as store:
        key, token = create_key(store, name, scope)
    return key.id, token


def bearing(token: str) -> dict[str, str]:
    """Return the header of a request with a key."""
    return {"Authorization": f"Bearer {token}"}
