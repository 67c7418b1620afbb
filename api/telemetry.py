"""What the service tells of itself: lines of the log with the id of their request, an access log, and metrics."""

import itertools
import logging
import os
import re
import secrets
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import BinaryIO

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.types import Scope
from structlog.typing import EventDict, Processor

from api.settings import LogFormat, Settings

REQUEST_ID: ContextVar[str] = ContextVar("glossalign.request_id", default="")
"""The id of the request that is worked on; threads that routes run in have it, too."""
AUDIT = logging.getLogger("glossalign.audit")
"""Who wrote what: a line for each request that may change something."""
MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client shares the metrics of several processes."""

_ACCESS = logging.getLogger("glossalign.access")
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNKNOWN = "(none)"


class RequestIds:
    """Gives each request an id: the caller's own, if it is one, or a new one."""

    def __init__(self) -> None:
        self._start = secrets.token_hex(5)
        self._numbers = itertools.count(1)

    def choose(self, given: bytes | None) -> str:
        """Return the id of a request that came with this X-Request-ID."""
        if given is not None and _GIVEN_ID.fullmatch(given):
            return given.decode()
        return f"{self._start}-{next(self._numbers):06x}"


def configure_logging(settings: Settings) -> None:
    """Let all lines of the log go to standard error, in the format and from the level that the settings say."""
    renderer: Processor
    if settings.log_format is LogFormat.JSON:
        renderer = structlog.processors.JSONRenderer(_dump)
        before = [structlog.processors.format_exc_info]
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        before = []
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *before, renderer],
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper("iso"),
            _add_request_id,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name in ("uvicorn.error", "alembic", "httpx"):  # what they tell at INFO is told by us, or of no interest
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


def _dump(event: EventDict, **_: object) -> str:
    return orjson.dumps(event, default=repr).decode()


def _add_request_id(_: object, __: str, event: EventDict) -> EventDict:
    found = REQUEST_ID.get()
    if found:
        event.setdefault("request_id", found)
    return event


class AccessLog:
    """Writes a line a request. It goes by itself: a record of `logging` would take three times as long."""

    def __init__(self, log_format: LogFormat, stream: BinaryIO | None = None) -> None:
        self._log = structlog.BytesLogger(stream or sys.stderr.buffer)
        self._is_json = log_format is LogFormat.JSON

    @property
    def is_on(self) -> bool:
        """Whether lines are written: only where the log was set up, and for its level."""
        return _ACCESS.isEnabledFor(logging.INFO)

    def write(self, scope: Scope, status: int, seconds: float, request_id: str, who: str | None) -> None:
        """Write the line of a request. The query is left out: it is what somebody translates."""
        client = scope.get("client")
        path = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0].decode("latin-1")[:500]
        when = datetime.now(UTC).isoformat(timespec="milliseconds")[:23] + "Z"
        milliseconds = round(seconds * 1000, 3)
        host = client[0] if client else ""
        if self._is_json:
            line = {
                "event": "request",
                "method": scope["method"],
                "path": path,
                "status": status,
                "ms": milliseconds,
                "client": host,
                "key": who,
                "level": "info",
                "logger": "glossalign.access",
                "timestamp": when,
                "request_id": request_id,
            }
            self._log.msg(orjson.dumps(line))
        else:
            key = f" key={who}" if who else ""
            text = f"{when} {scope['method']} {ascii(path)[1:-1]} {status} {milliseconds} ms {host}{key} {request_id}"
            self._log.msg(text.encode())


class Metrics:
    """Counts and times requests by route, in the format of Prometheus.

    With several workers each writes to files that all of them read, so that whoever is asked answers for all.
    """

    def __init__(self) -> None:
        self._is_shared = MULTIPROCESS_FOLDER in os.environ
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "glossalign_http_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "glossalign_http_request_seconds",
            "Time until an answer was sent.",
            ["route"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        # Finding the children by their labels would take longer than counting.
        self._children: dict[tuple[str, str, int], tuple[Callable[[], None], Callable[[float], None]]] = {}
        if not self._is_shared:
            ProcessCollector(registry=self._registry)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request, and the time that it took."""
        children = self._children.get((method, route, status))
        if children is None:
            children = self._find_children(method, route, status)
        count, observe = children
        count()
        observe(seconds)

    def _find_children(
        self, method: str, route: str, status: int
    ) -> tuple[Callable[[], None], Callable[[float], None]]:
        named = method if method in _METHODS else "other"
        children = self._requests.labels(named, route, str(status)).inc, self._seconds.labels(route).observe
        if named == method:
            self._children[method, route, status] = children
        return children

    def write(self, gauges: Collector) -> bytes:
        """Return all metrics as text; `gauges` are what is asked for at this moment, of this process."""
        if self._is_shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        else:
            registry = self._registry
        now = CollectorRegistry()
        now.register(gauges)
        return generate_latest(registry) + generate_latest(now)


def find_route(scope: Scope) -> str:
    """Return the template of the route that answered; what was asked for where the address has no part to fill in.

    Addresses that nothing is at have one name, or whoever tries many would make as many series.
    """
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    path: str = scope["path"]
    if path in _FIXED_PATHS:
        return path
    return "/static" if path.startswith("/static/") else _UNKNOWN


_FIXED_PATHS = frozenset({"/v1/lookup"})
"""What is answered before there are routes."""
