"""A client of the application with keys of the scopes that exchange asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import load_settings
from glossary.keys import Scope, create_key
from glossary.store import Store


def make_app(location: str, folder: Path) -> FastAPI:
    """Return the application over a store."""
    return create_app(load_settings(store=location, cache=folder / "cache"))


def make_token(location: str, scope: Scope) -> str:
    """Return a new key of that scope."""
    with Store.open(location) as store:
        return create_key(store, scope.value, scope)[1]


@contextmanager
def open_client(app: FastAPI, location: str, scope: Scope | None) -> Iterator[TestClient]:
    """Give a client that shows a key of that scope, or none."""
    headers = {} if scope is None else {"Authorization": f"Bearer {make_token(location, scope)}"}
    with TestClient(app, raise_server_exceptions=False, headers=headers) as client:
        yield client
