"""Indexes over the terms of a store that follow what is written to it, by this process or another one."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from glossary.errors import GlossaryError
from glossary.store import Store
from glossary.termkeys import TermKeys, load_term_keys, read_state

_LOG = logging.getLogger(__name__)
T = TypeVar("T")

_FEWEST = 2000
_SHARE = 0.1
"""A small part that has more terms than both, the number and the share of the big one, is merged with it."""


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[T]):
    """An index as it is now: a big part, and a small one of what was written since, where there is any.

    A term of the big part may be gone from the store, or have come back in the small one under another number.
    """

    parts: tuple[T, ...]
    generation: str
    revision: str


@dataclass(frozen=True, slots=True)
class _Part(Generic[T]):
    """An index over the terms up to a number of one generation."""

    index: T
    generation: str
    last_term: int
    terms: int


class LiveIndex(Generic[T]):
    """An index that is made at the first use, and grows by what is written; threads may share it.

    `make` turns terms into an index, which must not change afterwards. A whole new glossary is indexed anew while
    those who ask wait; an edit is put into a small part beside the big one, and both are merged in the background when
    the small one has grown.
    """

    def __init__(self, store: Store, make: Callable[[Iterable[TermKeys]], T], language: str | None = None) -> None:
        """Take a store, what makes an index, and the language whose terms it holds, None for all."""
        self._store = store
        self._make = make
        self._language = language
        self._lock = threading.Lock()
        self._big: _Part[T] | None = None
        self._small: _Part[T] | None = None
        self._is_merging = False
        self._seen: float | None = None

    def get(self) -> Snapshot[T]:
        """Return the index as the store is now. Raises StoreError."""
        with self._lock:
            # Read here: a state from before the lock may be older than what another thread has indexed meanwhile.
            with self._store.transaction("read") as connection:
                state = read_state(connection)
            big = self._big
            # A store that was put back to an earlier state has fewer terms than the index.
            if big is None or big.generation != state.generation or state.last_term < big.last_term:
                self._big = big = self._index(0)
                self._small = None
            reached = self._small.last_term if self._small is not None else big.last_term
            if state.last_term > reached and big.generation == state.generation:
                self._small = self._index(big.last_term)
                self._merge_if_grown(big, self._small)
            self._seen = time.monotonic()
            small = () if self._small is None or not self._small.terms else (self._small.index,)
            return Snapshot((big.index, *small), big.generation, state.revision)

    def age(self) -> float | None:
        """Return for how many seconds nobody has compared the index with the store; None where it isn't made yet."""
        return None if self._seen is None else time.monotonic() - self._seen

    def _index(self, after: int) -> _Part[T]:
        counted = 0

        def count(terms: Iterable[TermKeys]) -> Iterator[TermKeys]:
            nonlocal counted
            for counted, term in enumerate(terms, 1):  # noqa: B007 - counted is read below
                yield term

        with self._store.transaction("read") as connection:
            state = read_state(connection)
            made = self._make(count(load_term_keys(connection, self._language, after)))
        if not after:
            _exempt_from_collection()
        return _Part(made, state.generation, state.last_term, counted)

    def _merge_if_grown(self, big: _Part[T], small: _Part[T]) -> None:
        if self._is_merging or small.terms <= max(_FEWEST, _SHARE * big.terms):
            return
        self._is_merging = True
        threading.Thread(target=self._merge, name="glossalign-index", daemon=True).start()

    def _merge(self) -> None:
        """Make the big part anew beside the one that is in use, and let it take that one's place."""
        try:
            made: _Part[T] | None = self._index(0)
        except GlossaryError as error:
            _LOG.warning("the index could not be made anew: %s", error)
            made = None
        with self._lock:
            self._is_merging = False
            if made is not None and self._big is not None and made.generation == self._big.generation:
                self._big = made
                self._small = None


def _exempt_from_collection() -> None:
    """Spare the collector of cycles the millions of objects of an index, as they stay."""
    gc.collect()
    gc.freeze()
