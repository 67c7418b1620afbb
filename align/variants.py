"""Group the candidates of one language that are variants of one term.

Inflected forms already share a lemma key. Here candidates meet that have the same head and the same roots beside it:
another word order (mobilizacja masowa, masowa mobilizacja), an adjective for a genitive (партийный комитет, комитет
партии), a compound adjective (массово-мобилизационный) or another spelling of a name (Ха Тинь, Хатинь).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from align.extract import Candidate
from align.languages import get_language
from align.languages.phrases import Phrase
from glossary.model import ConceptKind
from glossary.text import lookup_key

Signature = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Variants of one term in one language, the most frequent first.

    `head` is the root of the head word, `modifiers` the sorted roots of the other content words.
    """

    language: str
    members: tuple[Candidate, ...]
    head: str
    modifiers: tuple[str, ...]

    @property
    def id(self) -> str:
        """A name that is the same in every build: the language and the lemma key of the first member."""
        return f"{self.language}:{' '.join(self.members[0].key)}"

    @property
    def roots(self) -> frozenset[str]:
        """The roots of all content words."""
        return frozenset((self.head, *self.modifiers))

    @property
    def texts(self) -> tuple[str, ...]:
        """The citation forms."""
        return tuple(member.text for member in self.members)

    @property
    def frequency(self) -> int:
        """Occurrences of all variants."""
        return sum(member.frequency for member in self.members)

    @property
    def termhood(self) -> float:
        """The highest termhood of the variants."""
        return max(member.termhood for member in self.members)

    @property
    def is_strong(self) -> bool:
        """Whether a variant stands by its own statistics, or the variants together are repeated."""
        return any(member.is_strong for member in self.members) or (len(self.members) > 1 and len(self.modifiers) > 0)

    @property
    def kind(self) -> ConceptKind:
        """The kind of the first member."""
        return self.members[0].kind

    @property
    def phrase(self) -> Phrase:
        """The phrase that the first member was cited from."""
        return self.members[0].phrase


def group_variants(candidates: Sequence[Candidate]) -> list[TermGroup]:
    """Return the term groups of all candidates, sorted by language and falling termhood."""
    by_signature: dict[Signature, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_signature[sign(candidate)].append(candidate)
    groups = []
    for (language, head, modifiers), members in by_signature.items():
        ordered = tuple(sorted(members, key=lambda c: (-c.frequency, c.key)))
        groups.append(TermGroup(language, ordered, head, modifiers))
    return sorted(groups, key=lambda g: (g.language, -g.termhood, g.id))


def sign(candidate: Candidate) -> Signature:
    """Return what the variants of one term share.

    The head keeps its lemma: "руководитель" and "руководство" are two things. The other words are compared by root.
    """
    phrase, language = candidate.phrase, get_language(candidate.language)
    if phrase.is_name:
        return candidate.language, "".join(lookup_key(w.lemma, candidate.language) for w in phrase.words), ()
    roots = []
    for i, word in enumerate(phrase.words):
        if i != phrase.head and word.is_content:
            roots += [language.stem(part) for part in word.lemma.lower().replace("‑", "-").split("-") if part]
    return candidate.language, phrase.words[phrase.head].lemma.lower(), tuple(sorted(roots))
