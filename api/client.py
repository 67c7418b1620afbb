"""A client of the service in Python: `Glossalign`, and `AsyncGlossalign` for programs that run an event loop.

>>> with Glossalign("http://127.0.0.1:8000") as glossary:  # doctest: +SKIP
...     for hit in glossary.lookup("mobilizacji masowej", language="pl", target=["ru"]).hits:
...         print(hit.concept.languages["ru"].preferred)
массовая мобилизация

Answers are frozen values (`api.client_answers`), faults are exceptions: ProblemError with the type, title and detail
that the service tells, ClientError where it can't be reached. What is refused for a moment (429, 503) is asked again
when the service says. Nothing of the service itself is imported.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from api import client_calls as calls
from api.async_client import AsyncGlossalign
from api.client_answers import (
    Annotation,
    CheckAnswer,
    ClientError,
    Concept,
    HistoryEntry,
    ImportReport,
    Language,
    LookupAnswer,
    ProblemError,
    Suggestion,
    Written,
)
from api.client_calls import Call, Pair, Parameter, Query

__all__ = ["AsyncGlossalign", "ClientError", "Glossalign", "ProblemError"]

_T = TypeVar("_T")


class Glossalign:
    """A client that waits for each answer. Close it, or use it as a context manager; threads may share it.

    `key` is an API key, which writing needs. `retries` is how often a request is sent again that was refused for a
    moment. `timeout` is in seconds, for each part of an answer. `transport` is for tests and proxies.
    """

    def __init__(
        self,
        url: str = calls.URL,
        *,
        key: str | None = None,
        timeout: float = calls.TIMEOUT,
        retries: int = calls.RETRIES,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._url = url
        self._retries = retries
        self._http = httpx2.Client(
            base_url=url, headers=calls.make_headers(key), timeout=timeout, transport=transport, follow_redirects=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back all connections."""
        self._http.close()

    # -- reading -------------------------------------------------------------------------------------------------------

    def lookup(
        self,
        query: str,
        *,
        language: str | None = None,
        target: Sequence[str] = (),
        match: Sequence[str] = (),
        limit: int = 10,
    ) -> LookupAnswer:
        """Look a term up, in any inflected form; `match` names kinds of match, such as exact and fuzzy."""
        return self._send(calls.lookup(query, language, target, match, limit))

    def lookup_many(
        self,
        queries: Sequence[Query],
        *,
        language: str | None = None,
        target: Sequence[str] = (),
        match: Sequence[str] = (),
        limit: int = 10,
    ) -> list[LookupAnswer]:
        """Look any number of terms up; each is a text, or a pair of a text and its language."""
        found: list[LookupAnswer] = []
        for part in calls.cut(queries):
            answers = self._send(calls.lookup_many(part, language, target, match, limit))
            found.extend(answers)
        return found

    def suggest(self, typed: str, *, language: str | None = None, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return terms that what was typed may become, the likeliest first."""
        return self._send(calls.suggest(typed, language, limit))

    def annotate(
        self, text: str, language: str, *, target: Sequence[str] = (), nested: bool = False
    ) -> tuple[Annotation, ...]:
        """Find the terms in a text, with their equivalents; `nested` adds those within longer ones."""
        return self._send(calls.annotate(text, language, target, nested=nested))

    def check(self, source: str, target: str, *, source_language: str, target_language: str) -> CheckAnswer:
        """Check a translation against the glossary."""
        return self._send(calls.check([(source, target)], source_language, target_language))

    def check_many(self, pairs: Sequence[Pair], *, source_language: str, target_language: str) -> CheckAnswer:
        """Check up to 1,000 pairs of a source and a translation, and whether all use the same terms."""
        return self._send(calls.check(pairs, source_language, target_language))

    def concept(self, identifier: str) -> Concept:
        """Return a concept with its evidence; the id of one that was merged gives the one that it went into."""
        return self._send(calls.concept(identifier))

    def concepts(self, **filters: Parameter) -> Iterator[Concept]:
        """Yield all concepts, page by page; filters are those of the service, such as language="pl"."""
        cursor: str | None = None
        while True:
            page = self._send(calls.concepts(filters, cursor))
            yield from page.concepts
            cursor = page.next
            if cursor is None:
                return

    def history(self, identifier: str | None = None) -> Iterator[HistoryEntry]:
        """Yield who did what, the newest first: with a concept, or with the whole glossary."""
        before: int | None = None
        while True:
            page = self._send(calls.history(identifier, before))
            yield from page.entries
            before = page.next
            if before is None:
                return

    def languages(self) -> tuple[Language, ...]:
        """Return the languages of the glossary."""
        return self._send(calls.languages())

    def export(self, format_: str = "tbx", **options: Parameter) -> Iterator[bytes]:
        """Yield the glossary as a file of a format, part by part; options are those of the service."""
        call = calls.export(format_, options)
        with self._stream(call) as response:
            yield from response.iter_bytes()

    # -- writing -------------------------------------------------------------------------------------------------------

    def create(self, concept: Mapping[str, object], *, note: str | None = None) -> Written:
        """Put a concept in: a mapping with at least `languages`, as POST /v1/concepts takes it."""
        return self._send(calls.create(concept, note))

    def patch(self, concept: Concept | str, changes: Mapping[str, object], *, note: str | None = None) -> Written:
        """Change a concept by a merge patch: None takes a value away, a list is replaced whole.

        It is changed only if it is still as `concept` was read; of an id, as it is now.
        """
        identifier, etag = self._identify(concept)
        return self._send(calls.patch(identifier, etag, changes, note))

    def delete(self, concept: Concept | str, *, note: str | None = None) -> Written | None:
        """Remove a concept, if it is still as it was read."""
        identifier, etag = self._identify(concept)
        return self._send(calls.delete(identifier, etag, note))

    def merge(self, concept: Concept | str, other: Concept | str, *, note: str | None = None) -> Written:
        """Merge another concept into one; its id leads to that one from then on."""
        identifier, etag = self._identify(concept)
        other_id, other_etag = self._identify(other)
        return self._send(calls.merge(identifier, etag, other_id, other_etag, note))

    def split(self, concept: Concept | str, terms: Sequence[Pair], *, note: str | None = None) -> Written:
        """Take terms, each a language and a text, out of a concept into a new one, which is `other` of the answer."""
        identifier, etag = self._identify(concept)
        return self._send(calls.split(identifier, etag, terms, note))

    def import_(self, file: bytes | Path, *, wait: float = calls.JOB_SECONDS, **options: Parameter) -> ImportReport:
        """Import a file, and wait for it so many seconds at most; options are those of the service, such as mode="id".

        Raises ProblemError where the import fails, and ClientError where it goes on after that time.
        """
        answer = self._send(calls.import_(calls.read_file(file), options))
        waits = calls.plan_polls(wait)
        while not isinstance(answer, ImportReport):
            time.sleep(next(waits))
            job = self._send(calls.job(answer.id))
            answer = calls.settle(job) or job
        return answer

    # -- sending -------------------------------------------------------------------------------------------------------

    def _identify(self, concept: Concept | str) -> Pair:
        """Return the id of a concept and the validator of the state that a change of it starts from."""
        if isinstance(concept, Concept) and concept.etag is not None:
            return concept.id, concept.etag
        found = self.concept(concept if isinstance(concept, str) else concept.id)
        return calls.identify(found)

    def _send(self, call: Call[_T]) -> _T:
        with self._stream(call) as response:
            response.read()
            return call.read(response)

    @contextmanager
    def _stream(self, call: Call[_T]) -> Iterator[httpx2.Response]:
        """Give an answer whose body is still to be read; raise ProblemError for a fault."""
        with calls.explaining(self._url):
            for attempt in range(self._retries + 1):
                response = self._http.send(call.build(self._http), stream=True)
                try:
                    wait = calls.find_wait(response, attempt, self._retries)
                    if wait is None:
                        if not response.is_success:
                            response.read()
                        calls.raise_for_problem(response)
                        yield response
                        return
                finally:
                    response.close()
                time.sleep(wait)
