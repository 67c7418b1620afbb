"""Telemetry: lines of the log, ids of requests, metrics."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from api.settings import LogFormat, load_settings
from api.telemetry import REQUEST_ID, AccessLog, Metrics, RequestIds, configure_logging, find_route
from tests.api.guarded import bearing, guarded, make_key

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/v1/lookup",
    "raw_path": b"/v1/lookup",
    "query_string": b"q=secret",
    "client": ("192.0.2.1", 4711),
}


class _Nothing(Collector):
    def collect(self) -> Iterator[Metric]:
        return iter(())


def _read(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(metrics.write(_Nothing()).decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_ids_are_given_or_taken() -> None:
    """New ones differ between processes by their first part, within one by the last."""
    ids, others = RequestIds(), RequestIds()
    first, second = ids.choose(None), ids.choose(b"not\nplain")
    assert first[-7:] == "-000001"
    assert second[-7:] == "-000002"
    assert first[:10] == second[:10] != others.choose(None)[:10]
    assert ids.choose(b"mine") == "mine"


def test_lines_of_json_have_time_level_and_request(capsys: pytest.CaptureFixture[str]) -> None:
    """What is logged with names is there by name; an exception is in its line."""
    configure_logging(load_settings(log_format="json"))
    token = REQUEST_ID.set("r-1")
    logging.getLogger("glossalign.audit").info("write", extra={"who": "ann", "status": 200})
    REQUEST_ID.reset(token)
    try:
        raise ValueError("gone")
    except ValueError:
        logging.getLogger("api").exception("a request failed")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "write",
        "logger": "glossalign.audit",
        "level": "info",
        "who": "ann",
        "status": 200,
        "request_id": "r-1",
    }
    assert second["event"] == "a request failed"
    assert second["exception"].endswith("ValueError: gone")
    assert "request_id" not in second


def test_the_level_is_that_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines below it are not written, and then no access log is either."""
    configure_logging(load_settings(log_level="warning"))
    logging.getLogger("glossalign.audit").info("write")
    logging.getLogger("api").warning("look here")
    [line] = capsys.readouterr().err.splitlines()
    assert "look here" in line
    assert AccessLog(LogFormat.CONSOLE).is_on is False


def test_a_request_is_a_line_without_its_query() -> None:
    """What was looked up is nobody's business; in JSON and for people."""
    stream = io.BytesIO()
    AccessLog(LogFormat.JSON, stream).write(SCOPE, 200, 0.0012345, "r-1", "k1")
    line = json.loads(stream.getvalue())
    assert line.pop("timestamp")[10:11] == "T"
    assert line == {
        "event": "request",
        "method": "GET",
        "path": "/v1/lookup",
        "status": 200,
        "ms": 1.234,
        "client": "192.0.2.1",
        "key": "k1",
        "level": "info",
        "logger": "glossalign.access",
        "request_id": "r-1",
    }
    stream = io.BytesIO()
    AccessLog(LogFormat.CONSOLE, stream).write(SCOPE, 200, 0.0012345, "r-1", None)
    assert stream.getvalue().partition(b" ")[2] == b"GET /v1/lookup 200 1.234 ms 192.0.2.1 r-1\n"


@pytest.mark.parametrize("raw", [b"/a\xff\x1b[31m", None])
def test_a_path_cannot_forge_a_line(raw: bytes | None) -> None:
    """Controls and escapes of the terminal are spelled out."""
    stream = io.BytesIO()
    scope = {**SCOPE, "raw_path": raw, "path": "/a\nforged"}
    AccessLog(LogFormat.CONSOLE, stream).write(scope, 404, 0, "r-1", None)
    assert stream.getvalue().count(b"\n") == 1
    assert b"\x1b" not in stream.getvalue()
    stream.getvalue().decode("ascii")


def test_requests_are_counted_and_timed_by_route() -> None:
    """A histogram a route, a counter a method, route and status; unknown methods are one."""
    metrics = Metrics()
    metrics.note("GET", "/v1/lookup", 200, 0.002)
    metrics.note("GET", "/v1/lookup", 200, 0.2)
    metrics.note("GET", "/v1/lookup", 404, 0.0001)
    metrics.note("BREW", "/v1/lookup", 405, 0.0001)
    metrics.note("MILL", "/v1/lookup", 405, 0.0001)
    found = _read(metrics)
    route = ("route", "/v1/lookup")

    def count(method: str, status: str) -> float:
        return found["glossalign_http_requests_total", (("method", method), route, ("status", status))]

    assert (count("GET", "200"), count("GET", "404"), count("other", "405")) == (2, 1, 2)
    assert found["glossalign_http_request_seconds_bucket", (("le", "0.0025"), route)] == 4
    assert found["glossalign_http_request_seconds_count", (route,)] == 5
    assert found["glossalign_http_request_seconds_sum", (route,)] == pytest.approx(0.2023)


def test_routes_are_named_by_their_templates(location: str) -> None:
    """Whatever is asked for, there are no more series than routes."""
    _, token = make_key(location)
    with guarded(location) as client:
        for path in ("/v1/concepts/a", "/v1/concepts/b"):
            client.post(path, headers=bearing(token))
        client.head("/long")
        for path in ("/nowhere", "/elsewhere"):
            client.get(path)
        found = _read(client.app.state.metrics)  # type: ignore[attr-defined]
    counted = {labels: value for (name, labels), value in found.items() if name == "glossalign_http_requests_total"}
    assert {
        (dict(labels)["method"], dict(labels)["route"], dict(labels)["status"]): n for labels, n in counted.items()
    } == {
        ("POST", "/v1/concepts/{concept_id}", "200"): 2,
        ("HEAD", "/long", "200"): 1,
        ("GET", "(none)", "404"): 2,
    }


@pytest.mark.parametrize(
    ("path", "route"),
    [("/v1/lookup", "/v1/lookup"), ("/static/style.css", "/static"), ("/static", "(none)"), ("/x", "(none)")],
)
def test_what_no_route_answered_has_a_name_all_the_same(path: str, route: str) -> None:
    """Plain lookups are answered before there are routes."""
    assert find_route({"type": "http", "path": path}) == route
