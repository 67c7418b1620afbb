"""Comparable corpora with known equivalents, made of the translated catalogues of programs.

A catalogue has short strings (terms) and longer ones (sentences that the terms stand in), all translated. Each
language is given its own random share of them, as texts on one subject share only a part of their terms; then terms
are extracted as from any corpus. Two terms are known to be equivalent where both are the whole of strings that
translate the same English one; a term that is the whole of a string is known to have no other equivalent.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from align.documents import make_document
from align.extract import Candidate, reduce_mentions
from align.languages import LANGUAGES
from align.mentions import find_mentions
from align.training.pairs import iterate_pairs
from align.variants import TermGroup, group_variants
from glossary.errors import InputError

SUBJECTS: Final = (
    "chromium",
    "dspace",
    "firefox",
    "git:godotengine",
    "homeassistant",
    "libreoffice:lo-ui",
    "odoo:account",
    "odoo:base",
    "odoo:event",
    "odoo:hr",
    "odoo:mail",
    "odoo:mrp",
    "odoo:point_of_sale",
    "odoo:project",
    "odoo:sale",
    "odoo:stock",
    "odoo:survey",
    "odoo:website",
    "pypi:django_oscar",
    "pypi:wagtail",
    "pypi:weblate",
    "scratch",
    "www-l10n",
)
"""What the sources of one subject begin with: a corpus each. Dictionaries, which list senses, are none."""
NAME_SUBJECTS: Final = ("cldr", "odoo:base", "omw", "world-countries")
"""Sources with the names of places and persons, from which only names are taken."""
SIZES: Final = (1500, 200, 40)
"""How many strings, next to each other in their catalogue, make a corpus: one of each size."""
SHARE: Final = 0.6
"""The share of them that each language sees."""
MIN_LANGUAGES: Final = 3
_MARKUP: Final = re.compile(r"[%{}<>$#_\\|~=]|&\w|\d{4,}")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The term groups of one subject in all languages, and for each group the English strings that it translates."""

    name: str
    groups: tuple[TermGroup, ...]
    senses: Mapping[str, frozenset[str]]


class Catalogues:
    """The translations of English strings in a file of pairs, by subject, in the order of the file."""

    def __init__(self, path: Path) -> None:
        """Read the pairs (language, text, language, text, source) that have English on one side."""
        self._path = path
        self.strings: dict[str, dict[str, dict[str, list[str]]]] = {name: {} for name in (*SUBJECTS, *NAME_SUBJECTS)}
        self._senses: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for english, language, text, source in _read(path):
            for name in self.strings:
                if source.startswith(name) and not _MARKUP.search(english + text):
                    self._senses[name, language, _strip(text)].add(_strip(english))
                    found = self.strings[name].setdefault(english, {}).setdefault(language, [])
                    if text not in found:
                        found.append(text)

    def make_corpus(self, name: str, seed: int, size: int = SIZES[0]) -> Corpus:
        """Return a corpus of one subject of at most so many strings; the seed decides what each language sees.

        Raises InputError for a subject that the file has no translations of.
        """
        random = np.random.default_rng(seed)
        kept = [found for found in self.strings[name].values() if len(found) >= MIN_LANGUAGES]
        if not kept:
            raise InputError(f"{self._path}: no translations of {name!r}; give the whole file of pairs")
        start = int(random.integers(max(1, len(kept) - size)))
        candidates: list[Candidate] = []
        for language in LANGUAGES:
            texts = [found[language] for found in kept[start : start + size] if language in found]
            seen = [str(random.choice(t)) for t in texts if random.random() < SHARE]
            candidates += reduce_mentions(language, find_mentions(make_document(name, language, seen)))
        groups = group_variants(candidates)
        return Corpus(name, tuple(groups), {group.id: self._find_senses(name, group) for group in groups})

    def _find_senses(self, name: str, group: TermGroup) -> frozenset[str]:
        found = (self._senses.get((name, group.language, text), set()) for text in _surfaces(group))
        return frozenset().union(*found)


def _read(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield the English text, the language and text of its translation, and the source."""
    for one, text, other, translation, source in iterate_pairs(path):
        if one == "en" and other in LANGUAGES:
            yield text, other, translation, source
        elif other == "en" and one in LANGUAGES:
            yield translation, one, text, source


def _surfaces(group: TermGroup) -> set[str]:
    """Return all forms of a group."""
    found = {_strip(text) for text in group.texts}
    for member in group.members:
        found |= {_strip(c.sentence[c.sentence_start : c.sentence_end]) for c in member.contexts}
    return found


def _strip(text: str) -> str:
    return text.strip(" .:!?…\"'«»„”“()").casefold()
