"""Answer plain lookups beside the framework: what a translator's tool asks again and again, in a fraction of the time.

It stands in front of the routes and takes `GET /v1/lookup` by exact and inflected match where the store is a file of
this machine. All else, and whatever is wrong with a request, is left to the route, which gives the same answers. The
queries are so short that they are made in the event loop: handing them to a thread would take longer.
"""

import re
import sqlite3
from binascii import a2b_qp
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from align.languages import LANGUAGES
from api.deps import make_etag
from api.lookups import DEFAULT_MATCHES, MAX_LIMIT, LookupRequest, Match, check_query, read_matches
from api.middleware import ETAG_KEY
from api.tags import split_list
from glossary.errors import UsageError
from glossary.loading import FormMatch
from glossary.localreading import TERM_COLUMNS, LocalReader, StoreVersion, open_reader
from glossary.lookup import MatchKind, choose_matches, find_keyed, find_kind, score_match
from glossary.model import AVOIDED, AdministrativeStatus
from glossary.store import Store

_PATH = "/v1/lookup"
_DEFAULT_LIMIT = 10
_FLAGS = (TERM_COLUMNS.index("do_not_translate"), TERM_COLUMNS.index("is_case_sensitive"))
_ANSWER_BYTES = 32 * 1024 * 1024
_SUMMARY_BYTES = 256 * 1024 * 1024
"""Memory for summaries of concepts: those of 80,000 concepts of ten terms."""


@dataclass(frozen=True, slots=True)
class _Summary:
    """The JSON of a concept, in all languages or some; it is that of the concept that has its terms' numbers."""

    first: int
    last: int
    json: orjson.Fragment
    size: int
    preferred: Mapping[str, str]


class QuickLookup:
    """Answers plain lookups, and passes everything else on to the application."""

    def __init__(self, app: ASGIApp, answers: "QuickAnswers") -> None:
        self._app = app
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == _PATH and scope["method"] == "GET":
            found = self._answers.find(scope["query_string"])
            if found is not None:
                body, scope.setdefault("state", {})[ETAG_KEY] = found
                headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await send({"type": "http.response.body", "body": body})
                return
        await self._app(scope, receive, send)


class QuickAnswers:
    """Makes answers from a store in a file; for one thread, that of the event loop.

    It keeps the answers that were asked for last until the glossary changes, and the summaries of their concepts as
    long as these stay the same.
    """

    def __init__(self, store: Store, encoder: str | None) -> None:
        self._store = store
        self._encoder = encoder
        self._reader: LocalReader | None = None
        self._is_possible = True
        self._revision = ""
        self._generation = ""
        self._etag = ""
        self._summaries: OrderedDict[tuple[int, tuple[str, ...]], _Summary] = OrderedDict()
        self._size = 0
        self._made: OrderedDict[bytes, bytes] = OrderedDict()
        self._made_size = 0

    def close(self) -> None:
        """Give the connection back."""
        if self._reader is not None:
            self._reader.close()
        self._reader = None

    def find(self, query_string: bytes) -> tuple[bytes, str] | None:
        """Return the JSON of an answer and its validator.

        None where the store is no file, the request is none of those that are answered here, or something is wrong.
        """
        if not self._connect():
            return None
        assert self._reader is not None
        try:
            with self._reader.snapshot() as version:
                self._follow(version)
                body = self._made.get(query_string)
                if body is not None:
                    self._made.move_to_end(query_string)
                    return body, self._etag
                request = _read_request(query_string)
                kinds = None if request is None else _find_kinds(request.matches)
                if request is None or kinds is None:
                    return None
                body = self._make(self._reader, request, kinds)
        except sqlite3.Error:
            self.close()  # the route tells what is wrong
            return None
        self._keep(query_string, body)
        return body, self._etag

    def _connect(self) -> bool:
        if self._reader is None and self._is_possible:
            self._reader = open_reader(self._store)
            self._is_possible = self._reader is not None
        return self._reader is not None

    def _follow(self, version: StoreVersion) -> None:
        """Forget what was true of another version only."""
        if version.revision != self._revision:
            self._revision = version.revision
            self._etag = make_etag(version.revision, self._encoder)
            self._made.clear()
            self._made_size = 0
        if version.generation != self._generation:
            self._generation = version.generation
            self._summaries.clear()
            self._size = 0

    def _keep(self, query_string: bytes, body: bytes) -> None:
        self._made[query_string] = body
        self._made_size += len(query_string) + len(body)
        while self._made_size > _ANSWER_BYTES:
            old, gone = self._made.popitem(last=False)
            self._made_size -= len(old) + len(gone)

    def make(self, request: LookupRequest) -> orjson.Fragment | None:
        """Return the JSON of the answer to a lookup, None where it can't be made here. Raises sqlite3.Error."""
        kinds = _find_kinds(request.matches)
        if kinds is None or not self._connect():
            return None
        assert self._reader is not None
        with self._reader.snapshot() as version:
            self._follow(version)
            return orjson.Fragment(self._make(self._reader, request, kinds))

    def _make(self, reader: LocalReader, request: LookupRequest, kinds: frozenset[MatchKind]) -> bytes:
        query = request.query.strip()
        chosen = choose_matches(find_keyed(query, request.language, reader.find_matches), kinds, request.limit)
        hits = [self._make_hit(reader, match, request.target, query) for match in chosen]
        return orjson.dumps(
            {"query": request.query, "language": request.language, "target": request.target, "hits": hits}
        )

    def _make_hit(
        self, reader: LocalReader, match: FormMatch, target: tuple[str, ...], query: str
    ) -> Mapping[str, object]:
        summary = self._find_summary(reader, match, _add(target, match.language))
        preferred = summary.preferred[match.language] if match.status in AVOIDED else match.term
        return {
            "match": find_kind(match).value,
            "score": score_match(match),
            "form": match.form,
            "language": match.language,
            "term": match.term,
            "ranking": {
                "form": "citation" if match.origin is None else match.origin.value,
                "folded": match.form != query,
                "status": match.status.value,
                "frequency": match.frequency,
            },
            "instead": None if preferred == match.term else preferred,
            "concept": summary.json,
        }

    def _find_summary(self, reader: LocalReader, match: FormMatch, languages: tuple[str, ...]) -> _Summary:
        """Return the summary of the concept of a match, in some languages or, if none is given, in all."""
        key = match.rank, languages
        summary = self._summaries.get(key)
        # A concept that is edited comes back with higher numbers of its terms.
        if summary is not None and summary.first <= match.number <= summary.last:
            self._summaries.move_to_end(key)
            return summary
        if summary is not None:
            self._size -= summary.size
        summary = self._summaries[key] = _make_summary(reader, match.rank, languages)
        self._size += summary.size
        while self._size > _SUMMARY_BYTES:
            self._size -= self._summaries.popitem(last=False)[1].size
        return summary


def _make_summary(reader: LocalReader, rank: int, languages: Collection[str]) -> _Summary:
    """Return the JSON that `api.schemas.ConceptSummary` has for a concept."""
    concept = reader.read_concept(rank)
    rows = reader.read_terms(rank)
    sections: dict[str, list[dict[str, Any]]] = {}
    for _, language, *values in rows:
        if not languages or language in languages:
            for flag in _FLAGS:
                values[flag] = bool(values[flag])
            sections.setdefault(language, []).append(dict(zip(TERM_COLUMNS, values, strict=True)))
    named: dict[str, dict[str, Any]] = {
        language: {"preferred": next((t for t in terms if t["status"] == _PREFERRED), terms[0])["text"], "terms": terms}
        for language, terms in sections.items()
    }
    facts = {"id": concept.id, "kind": concept.kind, "status": concept.status, "confidence": concept.confidence}
    json = orjson.dumps({**facts, "languages": named})
    preferred = {language: section["preferred"] for language, section in named.items()}
    return _Summary(rows[0][0], rows[-1][0], orjson.Fragment(json), len(json), preferred)


def _add(target: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return the languages that are answered in: those asked for and that of the term; none for all."""
    return (*target, language) if target and language not in target else target


def _read_request(query_string: bytes) -> LookupRequest | None:
    """Return the lookup that an address asks for; None for one that is not answered here, as all that are faulty."""
    if _BAD_ESCAPE.search(query_string) is not None:
        return None
    values: dict[str, list[str]] = {}
    try:
        for pair in query_string.split(b"&"):
            name, _, value = pair.partition(b"=")
            values.setdefault(_unquote(name), []).append(_unquote(value))
        return _check_request(values)
    except (UsageError, ValueError):
        return None


def _unquote(text: bytes) -> str:
    """Return what a part of a query string stands for; ValueError where that is not UTF-8.

    >>> _unquote(b"%D0%B2%D0%BE+2%3D2")
    'во 2=2'
    """
    text = text.replace(b"+", b" ")
    if b"%" in text:
        # Quoted-printable has the same escapes with another sign, and Python decodes it ten times as fast.
        text = a2b_qp(text.replace(b"=", b"%3D").replace(b"%", b"="))
    return text.decode()


def _check_request(values: dict[str, list[str]]) -> LookupRequest | None:
    """Return the lookup that parameters mean, None for one that is not answered here; UsageError for a faulty one."""
    [query] = values.pop("q", [""])
    [language] = values.pop("lang", [None])
    [limit] = values.pop("limit", [str(_DEFAULT_LIMIT)])
    target = tuple(dict.fromkeys(split_list(values.pop("target", ()))))
    matches = _read_matches(tuple(values.pop("match", ())))
    known = language is None or language in _KNOWN
    plain = limit.isdecimal() and limit.isascii() and 1 <= int(limit) <= MAX_LIMIT
    if values or not plain or not known or not _KNOWN.issuperset(target):
        return None
    return LookupRequest(check_query(query), language, target, matches, int(limit))


@lru_cache
def _read_matches(values: tuple[str, ...]) -> tuple[Match, ...]:
    return read_matches(values) or DEFAULT_MATCHES


@lru_cache
def _find_kinds(matches: tuple[Match, ...]) -> frozenset[MatchKind] | None:
    """Return the kinds of match of a lookup, None if there is one that is not answered here."""
    return frozenset(_PLAIN[match] for match in matches) if _PLAIN.keys() >= set(matches) else None


_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})|[^!-~]")
_KNOWN = frozenset(LANGUAGES)
_PREFERRED = AdministrativeStatus.PREFERRED.value
_PLAIN = {Match.EXACT: MatchKind.EXACT, Match.INFLECTED: MatchKind.INFLECTED}
