"""`glossalign mcp`: the glossary as tools for language models, over standard input and output or over HTTP."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import StoreOption
from glossary.errors import UsageError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.types import ASGIApp

    from api.settings import Settings
    from glossary.occurrences import TermFinder
    from glossary.store import Store

_PATH = "/mcp"


def serve_mcp(
    store: StoreOption = None,
    http: Annotated[
        bool, typer.Option("--http", help="Serve streamable HTTP and not standard input and output.")
    ] = False,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="With --http: the address to listen at.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="With --http: the port; 0 is a free one.")
    ] = 8001,
) -> None:
    """Give language models the glossary as tools (Model Context Protocol): lookup, annotate, check, concept."""
    _require_package()
    from api.settings import load_settings
    from glossary.store import Store

    settings = load_settings(store=store)
    with Store.open(settings.store) as glossary:
        server = make_server(glossary, settings)
        if http:
            _serve_http(make_http_app(server, glossary, settings, host), host, port)
        else:
            server.run("stdio")


def make_server(store: "Store", settings: "Settings") -> "MCPServer":
    """Return the server over a glossary; what finds terms in texts is made at the first need, by whichever thread."""
    from api.lookups import Finder
    from api.mcp_tools import make_server as make

    lock = threading.Lock()
    made: list[TermFinder] = []

    def get_terms() -> "TermFinder":
        from glossary.annotate import Annotator

        with lock:
            if not made:
                made.append(Annotator(store))
            return made[0]

    return make(store, Finder(store, settings.encoder, settings.cache), get_terms)


def make_http_app(server: "MCPServer", store: "Store", settings: "Settings", host: str) -> "ASGIApp":
    """Return what answers over HTTP at /mcp: to those who may read, as much as they may ask."""
    from api.access import Authentication, find_caller
    from api.limits import Admission
    from glossary.keys import Keyring

    # Without sessions any worker can answer any request, and a client that goes away leaves nothing behind.
    app = server.streamable_http_app(streamable_http_path=_PATH, json_response=True, stateless_http=True, host=host)
    admitting = Admission(app, settings, lambda scope: find_caller(scope).key)
    return Authentication(admitting, Keyring(store), settings.reads)


def _serve_http(app: "ASGIApp", host: str, port: int) -> None:
    import uvicorn

    from api.serving import listen

    with listen(host, port) as taken:
        shown = f"[{host}]" if ":" in host else host
        typer.echo(f"http://{shown}:{taken.getsockname()[1]}{_PATH}")
        uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)).run([taken])


def _require_package() -> None:
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise UsageError("mcp needs a package that isn't installed; install it with: pip install 'glossalign[mcp]'")
