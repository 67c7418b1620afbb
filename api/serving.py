"""Serving over HTTP: the socket, the addresses to try, one process or several."""

import errno
import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.lookups import Finder, choose_example
from api.settings import Reads, Settings
from api.telemetry import MULTIPROCESS_FOLDER, configure_logging
from api.version import read_version
from glossary.errors import GlossaryError, UsageError
from glossary.store import Store

_LOG = logging.getLogger("glossalign.server")
_BACKLOG = 2048
_UNRESPONSIVE_SECONDS = 60
"""After which a worker counts as hung: one that makes the indexes of a big glossary doesn't answer for a while."""


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop, and then until what was asked is answered.

    Raises StoreError for the store, GlossaryError for an address that can't be taken.
    """
    configure_logging(settings)
    if settings.workers > 1:
        _serve_by_workers(settings)
        return
    app = create_app(settings)
    with listen(settings.host, settings.port) as taken:
        _announce(settings, app.state.finder, taken)
        _Server(_configure(settings, app)).run([taken])


def make_app(settings: Settings) -> FastAPI:
    """Return the application of a worker, which has a store of its own.

    Where that can't be opened the worker ends, and its supervisor tries again.
    """
    configure_logging(settings)
    try:
        app = create_app(settings)
    except GlossaryError as error:
        _LOG.error("a worker can't start: %s", error)
        sys.exit(1)
    _LOG.info("worker started", extra={"pid": os.getpid()})
    return app


def _serve_by_workers(settings: Settings) -> None:
    """Serve by several processes that share a socket; one that ends is replaced."""
    # The supervisor's own lines tell which worker died, and when.
    logging.getLogger("uvicorn.error").setLevel(settings.log_level.upper())
    with listen(settings.host, settings.port) as taken, _shared_metrics():
        with Store.open(settings.store) as store:
            _announce(settings, Finder(store, settings.encoder, settings.cache), taken)
        Multiprocess(_configure(settings, partial(make_app, settings)), [taken]).run()
    _LOG.info("stopped", extra={"pid": os.getpid()})


def _configure(settings: Settings, app: FastAPI | partial[FastAPI]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, partial),
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        timeout_worker_healthcheck=_UNRESPONSIVE_SECONDS,
        backlog=_BACKLOG,
    )


class _Server(uvicorn.Server):
    """The server of a single process, which says when it has stopped: the signal ends the process right after."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was asked, and stop."""
        _LOG.info("stopping", extra={"requests": len(self.server_state.tasks)})
        await super().shutdown(sockets)
        _LOG.info("stopped", extra={"pid": os.getpid()})


@contextmanager
def _shared_metrics() -> Iterator[None]:
    """Let the workers share their metrics, by files in a folder that lasts as long as they do."""
    with TemporaryDirectory(prefix="glossalign-metrics-") as folder:
        before = os.environ.get(MULTIPROCESS_FOLDER)
        os.environ[MULTIPROCESS_FOLDER] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[MULTIPROCESS_FOLDER]
            else:
                os.environ[MULTIPROCESS_FOLDER] = before


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. It is ours, not the server's, so that a port in use is told in one line.

    Raises UsageError for a host that has no address, GlossaryError for an address that can't be taken.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {host!r} has no address ({error}); use 127.0.0.1, or 0.0.0.0 for every one") from None
    taken = socket.socket(family, kind, protocol)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(_BACKLOG)
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise GlossaryError(
                f"port {port} of {host} is in use; take another by --port or GLOSSALIGN_PORT (0 finds a free one)"
            ) from None
        raise GlossaryError(
            f"can't listen at {host}, port {port}: {error.strerror}; try --host 127.0.0.1 and a --port above 1023"
        ) from None
    return taken


def _announce(settings: Settings, finder: Finder, taken: socket.socket) -> None:
    """Print two addresses to try, and say in the log what is served, and who can read it."""
    address, port = taken.getsockname()[:2]
    for example in _list_addresses(finder, settings.host, port):
        print(example, flush=True)  # noqa: T201 - an entry point
    _LOG.info(
        "serving",
        extra={
            "version": read_version(),
            "address": address,
            "port": port,
            "workers": settings.workers,
            "reads": settings.reads.value,
            "pid": os.getpid(),
        },
    )
    if settings.reads is Reads.OPEN and not ip_address(address.partition("%")[0]).is_loopback:
        _LOG.warning("whoever reaches %s port %s can read the glossary; reads=key asks for a key", address, port)


def _list_addresses(finder: Finder, host: str, port: int) -> list[str]:
    """Return two addresses to try: the page, and a lookup that the glossary has an answer to."""
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only replaced in what is printed
    site = f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"
    example = choose_example(finder.find_top())
    if example is None:
        return [f"{site}/", f"{site}/v1/languages"]
    term, language, others = example
    return [f"{site}/", f"{site}/v1/lookup?q={quote(term)}&lang={language}&target={','.join(others)}"]
