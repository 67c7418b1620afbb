"""An Arabic phrase in the making: which nouns are open to adjectives, what is definite, and what agrees."""

from dataclasses import dataclass, field

from align.languages.arabic_lexicon import GENERAL, IRREGULAR_ADJECTIVES
from align.languages.arabic_words import Reading, Word
from align.languages.phrases import Relation, WordClass

MAX_LINKED_WORDS = 10
MAX_LINKS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a phrase in the making."""

    word: Word
    reading: Reading
    word_class: WordClass
    relation: Relation
    governor: int


@dataclass(slots=True)
class Chain:
    """A phrase in the making; `open` holds the nouns that may still take an adjective, the outermost first."""

    parts: list[Part] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    links: int = 0

    @property
    def last(self) -> Part:
        """The last word."""
        return self.parts[-1]

    @property
    def last_is_bare(self) -> bool:
        """Whether the last word is a noun that may govern a genitive."""
        return self.last.word_class is WordClass.NOUN and self.last.reading.is_bare

    @property
    def may_link(self) -> bool:
        """Whether one more prepositional phrase may follow: the phrase is short, and no adverbial like بشكل فعال."""
        head = self.parts[0].reading
        is_adverbial = head.proclitics.endswith("ب") and head.lemma in GENERAL
        return self.links < MAX_LINKS and len(self.parts) < MAX_LINKED_WORDS and not is_adverbial

    @property
    def is_close(self) -> bool:
        """Whether a complement of the last word may follow: a noun or participle that no link stands before."""
        last = self.last
        is_participle = last.reading.masculine.startswith(("م", "ك", "ص"))
        return self.links == 0 and (last.word_class is WordClass.NOUN or is_participle)

    @property
    def link_governor(self) -> int:
        """The noun that a following prepositional phrase describes.

        After a construct it is the noun before the last one, for it can't take a second genitive:
        لجنة التعبئة للحزب is the Party's committee.
        """
        part = self.parts[self.open[-1]]
        outer = part.relation is Relation.GENITIVE and part.governor in self.open
        return part.governor if outer else self.open[-1]

    def add(self, part: Part) -> None:
        """Add a word; a noun governed by an open noun closes those deeper than its governor."""
        if part.relation is Relation.FUNCTION:
            self.parts.append(part)
            return
        self.links += part.relation is Relation.LINKED
        while self.open and self.open[-1] > part.governor:
            self.open.pop()
        if part.relation in (Relation.HEAD, Relation.GENITIVE, Relation.LINKED, Relation.COORDINATED):
            self.open.append(len(self.parts))
        self.parts.append(part)

    def is_definite(self, index: int) -> bool:
        """Whether a noun is definite by its own form or by the end of its construct."""
        part = self.parts[index]
        for i in range(index + 1, len(self.parts)):
            if self.parts[i].governor == index and self.parts[i].relation is Relation.GENITIVE:
                return self.is_definite(i)
        return part.reading.has_article or bool(part.reading.enclitic) or part.word_class is WordClass.NAME

    def is_construct(self, index: int) -> bool:
        """Whether a noun governs a genitive."""
        return any(part.governor == index and part.relation is Relation.GENITIVE for part in self.parts)


def agrees(noun: Reading, adjective: Reading) -> bool:
    """Whether gender and number go together; plurals of things take feminine singular adjectives."""
    form = adjective.stem
    if form.endswith(("ون", "ين")) and form != adjective.masculine:
        return noun.number in ("Plur", "Dual")
    if form.endswith("ات"):
        return noun.stem.endswith("ات") and noun.number == "Plur" and not adjective.proclitics
    if form in IRREGULAR_ADJECTIVES and adjective.number == "Plur":
        return noun.number == "Plur"
    is_color = form.endswith("اء") and adjective.masculine.startswith("أ")
    if is_color or form.endswith(("ة", "ى", "يا")):
        return (noun.number == "Plur" and not noun.is_sound_masculine_plural) or (
            noun.number == "Sing" and noun.gender == "Fem"
        )
    return noun.number == "Sing" and noun.gender == "Masc"


def settle(words: list[Word], i: int) -> Reading:
    """Choose between ل + noun and ل + article + noun, which are written alike before lam: للجنة.

    Before a definite noun that does not agree with it the noun is in the construct state.
    """
    best = words[i].best
    if not best.proclitics.endswith("ل") or not best.stem.startswith("ل"):
        return best
    twin = next(
        (r for r in words[i].readings[1:] if r.stem == best.stem and r.has_article is not best.has_article), None
    )
    if twin is None or best.proclitics != twin.proclitics:
        return best
    following = words[i + 1].best if i + 1 < len(words) else None
    construct = False
    if following is not None and not following.proclitics and (following.is_nominal or following.is_name):
        construct = not (following.has_article and following.masculine and agrees(best, following))
    return best if best.has_article is not construct else twin
