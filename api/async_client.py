"""The client for programs that run an event loop; `api.client` has it, too, and says what both do."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from api import client_calls as calls
from api.client_answers import (
    Annotation,
    CheckAnswer,
    Concept,
    HistoryEntry,
    ImportReport,
    Language,
    LookupAnswer,
    Suggestion,
    Written,
)
from api.client_calls import Call, Pair, Parameter, Query

_T = TypeVar("_T")


class AsyncGlossalign:
    """A client whose methods are coroutines. Close it, or use it as a context manager; tasks may share it.

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
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._url = url
        self._retries = retries
        self._http = httpx2.AsyncClient(
            base_url=url, headers=calls.make_headers(key), timeout=timeout, transport=transport, follow_redirects=True
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give back all connections."""
        await self._http.aclose()

    # -- reading -------------------------------------------------------------------------------------------------------

    async def lookup(
        self,
        query: str,
        *,
        language: str | None = None,
        target: Sequence[str] = (),
        match: Sequence[str] = (),
        limit: int = 10,
    ) -> LookupAnswer:
        """Look a term up, in any inflected form; `match` names kinds of match, such as exact and fuzzy."""
        return await self._send(calls.lookup(query, language, target, match, limit))

    async def lookup_many(
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
            answers = await self._send(calls.lookup_many(part, language, target, match, limit))
            found.extend(answers)
        return found

    async def suggest(self, typed: str, *, language: str | None = None, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return terms that what was typed may become, the likeliest first."""
        return await self._send(calls.suggest(typed, language, limit))

    async def annotate(
        self, text: str, language: str, *, target: Sequence[str] = (), nested: bool = False
    ) -> tuple[Annotation, ...]:
        """Find the terms in a text, with their equivalents; `nested` adds those within longer ones."""
        return await self._send(calls.annotate(text, language, target, nested=nested))

    async def check(self, source: str, target: str, *, source_language: str, target_language: str) -> CheckAnswer:
        """Check a translation against the glossary."""
        return await self._send(calls.check([(source, target)], source_language, target_language))

    async def check_many(self, pairs: Sequence[Pair], *, source_language: str, target_language: str) -> CheckAnswer:
        """Check up to 1,000 pairs of a source and a translation, and whether all use the same terms."""
        return await self._send(calls.check(pairs, source_language, target_language))

    async def concept(self, identifier: str) -> Concept:
        """Return a concept with its evidence; the id of one that was merged gives the one that it went into."""
        return await self._send(calls.concept(identifier))

    async def concepts(self, **filters: Parameter) -> AsyncIterator[Concept]:
        """Yield all concepts, page by page; filters are those of the service, such as language="pl"."""
        cursor: str | None = None
        while True:
            page = await self._send(calls.concepts(filters, cursor))
            for concept in page.concepts:
                yield concept
            cursor = page.next
            if cursor is None:
                return

    async def history(self, identifier: str | None = None) -> AsyncIterator[HistoryEntry]:
        """Yield who did what, the newest first: with a concept, or with the whole glossary."""
        before: int | None = None
        while True:
            page = await self._send(calls.history(identifier, before))
            for entry in page.entries:
                yield entry
            before = page.next
            if before is None:
                return

    async def languages(self) -> tuple[Language, ...]:
        """Return the languages of the glossary."""
        return await self._send(calls.languages())

    async def export(self, format_: str = "tbx", **options: Parameter) -> AsyncIterator[bytes]:
        """Yield the glossary as a file of a format, part by part; options are those of the service."""
        call = calls.export(format_, options)
        async with self._stream(call) as response:
            async for part in response.aiter_bytes():
                yield part

    # -- writing -------------------------------------------------------------------------------------------------------

    async def create(self, concept: Mapping[str, object], *, note: str | None = None) -> Written:
        """Put a concept in: a mapping with at least `languages`, as POST /v1/concepts takes it."""
        return await self._send(calls.create(concept, note))

    async def patch(self, concept: Concept | str, changes: Mapping[str, object], *, note: str | None = None) -> Written:
        """Change a concept by a merge patch: None takes a value away, a list is replaced whole.

        It is changed only if it is still as `concept` was read; of an id, as it is now.
        """
        identifier, etag = await self._identify(concept)
        return await self._send(calls.patch(identifier, etag, changes, note))

    async def delete(self, concept: Concept | str, *, note: str | None = None) -> Written | None:
        """Remove a concept, if it is still as it was read."""
        identifier, etag = await self._identify(concept)
        return await self._send(calls.delete(identifier, etag, note))

    async def merge(self, concept: Concept | str, other: Concept | str, *, note: str | None = None) -> Written:
        """Merge another concept into one; its id leads to that one from then on."""
        identifier, etag = await self._identify(concept)
        other_id, other_etag = await self._identify(other)
        return await self._send(calls.merge(identifier, etag, other_id, other_etag, note))

    async def split(self, concept: Concept | str, terms: Sequence[Pair], *, note: str | None = None) -> Written:
        """Take terms, each a language and a text, out of a concept into a new one, which is `other` of the answer."""
        identifier, etag = await self._identify(concept)
        return await self._send(calls.split(identifier, etag, terms, note))

    async def import_(
        self, file: bytes | Path, *, wait: float = calls.JOB_SECONDS, **options: Parameter
    ) -> ImportReport:
        """Import a file, and wait for it so many seconds at most; options are those of the service, such as mode="id".

        Raises ProblemError where the import fails, and ClientError where it goes on after that time.
        """
        answer = await self._send(calls.import_(await asyncio.to_thread(calls.read_file, file), options))
        waits = calls.plan_polls(wait)
        while not isinstance(answer, ImportReport):
            await asyncio.sleep(next(waits))
            job = await self._send(calls.job(answer.id))
            answer = calls.settle(job) or job
        return answer

    # -- sending -------------------------------------------------------------------------------------------------------

    async def _identify(self, concept: Concept | str) -> Pair:
        """Return the id of a concept and the validator of the state that a change of it starts from."""
        if isinstance(concept, Concept) and concept.etag is not None:
            return concept.id, concept.etag
        found = await self.concept(concept if isinstance(concept, str) else concept.id)
        return calls.identify(found)

    async def _send(self, call: Call[_T]) -> _T:
        async with self._stream(call) as response:
            await response.aread()
            return call.read(response)

    @asynccontextmanager
    async def _stream(self, call: Call[_T]) -> AsyncIterator[httpx2.Response]:
        """Give an answer whose body is still to be read; raise ProblemError for a fault."""
        with calls.explaining(self._url):
            for attempt in range(self._retries + 1):
                response = await self._http.send(call.build(self._http), stream=True)
                try:
                    wait = calls.find_wait(response, attempt, self._retries)
                    if wait is None:
                        if not response.is_success:
                            await response.aread()
                        calls.raise_for_problem(response)
                        yield response
                        return
                finally:
                    await response.aclose()
                await asyncio.sleep(wait)
