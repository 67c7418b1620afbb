"""The glossary as tools for language models."""

import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2
import orjson
import pytest
import uvicorn

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters
from mcp_types import TextContent

from api import mcp_server
from api.lookups import Finder
from api.mcp_tools import MAX_TEXT, make_server
from api.serving import listen
from api.settings import load_settings
from glossary.errors import UsageError
from glossary.model import AdministrativeStatus, Concept, ConceptKind, ConceptStatus, Glossary, LanguageSection, Term
from glossary.store import Store
from glossary.termkeys import TermCard
from tests.api.conftest import GLOSSARY

GATE = Concept(
    "gate",
    (
        LanguageSection(
            "pl",
            (
                Term("wrota", AdministrativeStatus.PREFERRED),
                Term("brama", AdministrativeStatus.DEPRECATED),
                Term("zasuwa", AdministrativeStatus.ADMITTED),
            ),
            definition="x" * 500,
        ),
        LanguageSection("ru", (Term("ворота", AdministrativeStatus.PREFERRED),)),
    ),
    status=ConceptStatus.APPROVED,
)


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    terms: Sequence[TermCard]


class _FakeTerms:
    """Finds the words of its table."""

    def __init__(self, words: dict[str, tuple[str, str, str, AdministrativeStatus]]) -> None:
        self._words = words

    def annotate(
        self,
        text: str,
        language: str,
        *,
        nested: bool = False,  # noqa: ARG002 - the signature is that of what it stands for
        statuses: frozenset[AdministrativeStatus] = frozenset(AdministrativeStatus),
    ) -> Sequence[_Place]:
        """Return the places of the words."""
        places = []
        for word, (concept, tag, term, status) in self._words.items():
            at = text.find(word)
            while at >= 0 and tag == language and status in statuses:
                kind, standing = ConceptKind.TERM, ConceptStatus.PROPOSED
                card = TermCard(1, concept, 1, kind, standing, tag, term, status, 1, False, False)
                places.append(_Place(at, at + len(word), (card,)))
                at = text.find(word, at + 1)
        return sorted(places, key=lambda place: place.start)


WORDS = {
    "śluzy": ("lock", "pl", "śluza", AdministrativeStatus.PREFERRED),
    "bramę": ("gate", "pl", "brama", AdministrativeStatus.DEPRECATED),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a small glossary."""
    with Store.create(tmp_path / "glossary.db") as found:
        found.write_glossary(Glossary((*GLOSSARY.concepts, GATE), GLOSSARY.documents))
        yield found


@asynccontextmanager
async def _connect(store: Store) -> AsyncIterator[Client]:
    server = make_server(store, Finder(store, None, Path()), lambda: _FakeTerms(WORDS))
    async with Client(server) as client:
        yield client


def _call(store: Store, tool: str, **arguments: object) -> Any:
    """Return what a tool answers; both of its forms must say the same."""

    async def run() -> Any:
        async with _connect(store) as client:
            result = await client.call_tool(tool, arguments)
        (content,) = result.content
        assert isinstance(content, TextContent)
        if result.is_error:
            return content.text
        assert orjson.loads(content.text) == result.structured_content
        return result.structured_content

    return anyio.run(run)


def test_tools_are_described(store: Store) -> None:
    """There are four tools that only read, with every parameter described, and the server says when to call them."""

    async def run() -> None:
        async with _connect(store) as client:
            assert "Before you translate, call annotate" in (client.instructions or "")
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == ["lookup", "annotate", "check", "concept"]
        for tool in tools.values():
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is True
            assert tool.output_schema is not None
            assert all("description" in each for each in tool.input_schema["properties"].values())
        assert tools["lookup"].input_schema["required"] == ["query"]
        assert tools["annotate"].input_schema["required"] == ["text", "language"]

    anyio.run(run)


def test_lookup_gives_renderings(store: Store) -> None:
    """A lookup of an inflected form gives the concept with its renderings, and nothing that is empty."""
    answer = _call(store, "lookup", query="kanału spławnego", target_languages=["ru"])
    assert answer == {
        "hits": [
            {
                "concept": "canal",
                "match": "inflected",
                "score": 0.9,
                "language": "pl",
                "term": "kanał spławny",
                "is_approved": False,
                "languages": {"ru": {"preferred": "судоходный канал"}},
            }
        ]
    }


def test_lookup_names_what_to_use_instead(store: Store) -> None:
    """A deprecated term is found, with the term to use instead."""
    (hit,) = _call(store, "lookup", query="brama", target_languages=["pl", "ru"])["hits"]
    assert (hit["term"], hit["use_instead"], hit["is_approved"]) == ("brama", "wrota", True)
    assert hit["languages"]["pl"] == {"preferred": "wrota", "also": ["zasuwa"], "avoid": ["brama"]}


def test_annotate_lists_each_concept_once(store: Store) -> None:
    """The terms of a text come once each, in its order, with the forms that stand there and their renderings."""
    answer = _call(
        store, "annotate", text="Otwórz bramę śluzy, a śluzy pilnuj.", language="pl", target_languages=["ru"]
    )
    assert answer["terms"] == [
        {
            "concept": "gate",
            "forms": ["bramę"],
            "count": 1,
            "term": "brama",
            "use_instead": "wrota",
            "languages": {"ru": {"preferred": "ворота"}},
        },
        {
            "concept": "lock",
            "forms": ["śluzy"],
            "count": 2,
            "term": "śluza",
            "languages": {"ru": {"preferred": "шлюз"}},
        },
    ]


def test_check_names_what_to_write(store: Store) -> None:
    """A check finds a term without its rendering and says what to write; a good translation has no findings."""
    texts = {"source_text": "Pilnuj śluzy.", "source_language": "pl", "target_language": "ru"}
    (finding,) = _call(store, "check", target_text="Смотри за воротами.", **texts)["findings"]
    assert (finding["code"], finding["concept"], finding["source"], finding["write"]) == (
        "T101",
        "lock",
        "śluzy",
        "шлюз",
    )


def test_concept_shows_a_little_of_everything(store: Store) -> None:
    """A concept comes with the terms of each language, an example, and a definition that is cut."""
    answer = _call(store, "concept", concept="gate")
    assert (answer["kind"], answer["status"]) == ("term", "approved")
    assert len(answer["languages"]["pl"]["definition"]) == 401
    example = _call(store, "concept", concept="canal")["languages"]["ru"]["example"]
    assert example == "Вдоль судоходного канала растут тополя."


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("lookup", {"query": " "}, "the query is empty; give a term"),
        ("lookup", {"query": "a", "language": "xx"}, "language: unknown language 'xx'; choose among ar, el, pl, ru"),
        ("lookup", {"query": "a", "target_languages": ["xx"]}, "target_languages: unknown language 'xx'"),
        ("lookup", {"query": "a", "limit": 21}, "limit is 21; ask for 1 to 20"),
        ("lookup", {}, "Field required"),
        ("annotate", {"text": "", "language": "pl"}, "text is empty; give a text"),
        ("annotate", {"text": "x" * (MAX_TEXT + 1), "language": "pl"}, "split it into parts of at most 50,000"),
        ("concept", {"concept": "none"}, "no concept 'none' in the glossary; look its term up"),
    ],
)
def test_faults_tell_the_remedy(store: Store, tool: str, arguments: dict[str, object], message: str) -> None:
    """A fault is an answer that names the parameter and the remedy, for the agent to ask again."""
    assert message in _call(store, tool, **arguments)


def test_what_is_hidden_stays_hidden(store: Store) -> None:
    """A fault of the store names no path."""
    store.close()
    Path(store.name).unlink()
    answer = _call(store, "concept", concept="gate")
    assert "the server's log says why" in answer
    assert store.name not in answer


def test_nothing_else_is_written_to_standard_output(store: Store) -> None:
    """Over standard input and output a client lists and calls the tools of a server that it started."""
    command = f"from api.mcp_server import serve_mcp; serve_mcp(store={store.name!r})"

    async def run() -> Any:
        server = StdioServerParameters(command=sys.executable, args=["-c", command], cwd=Path(__file__).parents[2])
        async with Client(server) as client:
            return (await client.call_tool("concept", {"concept": "lock"})).structured_content

    assert anyio.run(run)["languages"]["ru"] == {"preferred": "шлюз"}


def _serve(store: Store, **options: str) -> Iterator[str]:
    """Give the address of a server over HTTP in a thread of its own."""
    settings = load_settings(store=store.name, **options)
    app = mcp_server.make_http_app(mcp_server.make_server(store, settings), store, settings, "127.0.0.1")
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    with listen("127.0.0.1", 0) as taken:
        thread = threading.Thread(target=server.run, args=([taken],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}/mcp"
        finally:
            server.should_exit = True
            thread.join()


def test_http_answers_with_the_real_index(store: Store) -> None:
    """Over streamable HTTP a text is annotated by the index over the store."""

    async def run(address: str) -> Any:
        async with Client(address) as client:
            arguments = {"text": "Otwórz bramę, śluza czeka.", "language": "pl", "target_languages": ["ru"]}
            return (await client.call_tool("annotate", arguments)).structured_content

    with contextmanager(_serve)(store) as address:
        (term,) = anyio.run(run, address)["terms"]
    assert (term["concept"], term["forms"], term["languages"]) == ("lock", ["śluza"], {"ru": {"preferred": "шлюз"}})


def test_http_asks_for_a_key_where_reading_does(store: Store) -> None:
    """Where the settings ask readers for a key, a request without one is refused, and so is one from another site."""
    with contextmanager(_serve)(store, reads="key") as address:
        assert httpx2.post(address, json={}).status_code == 401
    with contextmanager(_serve)(store) as address:
        foreign = httpx2.post(address, json={}, headers={"Host": "evil.example"})
        assert foreign.status_code == 421


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the command names what to install."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'glossalign\[mcp\]'"):
        mcp_server.serve_mcp()
