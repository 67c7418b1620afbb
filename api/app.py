"""The HTTP application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api.lookups import Finder
from api.middleware import add_middleware
from api.problems import (
    CONTENT_TOO_LARGE,
    OVERLOADED,
    TOO_MANY_REQUESTS,
    UNAUTHORIZED,
    add_problem_handlers,
    problem_responses,
)
from api.quicklookup import QuickAnswers, QuickLookup
from api.rendering import FOLDER
from api.routes import (
    annotate,
    check,
    concepts,
    curation,
    deepl,
    exchange,
    history,
    jobs,
    judgements,
    lookup,
    pages,
    reconcile,
    service,
    skosmos,
)
from api.schemas import Problem
from api.settings import Settings
from api.version import read_version
from glossary.annotate import Annotator
from glossary.store import Store

_ROUTERS = (
    *(
        lookup.router,
        annotate.router,
        check.router,
        concepts.router,
        curation.router,
        history.router,
        judgements.router,
    ),
    *(exchange.router, jobs.router, service.router, skosmos.router, deepl.router, reconcile.router, pages.router),
)
_SUMMARY = "A concept-oriented glossary: look a term up in any inflected form, see it in every language."


def create_app(settings: Settings) -> FastAPI:
    """Return the application over the store that the settings name.

    The store is opened here and not at the start of the server, so that a missing one is told before a port is taken.
    Raises StoreError.
    """
    store = Store.open(settings.store)

    @asynccontextmanager
    async def close_store(_: FastAPI) -> AsyncIterator[None]:
        yield
        quick.close()
        store.close()

    app = _Application(
        title="glossalign",
        version=read_version(),
        summary=_SUMMARY,
        lifespan=close_store,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    quick = QuickAnswers(store, settings.encoder)
    app.state.settings = settings
    app.state.store = store
    app.state.annotator = Annotator(store)
    app.state.finder = Finder(store, settings.encoder, settings.cache, semantic=settings.semantic)
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    add_problem_handlers(app)
    app.add_middleware(QuickLookup, answers=quick)  # the innermost: what holds for every answer holds for these
    add_middleware(app, settings)
    return app


class _Application(FastAPI):
    """FastAPI with faults described as what they are: problems, not its own validation errors."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI description."""
        if self.openapi_schema is None:
            document = super().openapi()
            schemas = document["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            schemas["Problem"] = Problem.model_json_schema()
            for path in document["paths"].values():
                for operation in path.values():
                    _describe_refusals(operation)
        assert self.openapi_schema is not None
        return self.openapi_schema


def _describe_refusals(operation: dict[str, Any]) -> None:
    """Add what any operation may be answered with before it is reached."""
    kinds = [UNAUTHORIZED, TOO_MANY_REQUESTS, OVERLOADED]
    if "requestBody" in operation:
        kinds.append(CONTENT_TOO_LARGE)
    for status, described in problem_responses(*kinds).items():
        operation["responses"].setdefault(str(status), described)
