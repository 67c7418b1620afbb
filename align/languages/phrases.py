"""What a language module finds in a sentence: noun phrases as small dependency trees.

A phrase is contiguous in its sentence. Every word but the head has a governor inside the phrase, so a sub-phrase is
any contiguous run of words that forms a connected tree. That one rule keeps "الحزب الإقليمية" out of
"لجنة الحزب الإقليمية", whose adjective belongs to the first noun.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from align.languages.tokens import QUOTES


class Agreement(NamedTuple):
    """One combination of morphological values, in Universal Dependencies spelling.

    case: Nom Gen Dat Acc Ins Loc Voc (Arabic: ""); number: Sing, Plur, Dual; gender: Masc, Fem, Neut (Polish
    masculines: Masc1 personal, Masc2 animate, Masc3 inanimate); "" where the language does not tell.
    """

    case: str
    number: str
    gender: str


class WordClass(Enum):
    """The few classes of words that phrases are made of."""

    NOUN = "noun"
    ADJECTIVE = "adjective"
    NAME = "name"
    NUMBER = "number"
    DETERMINER = "determiner"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    VERB = "verb"
    OTHER = "other"


class Relation(Enum):
    """How a word hangs on its governor."""

    HEAD = "head"
    MODIFIER = "modifier"  # agreeing adjective or participle
    GENITIVE = "genitive"  # noun in the genitive, or second part of an Arabic construct
    LINKED = "linked"  # noun joined by a preposition
    COORDINATED = "coordinated"  # noun or adjective joined by a conjunction or comma
    NAME = "name"  # a further word of a name
    FUNCTION = "function"  # article, preposition, conjunction: no content word


@dataclass(frozen=True, slots=True)
class PhraseWord:
    """One word of a phrase; `start`/`end` are offsets in the sentence, `governor` an index into the phrase's words.

    `lemma` is lower case but for names. `governor` is -1 for the head.
    """

    text: str
    lemma: str
    word_class: WordClass
    relation: Relation
    governor: int
    start: int
    end: int
    agreement: frozenset[Agreement] = frozenset()

    @property
    def is_content(self) -> bool:
        """Whether the word carries meaning of its own: not an article, preposition or conjunction."""
        return self.relation is not Relation.FUNCTION


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its words in text order and the index of its head."""

    words: tuple[PhraseWord, ...]
    head: int

    @property
    def start(self) -> int:
        """Offset in the sentence of the first code point."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Offset in the sentence after the last code point."""
        return self.words[-1].end

    @property
    def is_name(self) -> bool:
        """Whether the head is a name."""
        return self.words[self.head].word_class is WordClass.NAME

    def key(self) -> tuple[str, ...]:
        """Return what the inflected forms of a phrase have in common: the lemmas in text order, but for articles."""
        return tuple([w.lemma.lower() for w in self.words if w.word_class is not WordClass.DETERMINER])

    def content(self) -> tuple[PhraseWord, ...]:
        """Return the words that carry meaning, in text order."""
        return tuple([word for word in self.words if word.relation is not Relation.FUNCTION])

    def find_subphrases(self, max_content_words: int) -> Iterator["Phrase"]:
        """Yield every contiguous connected part with one head, of at most that many content words, itself included.

        A part neither begins nor ends with a function word, and a function word comes along only when its governor
        and a word beyond it do. A part of a quotation, or all of it, stands without its marks.
        """
        size = len(self.words)
        is_quoting = any(word.text[0] in QUOTES for word in self.words)
        governors = [word.governor for word in self.words]
        for first in range(size):
            if not self.words[first].is_content:
                continue
            content = 0
            for last in range(first, size):
                if not self.words[last].is_content:
                    continue
                content += 1
                if content > max_content_words:
                    break
                part = self._cut(first, last + 1, governors)
                if part is not None:
                    yield _balance_quotes(part) if is_quoting else part

    def _cut(self, first: int, stop: int, governors: Sequence[int]) -> "Phrase | None":
        """Return words[first:stop] as a phrase of its own, or None if it is not one connected noun phrase."""
        heads = [i for i in range(first, stop) if not first <= governors[i] < stop]
        if len(heads) != 1 or self.words[heads[0]].word_class not in (WordClass.NOUN, WordClass.NAME):
            return None
        if self.words[heads[0]].relation is Relation.NAME or any(
            self._splits_name(i, first, stop) for i in (first - 1, stop)
        ):
            return None
        words = []
        for i in range(first, stop):
            word = self.words[i]
            is_head = i == heads[0]
            relation = Relation.HEAD if is_head else word.relation
            governor = -1 if is_head else word.governor - first
            if (word.relation, word.governor) != (relation, governor):
                word = PhraseWord(
                    *(word.text, word.lemma, word.word_class, relation, governor, word.start, word.end, word.agreement)
                )
            words.append(word)
        return Phrase(tuple(words), heads[0] - first)

    def _splits_name(self, outside: int, first: int, stop: int) -> bool:
        """Whether the word at `outside` and the part share one name: a name is never cut."""
        if not 0 <= outside < len(self.words):
            return False
        if self._belongs_to_name(outside) and first <= self.words[outside].governor < stop:
            return True
        return any(self._belongs_to_name(i) and self.words[i].governor == outside for i in range(first, stop))

    def _belongs_to_name(self, i: int) -> bool:
        """Whether a word is a further part of a name: "Chi", or the adjective of "Ameryka Północna"."""
        word = self.words[i]
        modifies = word.relation is Relation.MODIFIER and self.words[word.governor].word_class is WordClass.NAME
        return modifies or word.relation is Relation.NAME


def _balance_quotes(phrase: Phrase) -> Phrase:
    """Return a phrase without the quotation marks in it, unless they are opened and closed inside it."""
    opened = [i for i, word in enumerate(phrase.words) if word.text[0] in QUOTES]
    closed = [i for i, word in enumerate(phrase.words) if word.text[-1] in QUOTES]
    if len(opened) == len(closed) and opened != [0]:
        return phrase
    return replace(phrase, words=tuple(_strip_quotes(word) for word in phrase.words))


def _strip_quotes(word: PhraseWord) -> PhraseWord:
    start, end = word.text[0] in QUOTES, word.text[-1] in QUOTES
    text = word.text[start : len(word.text) - end]
    return replace(word, text=text, start=word.start + start, end=word.end - end)
