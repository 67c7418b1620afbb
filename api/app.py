"""The HTTP application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from api.lookups import Finder
from api.middleware import ConditionalGet, SecurityHeaders
from api.problems import add_problem_handlers
from api.quicklookup import QuickAnswers, QuickLookup
from api.rendering import FOLDER
from api.routes import concepts, lookup, pages, service
from api.schemas import Problem
from api.settings import Settings
from api.version import read_version
from glossary.store import Store

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
    app.state.finder = Finder(store, settings.encoder, settings.cache)
    for module in (lookup, concepts, service, pages):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    add_problem_handlers(app)
    app.add_middleware(QuickLookup, answers=quick)  # the innermost: what holds for every answer holds for these
    _add_middleware(app)
    return app


def _add_middleware(app: FastAPI) -> None:
    """Add what holds for every answer; the last one added is the outermost."""
    app.add_middleware(ConditionalGet)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD"],
        allow_headers=["If-None-Match"],
        expose_headers=["ETag", "Link"],
    )
    app.add_middleware(SecurityHeaders)


class _Application(FastAPI):
    """FastAPI with faults described as what they are: problems, not its own validation errors."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI description."""
        if self.openapi_schema is None:
            schemas = super().openapi()["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            schemas["Problem"] = Problem.model_json_schema()
        assert self.openapi_schema is not None
        return self.openapi_schema
