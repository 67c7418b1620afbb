"""Noun phrases of languages whose adjectives agree with their nouns: Polish, Russian, Greek.

A core is an optional article, modifiers, a noun and (in Polish) following modifiers that agree with it. A phrase is
a core followed by cores in the genitive, joined by a preposition that governs their case, or coordinated.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import Token, tokenize

MAX_MODIFIERS = 4
MAX_CORES = 6
CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc", "Voc")
NUMBERS = ("Sing", "Plur")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a token. Readings of a word stand in the order of their likelihood."""

    lemma: str
    word_class: WordClass
    agreement: frozenset[Agreement] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """A token with its readings; a word that takes no part in phrases has none."""

    token: Token
    readings: tuple[Reading, ...] = ()

    def find_reading(self, word_class: WordClass) -> Reading | None:
        """Return the likeliest reading of a class, or None."""
        return next((reading for reading in self.readings if reading.word_class is word_class), None)


@dataclass(frozen=True, slots=True)
class _Core:
    """A noun with its agreeing words: words[start:stop], the reading chosen for each, and what they agree in."""

    start: int
    stop: int
    noun: int
    agreement: frozenset[Agreement]
    chosen: Mapping[int, Reading]

    def restrict(self, cases: frozenset[str]) -> "_Core | None":
        """Return the core in one of the cases, or None."""
        kept = frozenset(a for a in self.agreement if a.case in cases)
        return _Core(self.start, self.stop, self.noun, kept, self.chosen) if kept else None


@dataclass(slots=True)
class _Chain:
    """A phrase in the making: its cores, and for each the relation, the governing noun and the first joining word."""

    cores: list[_Core] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    governors: list[int] = field(default_factory=list)
    joints: list[int] = field(default_factory=list)

    def add(self, core: _Core, relation: Relation, governor: int, joint: int) -> None:
        self.cores.append(core)
        self.relations.append(relation)
        self.governors.append(governor)
        self.joints.append(joint)


class AgreementLanguage(ABC):
    """A language whose phrases are found by agreement; a subclass gives readings, inflection and the small facts."""

    tag: str
    modifiers_follow: bool = False
    prepositions: Mapping[str, frozenset[str]] = {}
    """Preposition (lower case, of one or more words) -> the cases it governs."""
    conjunctions: frozenset[str] = frozenset()
    general_lemmas: frozenset[str] = frozenset()

    @abstractmethod
    def read(self, sentences: Sequence[Sequence[Token]]) -> list[list[Word]]:
        """Return the words of each sentence with their readings, one word for each token."""

    @abstractmethod
    def inflect(self, word: PhraseWord, target: Agreement) -> str | None:
        """Return a noun, adjective or name in another form, in lower case; None if it has no such form."""

    @abstractmethod
    def stem(self, lemma: str) -> str:
        """Return the root that an adjective shares with the noun it is derived from."""

    def is_general(self, lemma: str) -> bool:
        """Whether a lemma is too general to begin or end a term."""
        return lemma in self.general_lemmas

    def find_phrases(self, sentences: Sequence[str]) -> list[list[Phrase]]:
        """Return the maximal noun phrases and names of each sentence, in text order and without overlap."""
        return [list(self._chunk(words)) for words in self.read([tokenize(sentence) for sentence in sentences])]

    def cite(self, phrase: Phrase, number: str) -> str:
        """Return the citation form: head and its modifiers in the nominative of `number`, the rest as it stands."""
        return self._decline(phrase, "Nom", number)

    def forms(self, phrase: Phrase) -> frozenset[str]:
        """Return the phrase in every case and number, with agreement between the head and its modifiers."""
        return frozenset(self._decline(phrase, case, number) for case in CASES for number in NUMBERS)

    # -- phrases ---------------------------------------------------------------------------------------------------

    def _chunk(self, words: list[Word]) -> Iterator[Phrase]:
        i = 0
        while i < len(words):
            if words[i].find_reading(WordClass.NAME):
                stop = i + 1
                while stop < len(words) and words[stop].find_reading(WordClass.NAME):
                    stop += 1
                yield _name_phrase(words, i, stop)
                i = stop
                continue
            core = self._find_core(words, i)
            if core is None:
                i += 1
                continue
            chain = self._extend(words, core)
            yield _chain_phrase(words, chain)
            i = chain.cores[-1].stop

    def _extend(self, words: list[Word], core: _Core) -> _Chain:
        """Add to a core the cores that depend on it, each on the nearest noun before it."""
        chain = _Chain()
        chain.add(core, Relation.HEAD, -1, core.start)
        while len(chain.cores) < MAX_CORES:
            last = chain.cores[-1]
            found = self._find_dependent(words, last)
            if found is None:
                break
            dependent, relation = found
            chain.add(dependent, relation, last.noun, last.stop)
        return chain

    def _find_dependent(self, words: list[Word], last: _Core) -> tuple[_Core, Relation] | None:
        at = last.stop
        if at >= len(words):
            return None
        core = self._find_core(words, at)
        if core is not None:
            genitive = core.restrict(frozenset({"Gen"}))
            return (genitive, Relation.GENITIVE) if genitive else None
        for length, cases in self._find_prepositions(words, at):
            linked = self._find_core(words, at + length)
            linked = linked.restrict(cases) if linked else None
            if linked is not None:
                return linked, Relation.LINKED
        if words[at].token.text.lower() in self.conjunctions:
            joined = self._find_core(words, at + 1)
            joined = joined.restrict(frozenset(a.case for a in last.agreement)) if joined else None
            if joined is not None:
                return joined, Relation.COORDINATED
        return None

    def _find_prepositions(self, words: list[Word], at: int) -> Iterator[tuple[int, frozenset[str]]]:
        """Yield length and governed cases of the prepositions that stand at a word, the longest first."""
        for length in (3, 2, 1):
            text = " ".join(word.token.text.lower() for word in words[at : at + length])
            if at + length < len(words) and text in self.prepositions:
                yield length, self.prepositions[text]

    def _find_core(self, words: list[Word], at: int) -> _Core | None:
        """Return the longest core that begins at a word; among equals the one of the likeliest readings."""
        chosen: dict[int, Reading] = {}
        agreement: frozenset[Agreement] | None = None
        first = at
        if at < len(words):
            article = words[at].find_reading(WordClass.DETERMINER)
            if article is not None:
                chosen[at], agreement, first = article, article.agreement, at + 1
        best: _Core | None = None
        for core in self._match_modifiers(words, at, first, agreement, chosen, MAX_MODIFIERS):
            if best is None or core.stop > best.stop:
                best = core
        return best

    def _match_modifiers(
        self,
        words: list[Word],
        start: int,
        at: int,
        agreement: frozenset[Agreement] | None,
        chosen: dict[int, Reading],
        left: int,
    ) -> Iterator[_Core]:
        """Yield the cores whose noun, or further modifiers and then noun, begin at a word."""
        if at >= len(words):
            return
        for reading in words[at].readings:
            common = _unify(agreement, reading)
            if common is not None and not common:
                continue
            taken = {**chosen, at: reading}
            if reading.word_class is WordClass.NOUN and common:
                yield self._add_following(words, _Core(start, at + 1, at, common, taken))
            elif reading.word_class in (WordClass.ADJECTIVE, WordClass.NUMBER) and left:
                yield from self._match_modifiers(words, start, at + 1, common, taken, left - 1)
                is_joined = at + 1 < len(words) and words[at + 1].token.text.lower() in self.conjunctions
                if is_joined and at + 2 < len(words) and words[at + 2].find_reading(WordClass.ADJECTIVE):
                    yield from self._match_modifiers(words, start, at + 2, common, taken, left - 1)

    def _add_following(self, words: list[Word], core: _Core) -> _Core:
        """Add the modifiers that follow the noun."""
        at, agreement, chosen = core.stop, core.agreement, dict(core.chosen)
        while self.modifiers_follow and at < len(words) and at - core.noun <= MAX_MODIFIERS:
            skip = 1 if words[at].token.text.lower() in self.conjunctions and at > core.stop else 0
            adjective = words[at + skip].find_reading(WordClass.ADJECTIVE) if at + skip < len(words) else None
            common = _unify(agreement, adjective) if adjective else None
            if adjective is None or not common:
                break
            chosen[at + skip], agreement, at = adjective, common, at + skip + 1
        return _Core(core.start, at, core.noun, agreement, chosen)

    # -- inflection ------------------------------------------------------------------------------------------------

    def _decline(self, phrase: Phrase, case: str, number: str) -> str:
        if phrase.is_name:
            return " ".join(self._decline_word(word, Agreement(case, number, "")) for word in phrase.words)
        head = phrase.words[phrase.head]
        genders = sorted({a.gender for a in head.agreement}) or [""]
        target = Agreement(case, number, genders[0])
        parts = []
        for i, word in enumerate(phrase.words):
            moves = i == phrase.head or (word.relation is Relation.MODIFIER and word.governor == phrase.head)
            parts.append(self._decline_word(word, target) if moves else word.text)
        return " ".join(parts)

    def _decline_word(self, word: PhraseWord, target: Agreement) -> str:
        if word.word_class is WordClass.NUMBER:
            return word.text
        return match_case(self.inflect(word, target) or word.text, word.text)


def match_case(text: str, model: str) -> str:
    """Write a word in the capitals of another.

    >>> match_case("партия", "Партии"), match_case("сша", "США"), match_case("комитет", "комитету")
    ('Партия', 'США', 'комитет')
    """
    if model.isupper() and len(model) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text


def _unify(agreement: frozenset[Agreement] | None, reading: Reading) -> frozenset[Agreement] | None:
    """Return what both agree in; a number or an undeclined word (no values of its own) agrees with everything."""
    if not reading.agreement:
        return agreement
    return reading.agreement if agreement is None else agreement & reading.agreement


def _name_phrase(words: list[Word], start: int, stop: int) -> Phrase:
    parts = []
    for i in range(start, stop):
        reading = words[i].find_reading(WordClass.NAME)
        assert reading is not None
        is_head = i == start
        relation = Relation.HEAD if is_head else Relation.NAME
        parts.append(_phrase_word(words[i], reading, relation, -1 if is_head else 0, reading.agreement))
    return Phrase(tuple(parts), 0)


def _chain_phrase(words: list[Word], chain: _Chain) -> Phrase:
    """Make a phrase of a chain; an article before the head is no part of it."""
    first = chain.cores[0]
    offset = first.start + (first.chosen[first.start].word_class is WordClass.DETERMINER)
    parts: list[PhraseWord] = []
    for core, relation, governor, joint in zip(
        chain.cores, chain.relations, chain.governors, chain.joints, strict=True
    ):
        for i in range(max(joint, offset), core.stop):
            reading = core.chosen.get(i)
            if i == core.noun:
                above = -1 if relation is Relation.HEAD else governor - offset
                parts.append(_phrase_word(words[i], core.chosen[i], relation, above, core.agreement))
            elif reading is None or reading.word_class is WordClass.DETERMINER:
                joining = Reading(words[i].token.text.lower(), WordClass.OTHER)
                parts.append(_phrase_word(words[i], joining, Relation.FUNCTION, core.noun - offset, frozenset()))
            else:
                parts.append(_phrase_word(words[i], reading, Relation.MODIFIER, core.noun - offset, core.agreement))
    return Phrase(tuple(parts), first.noun - offset)


def _phrase_word(
    word: Word, reading: Reading, relation: Relation, governor: int, agreement: frozenset[Agreement]
) -> PhraseWord:
    token = word.token
    return PhraseWord(
        token.text, reading.lemma, reading.word_class, relation, governor, token.start, token.end, agreement
    )
