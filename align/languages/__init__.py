"""One module a language, each with the same few functions; adding a language is one module and one line here."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from align.languages.phrases import Phrase
from align.languages.terms import TermFacts
from glossary.errors import UsageError

_MODULES = {"ar": "arabic", "el": "greek", "pl": "polish", "ru": "russian"}
LANGUAGES: tuple[str, ...] = tuple(sorted(_MODULES))


class Language(Protocol):
    """What the pipeline asks of a language."""

    @property
    def tag(self) -> str:
        """The BCP-47 tag."""

    @property
    def place_prepositions(self) -> frozenset[str]:
        """Prepositions that stand before the name of a place."""

    @property
    def document_nouns(self) -> frozenset[str]:
        """Lemmas of nouns for documents, which a number after them names: law, decree, plan."""

    def find_phrases(self, sentences: Sequence[str]) -> list[list[Phrase]]:
        """Return the maximal noun phrases and names of each sentence, in text order and without overlap."""

    def cite(self, phrase: Phrase, number: str) -> str:
        """Return the citation form: head and its modifiers in the nominative of `number` (Sing or Plur)."""

    def forms(self, phrase: Phrase) -> frozenset[str]:
        """Return every inflected form of the phrase, with agreement inside it."""

    def inflect_term(self, text: str, facts: TermFacts) -> frozenset[str]:
        """Return the forms of a term that is cited by itself; none for one whose grammar isn't understood."""

    def stem(self, lemma: str) -> str:
        """Return the root that an adjective shares with the noun it is derived from, for comparing variants."""

    def is_general(self, lemma: str) -> bool:
        """Whether a lemma is too general to begin or end a term: a pronoun, quantifier, deictic or light noun."""


@cache
def get_language(tag: str) -> Language:
    """Return the module of a language, loading its dictionaries at the first call.

    Raises UsageError for a language without a module.
    """
    if tag not in _MODULES:
        known = ", ".join(LANGUAGES)
        raise UsageError(f"no language module for {tag!r}; choose among {known}")
    module = import_module(f"align.languages.{_MODULES[tag]}")
    return cast(Language, module.load())
