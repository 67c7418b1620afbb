"""Clients with keys, and what tests of writing ask of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import load_settings
from glossary.keys import Scope, create_key
from glossary.store import Store

MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


@contextmanager
def open_client(location: str, cache: Path, scope: Scope) -> Iterator[TestClient]:
    """Give a client of the application whose key, named after its scope, has that scope."""
    with Store.open(location) as store:
        _, token = create_key(store, scope.value, scope)
    app = create_app(load_settings(store=location, cache=cache))
    # A compressed answer has a validator of its own.
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    with TestClient(app, raise_server_exceptions=False, headers=headers) as client:
        yield client


def hold(client: TestClient, concept: str) -> dict[str, str]:
    """Return the precondition that a concept is as it is now."""
    return {"If-Match": client.get(f"/v1/concepts/{concept}").headers["etag"]}


def patch(client: TestClient, concept: str, body: Mapping[str, Any], note: str | None = None) -> Any:
    """Patch a concept as it is now, and return the answer."""
    parameters = {} if note is None else {"note": note}
    headers = hold(client, concept) | MERGE_PATCH
    return client.patch(f"/v1/concepts/{concept}", json=body, headers=headers, params=parameters)


def act(client: TestClient, concept: str, name: str, **body: object) -> Any:
    """Do something to a concept as it is now, and return the answer."""
    return client.post(f"/v1/concepts/{concept}/{name}", json=body, headers=hold(client, concept))
