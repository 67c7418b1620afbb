"""The service keeps to its OpenAPI description, whatever it is sent."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from api.app import create_app
from api.settings import load_settings
from glossary.keys import Scope, create_key
from glossary.store import Store
from tests.api.conftest import GLOSSARY

_SETTINGS = settings(
    max_examples=int(os.environ.get("GLOSSALIGN_FUZZ_EXAMPLES", "5")),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
_EXCLUDED = [
    checks.unsupported_method,  # answered with 405, but for OPTIONS, which is CORS
    checks.negative_data_rejection,  # a key is always sent, and a parameter that is made null is none at all
    checks.ignored_auth,  # who may do what is tested by itself
    checks.positive_data_acceptance,  # a language or a cursor may be well formed and unknown: 422
]


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the place of a store of its own, which may be written to."""
    found = tmp_path_factory.mktemp("openapi") / "glossary.db"
    with Store.create(found) as store:
        store.write_glossary(GLOSSARY)
    return str(found)


@pytest.fixture(scope="module")
def key(location: str) -> str:
    """Return a key that allows everything."""
    with Store.open(location) as store:
        return create_key(store, "fuzz", Scope.ADMIN)[1]


@pytest.fixture(scope="module")
def app(location: str) -> Iterator[Any]:
    """Return the application over that store."""
    application = create_app(load_settings(store=location))
    with TestClient(application):
        yield application


def test_the_service_keeps_to_its_description(app: Any, key: str) -> None:
    """Status, media type, headers and body of each answer are described; nothing makes it fail."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations: list[Any] = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 4
    for operation in operations:
        _try_out(operation, {"Authorization": f"Bearer {key}"})


def _try_out(operation: Any, headers: dict[str, str]) -> None:
    """Send an operation what fits its description, and what does not."""

    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @_SETTINGS
    def accept(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=_EXCLUDED)

    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @_SETTINGS
    def refuse(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=_EXCLUDED)

    accept()
    with suppress(Unsatisfiable):  # an address without parameters can't be asked wrongly
        refuse()


def test_every_operation_is_named_and_summed_up(app: Any) -> None:
    """Clients are made of the names; problems are described everywhere."""
    document = app.openapi()
    assert document["openapi"].startswith("3.1")
    operations = [op for path in document["paths"].values() for op in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and "_" not in name for name in names)
    assert all(operation.get("summary") for operation in operations)


def test_the_description_is_small_enough_to_read(app: Any, tmp_path: Path) -> None:  # noqa: ARG001
    """No model of the framework's own faults is left in it."""
    assert not {"HTTPValidationError", "ValidationError"} & app.openapi()["components"]["schemas"].keys()
