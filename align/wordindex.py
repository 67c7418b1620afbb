"""An index of all words of a glossary, for search-as-you-type and for queries with typos.

A query is a lookup key (`glossary.text`); as languages fold text differently, it is asked for those whose key it is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from align.completion import Completion, Mask, complete
from align.resemblance import LEAST_SCORE, Resemblance, find_resembling
from align.spelling import Spelling
from align.vocabulary import split_words
from align.wordpostings import WordTable, tabulate
from glossary.termkeys import TermKeys


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of some terms, and how they are spelt. Threads may share it."""

    table: WordTable
    spelling: Spelling

    @classmethod
    def of(cls, terms: Iterable[TermKeys]) -> "WordIndex":
        """Return the index over some terms, whose numbers differ."""
        table = tabulate(terms)
        return cls(table, Spelling.of(table.words))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the terms, in the order they were first seen in."""
        return self.table.languages

    def complete(
        self, key: str, languages: Collection[str] | None = None, limit: int = 10, *, is_open: bool = True
    ) -> list[Completion]:
        """Return the terms that have all words of a query, in any order and any form, the best first.

        The last word may be the beginning of one, if it `is_open`. Only terms in one of the languages are returned.
        """
        words = split_words(key)
        allowed = self._allow(languages)
        return complete(self.table, words, allowed, limit, is_open=is_open) if words else []

    def find_resembling(
        self, key: str, languages: Collection[str] | None = None, limit: int = 10, least: float = LEAST_SCORE
    ) -> list[Resemblance]:
        """Return the terms whose keys are like a query but for typos, by that score at least, the best first."""
        return find_resembling(self.table, self.spelling, split_words(key), self._allow(languages), limit, least)

    def _allow(self, languages: Collection[str] | None) -> Mask | None:
        if languages is None or set(languages) >= set(self.languages):
            return None
        return np.array([language in languages for language in self.languages], np.bool_)
