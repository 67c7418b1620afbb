"""Languages, health, the OpenAPI description, and what holds for every answer."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.settings import load_settings
from glossary.keys import Scope, create_key
from glossary.model import Glossary
from glossary.store import Store
from tests.api.conftest import DOCUMENTS, LOCK


def test_languages_are_counted_and_named(client: TestClient) -> None:
    """Each language of the glossary comes with its names, direction and counts."""
    languages = client.get("/v1/languages").json()["languages"]
    assert [(entry["language"], entry["concepts"], entry["terms"]) for entry in languages] == [
        ("ar", 1, 1),
        ("pl", 5, 6),
        ("ru", 2, 2),
    ]
    assert languages[0]["name"] == "Arabic"
    assert languages[0]["native_name"] == "العربية"
    assert languages[0]["direction"] == "rtl"


def test_health_tells_the_version(client: TestClient) -> None:
    """A probe gets a short answer with the running version."""
    answer = client.get("/healthz").json()
    assert answer["status"] == "ok"
    assert re.fullmatch(r"\d+(\.\d+)*.*", answer["version"])


def test_the_description_is_openapi_3_1_with_problems(client: TestClient) -> None:
    """The description names every operation, shows examples, and calls faults what they are."""
    description = client.get("/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    operations = {path: methods["get"] for path, methods in description["paths"].items() if "get" in methods}
    named = {path: operation["operationId"] for path, operation in operations.items()}
    assert (
        named.items()
        >= {
            "/v1/lookup": "lookup",
            "/v1/concepts": "listConcepts",
            "/v1/concepts/{concept_id}": "getConcept",
            "/v1/languages": "listLanguages",
            "/v1/stats": "getStatistics",
            "/healthz": "getHealth",
            "/readyz": "getReadiness",
            "/metrics": "getMetrics",
        }.items()
    )
    fault = operations["/v1/lookup"]["responses"]["422"]["content"]
    assert fault == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    schemas = description["components"]["schemas"]
    assert schemas["Problem"]["properties"]["type"]["examples"] == ["urn:glossalign:problem:not-found"]
    assert "HTTPValidationError" not in str(description)
    query = next(item for item in operations["/v1/lookup"]["parameters"] if item["name"] == "q")
    assert query["schema"]["examples"] == ["mobilizacji masowej"]


@pytest.mark.parametrize("path", ["/v1/lookup?q=śluza", "/v1/concepts", "/v1/languages", "/v1/stats", "/"])
def test_a_caller_who_has_the_answer_gets_304_until_the_glossary_changes(
    client: TestClient, location: str, path: str
) -> None:
    """Answers carry a strong validator; it holds as long as the glossary does."""
    first = client.get(path)
    etag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}(-gzip)?"', etag)
    second = client.get(path, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (second.status_code, second.content, second.headers["etag"]) == (304, b"", etag)
    with Store.create(location) as store:
        store.write_glossary(Glossary((LOCK,), DOCUMENTS))
    third = client.get(path, headers={"If-None-Match": etag})
    assert third.status_code == 200
    assert third.headers["etag"] != etag


def test_a_validator_does_not_hide_a_fault(client: TestClient) -> None:
    """Only an answer of 200 turns into 304: a fault stays one."""
    etag = client.get("/v1/languages").headers["etag"]
    assert client.get("/v1/concepts/bridge", headers={"If-None-Match": etag}).status_code == 404
    assert client.get("/v1/lookup?q=", headers={"If-None-Match": "*"}).status_code == 422


def test_head_answers_as_get_without_a_body(client: TestClient) -> None:
    """HEAD tells what GET would send."""
    got, headed = client.get("/v1/languages"), client.head("/v1/languages")
    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["content-length"] == str(len(got.content))


def test_another_method_is_a_405_problem(client: TestClient) -> None:
    """What can't be done here is told with what can."""
    answer = client.post("/v1/languages")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json()["detail"] == "POST is not possible here; use GET"


def test_an_unknown_address_is_a_404_problem_or_a_page(client: TestClient) -> None:
    """A program gets JSON and a browser a page; an address of the API is never a page."""
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    page = client.get("/nowhere", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    data = client.get("/v1/nowhere", headers={"Accept": "text/html"})
    assert data.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/", "/v1/languages", "/v1/concepts/bridge", "/static/style.css", "/v1/lookup?q=most"]
)
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    """Pages may load nothing from elsewhere and run no script; no type is guessed; scripts of any site may read."""
    headers = client.get(path, headers={"Origin": "https://example.org"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script" not in headers["content-security-policy"]
    assert headers["access-control-allow-origin"] == "*"


def test_no_answer_is_given_without_a_key_where_reading_needs_one(location: str, tmp_path: Path) -> None:
    """Plain lookups, which no route answers, are no exception; probes and styles are."""
    settings = load_settings(store=location, cache=tmp_path, reads="key")
    with Store.open(location) as store:
        _, token = create_key(store, "ann", Scope.READ)
    with TestClient(create_app(settings)) as client:
        for path in ("/v1/lookup?q=most", "/v1/languages", "/v1/stats", "/metrics", "/", "/docs", "/openapi.json"):
            assert client.get(path).status_code == 401, path
            assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 200, path
        for path in ("/healthz", "/readyz", "/static/style.css"):
            assert client.get(path).status_code == 200, path


def test_statistics_count_everything(client: TestClient) -> None:
    """What there is none of is a zero, so that nobody has to guess the names."""
    stats = client.get("/v1/stats").json()
    assert (stats["concepts"], stats["terms"], stats["documents"]) == (5, 9, 3)
    assert stats["kinds"] == {"term": 2, "person": 3, "place": 0, "organization": 0, "document": 0}
    assert stats["statuses"] == {"proposed": 5, "approved": 0, "rejected": 0}
    assert stats["term_statuses"]["preferred"] == 8
    assert stats["languages"] == client.get("/v1/languages").json()["languages"]
    assert stats["changed_at"] is None
    assert re.fullmatch("[0-9a-f]{32}", stats["revision"])
    assert client.get("/v1/stats?x=1").status_code == 422


def test_readiness_tells_revision_encoder_and_the_age_of_indexes(client: TestClient) -> None:
    """An index that nobody has asked for yet has none, and is no reason to wait."""
    ready = client.get("/readyz").json()
    assert (ready["status"], ready["encoder"], ready["index_ages"]) == ("ready", "not loaded", [])
    assert ready["revision"] == client.get("/v1/stats").json()["revision"]
    client.get("/v1/suggest?q=kana")
    client.post("/v1/annotate", json={"text": "kanał", "language": "pl"})
    ages = client.get("/readyz").json()["index_ages"]
    assert len(ages) == 2
    assert all(0 <= age < 60 for age in ages)


def test_readiness_tells_of_an_encoder_that_is_off(location: str, tmp_path: Path) -> None:
    """It is not going to be loaded."""
    settings = load_settings(store=location, cache=tmp_path, semantic=False)
    with TestClient(create_app(settings)) as client:
        assert client.get("/readyz").json()["encoder"] == "off"


def test_metrics_are_those_of_prometheus(client: TestClient) -> None:
    """Requests by route, the process, and what there is at this moment."""
    client.get("/v1/lookup?q=most")
    client.get("/v1/concepts/canal")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["glossalign_http_requests_total", "/v1/lookup", "200", "GET"] == 1
    assert found["glossalign_http_requests_total", "/v1/concepts/{concept_id}", "200", "GET"] == 1
    assert found["glossalign_store_up",] == 1
    assert found["glossalign_terms", "pl"] == 6
    assert found["glossalign_encoder_loaded",] == 0
    assert found["process_resident_memory_bytes",] > 1e6


def test_a_broken_store_is_not_ready_and_has_metrics(client: TestClient, location: str) -> None:
    """A load balancer takes the server out; the operator sees why."""
    with open(location, "r+b") as stream:  # noqa: PTH123 - the inode must stay the same
        stream.truncate(100)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:glossalign:problem:store-unavailable")
    assert client.get("/healthz").status_code == 200
    assert "glossalign_store_up 0.0" in client.get("/metrics").text


def test_a_store_that_breaks_while_serving_is_a_503_problem(client: TestClient, location: str) -> None:
    """The caller learns that the store is at fault, and not where it lies."""
    with open(location, "r+b") as stream:  # noqa: PTH123 - the inode must stay the same
        stream.truncate(100)
    answer = client.get("/v1/languages")
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:glossalign:problem:store-unavailable"
    assert location not in answer.text
