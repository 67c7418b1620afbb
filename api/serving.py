"""Serving over HTTP: the socket, the addresses to try, the server."""

import errno
import logging
import socket
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.lookups import choose_example
from api.settings import Settings
from glossary.errors import GlossaryError, UsageError

_BACKLOG = 2048


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop.

    Raises StoreError for the store, GlossaryError for an address that can't be taken.
    """
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    app = create_app(settings)
    with listen(settings.host, settings.port) as taken:
        for address in _list_addresses(app, settings.host, taken.getsockname()[1]):
            print(address, flush=True)  # noqa: T201 - an entry point
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False)).run([taken])


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


def _list_addresses(app: FastAPI, host: str, port: int) -> list[str]:
    """Return two addresses to try: the page, and a lookup that the glossary has an answer to."""
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only replaced in what is printed
    site = f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"
    example = choose_example(app.state.finder.find_top())
    if example is None:
        return [f"{site}/", f"{site}/v1/languages"]
    term, language, others = example
    return [f"{site}/", f"{site}/v1/lookup?q={quote(term)}&lang={language}&target={','.join(others)}"]
