"""Noun phrases of languages whose adjectives agree with their nouns: Polish, Russian, Greek.

A core is an optional article, modifiers, a noun or a name, and (in Polish) following modifiers that agree with it. A
phrase is a core followed by cores in the genitive, joined by a preposition that governs their case, or coordinated.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import Token, tokenize

MAX_MODIFIERS = 4
MAX_CORES = 12
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
    """A noun with its agreeing words: words[start:stop], the reading chosen for each, and what they agree in.

    The agreement is empty for a name of which nothing is known.
    """

    start: int
    stop: int
    noun: int
    agreement: frozenset[Agreement]
    chosen: Mapping[int, Reading]

    @property
    def is_name(self) -> bool:
        return self.chosen[self.noun].word_class is WordClass.NAME

    def restrict(self, cases: frozenset[str] | None) -> "_Core | None":
        """Return the core in one of the cases, or None; an undeclined name stands in any case."""
        if cases is None or not self.agreement:
            return self
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
    place_prepositions: frozenset[str] = frozenset()

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
            length, _ = self._find_preposition(words, i)
            if length > 1:
                i += length  # the noun of "w zakresie" begins no phrase
                continue
            # A preposition before it tells the case, and with it "kadr" (Gen Plur of kadra) from "kadr" (Nom Sing).
            governed = self._find_cases_before(words, i) if words[i].readings else None
            core = (self._find_core(words, i, governed) if governed else None) or self._find_core(words, i)
            if core is None:
                i += 1
                continue
            chain = self._extend(words, core)
            yield _chain_phrase(words, chain)
            i = chain.cores[-1].stop

    def _extend(self, words: list[Word], core: _Core) -> _Chain:
        """Add to a core the cores that depend on it, each on the nearest noun before it; a name ends the phrase."""
        chain = _Chain()
        chain.add(core, Relation.HEAD, -1, core.start)
        while len(chain.cores) < MAX_CORES and not chain.cores[-1].is_name:
            last = chain.cores[-1]
            found = self._find_dependent(words, last)
            if found is None:
                break
            dependent, relation = found
            chain.add(dependent, relation, last.noun, last.stop)
        return chain

    def _find_dependent(self, words: list[Word], last: _Core) -> tuple[_Core, Relation] | None:
        at = last.stop
        core = self._find_core(words, at, frozenset({"Gen"}))
        if core is not None and core.agreement and not _is_apposition(last, core):
            return core, Relation.GENITIVE
        length, cases = self._find_preposition(words, at)
        linked = self._find_core(words, at + length, cases) if length else None
        if linked is not None:
            return linked, Relation.LINKED
        if at < len(words) and words[at].token.text.lower() in self.conjunctions:
            joined = self._find_core(words, at + 1, frozenset(a.case for a in last.agreement))
            if joined is not None and not joined.is_name:
                return joined, Relation.COORDINATED
        return None

    def _find_preposition(self, words: list[Word], at: int) -> tuple[int, frozenset[str]]:
        """Return length and governed cases of the longest preposition that stands at a word; length 0 if none does."""
        for length in (3, 2, 1):
            if at + length < len(words):
                cases = self.prepositions.get(_join_lower(words, at, at + length))
                if cases:
                    return length, cases
        return 0, frozenset()

    def _find_cases_before(self, words: list[Word], at: int) -> frozenset[str] | None:
        """Return the cases that the longest preposition right before a word governs."""
        for length in range(min(3, at), 0, -1):
            cases = self.prepositions.get(_join_lower(words, at - length, at))
            if cases:
                return cases
        return None

    def _find_core(self, words: list[Word], at: int, cases: frozenset[str] | None = None) -> _Core | None:
        """Return the longest core that begins at a word; among equals the one of the likeliest readings.

        Given `cases`, it stands in one of them: a longer core in another case rules out a shorter one.
        """
        if at >= len(words) or not words[at].readings:
            return None
        chosen: dict[int, Reading] = {}
        agreement: frozenset[Agreement] | None = None
        first = at
        article = words[at].find_reading(WordClass.DETERMINER)
        if article is not None:
            chosen[at], agreement, first = article, article.agreement, at + 1
        best: _Core | None = None
        longest = at
        for core in self._match_modifiers(words, at, first, agreement, chosen, MAX_MODIFIERS):
            longest = max(longest, core.stop)
            fitting = core.restrict(cases)
            if fitting is not None and (best is None or fitting.stop > best.stop):
                best = fitting
        return best if best is not None and best.stop == longest else None

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
            elif reading.word_class is WordClass.NAME:
                # "Ameryka Północna" is a name of two words; "współczesna Ameryka" is not.
                if all(_is_capital(words[i]) for i in chosen if chosen[i].word_class is not WordClass.DETERMINER):
                    yield self._add_following(words, _name_core(words, start, at, common, taken))
            elif reading.word_class in (WordClass.ADJECTIVE, WordClass.NUMBER) and left:
                yield from self._match_modifiers(words, start, at + 1, common, taken, left - 1)
                is_joined = at + 2 < len(words) and self._joins_modifiers(words[at + 1])
                if is_joined and words[at + 2].find_reading(WordClass.ADJECTIVE):
                    yield from self._match_modifiers(words, start, at + 2, common, taken, left - 1)

    def _joins_modifiers(self, word: Word) -> bool:
        return word.token.text == "," or word.token.text.lower() in self.conjunctions

    def _add_following(self, words: list[Word], core: _Core) -> _Core:
        """Add the modifiers that follow the noun."""
        if not self.modifiers_follow:
            return core
        at, agreement, chosen = core.stop, core.agreement, dict(core.chosen)
        while at < len(words) and at - core.noun <= MAX_MODIFIERS:
            skip = 1 if words[at].token.text.lower() in self.conjunctions and at > core.stop else 0
            i = at + skip
            adjective = words[i].find_reading(WordClass.ADJECTIVE) if i < len(words) else None
            common = _unify(agreement, adjective) if adjective else None
            if adjective is None or not common or self._opens_next(words, core, i, adjective):
                break
            chosen[i], agreement, at = adjective, common, i + 1
        return _Core(core.start, at, core.noun, agreement, chosen)

    def _opens_next(self, words: list[Word], core: _Core, at: int, adjective: Reading) -> bool:
        """Whether an adjective after a noun belongs to what follows: a name, or "członka *Centralnego* Komitetu"."""
        if words[at].readings[0].word_class is WordClass.NAME or (core.is_name and not _is_capital(words[at])):
            return True
        has_own_capital = _is_capital(words[core.noun]) and not core.is_name
        if has_own_capital or not _is_capital(words[at]) or at + 1 >= len(words) or not _is_capital(words[at + 1]):
            return False
        return any(
            reading.word_class is WordClass.NOUN and reading.agreement & adjective.agreement
            for reading in words[at + 1].readings
        )

    # -- inflection ------------------------------------------------------------------------------------------------

    def _decline(self, phrase: Phrase, case: str, number: str) -> str:
        """Return the phrase with its head, and the nouns coordinated with it, in a case and number."""
        texts = [word.text for word in phrase.words]
        moving = {phrase.head}
        for i, word in enumerate(phrase.words):
            if word.relation is Relation.COORDINATED and word.governor in moving and word.word_class is WordClass.NOUN:
                moving.add(i)
        for noun in sorted(moving):
            for i, text in self._decline_group(phrase, noun, case, number).items():
                texts[i] = match_case(text, phrase.words[i].text)
        pieces = [texts[0]]
        for i in range(1, len(texts)):
            pieces.append(" " if phrase.words[i].start > phrase.words[i - 1].end else "")
            pieces.append(texts[i])
        return "".join(pieces)

    def _decline_group(self, phrase: Phrase, noun: int, case: str, number: str) -> dict[int, str]:
        """Return the new texts of a noun or name and of the words that agree with it; none if it can't be inflected."""
        head = phrase.words[noun]
        target = self._find_target(head, case, number)
        if target is None:
            return {}
        texts: dict[int, str] = {}
        for i, word in enumerate(phrase.words):
            is_article = word.word_class is WordClass.DETERMINER
            agrees = word.governor == noun and (is_article or word.relation in (Relation.MODIFIER, Relation.NAME))
            if (i == noun or agrees) and word.word_class is not WordClass.NUMBER:
                text = self.inflect(word, target)
                if text is None and word.relation is Relation.NAME:
                    return {}  # half of a name in another case is worse than the name as it stands
                texts[i] = word.text if text is None else text
        return texts

    def _find_target(self, head: PhraseWord, case: str, number: str) -> Agreement | None:
        """Return the values to inflect to: another number than asked for where the word has no other, as a name has."""
        numbers = [number, *(other for other in NUMBERS if other != number)]
        if head.word_class is WordClass.NAME:
            attested = {a.number for a in head.agreement}
            numbers = [one for one in NUMBERS if one in attested][:1] or [number]
        genders = sorted({a.gender for a in head.agreement}, key=lambda gender: (gender == "Fem", gender)) or [""]
        targets = (Agreement(case, one, gender) for one in numbers for gender in genders)
        return next((target for target in targets if self.inflect(head, target) is not None), None)


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


def _is_capital(word: Word) -> bool:
    return word.token.text[:1].isupper()


def _join_lower(words: list[Word], start: int, stop: int) -> str:
    return " ".join(word.token.text.lower() for word in words[start:stop])


def _share_case(first: frozenset[Agreement], second: frozenset[Agreement]) -> bool:
    return not {a.case for a in first}.isdisjoint(a.case for a in second)


def _is_apposition(last: _Core, core: _Core) -> bool:
    """Whether a name repeats who the noun means ("towarzysza Jana") and does not depend on it ("partii Wietnamu")."""
    return core.is_name and any(a.gender == "Masc1" and a in core.agreement for a in last.agreement)


def _name_core(
    words: list[Word], start: int, at: int, agreement: frozenset[Agreement] | None, chosen: Mapping[int, Reading]
) -> _Core:
    """Return the name that begins at a word: all words in a row that can be names."""
    taken = dict(chosen)
    stop = at + 1
    while stop < len(words):
        reading = words[stop].find_reading(WordClass.NAME)
        if reading is None or (agreement and reading.agreement and not _share_case(agreement, reading.agreement)):
            break
        taken[stop] = reading
        agreement = _unify(agreement, reading) or agreement
        stop += 1
    return _Core(start, stop, at, agreement or frozenset(), taken)


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
                kind = (
                    WordClass.PREPOSITION if i < core.start and relation is Relation.LINKED else WordClass.CONJUNCTION
                )
                joining = reading or Reading(words[i].token.text.lower(), kind)
                parts.append(_phrase_word(words[i], joining, Relation.FUNCTION, core.noun - offset, frozenset()))
            else:
                role = Relation.NAME if reading.word_class is WordClass.NAME else Relation.MODIFIER
                parts.append(_phrase_word(words[i], reading, role, core.noun - offset, core.agreement))
    return Phrase(tuple(parts), first.noun - offset)


def _phrase_word(
    word: Word, reading: Reading, relation: Relation, governor: int, agreement: frozenset[Agreement]
) -> PhraseWord:
    token = word.token
    return PhraseWord(
        token.text, reading.lemma, reading.word_class, relation, governor, token.start, token.end, agreement
    )
