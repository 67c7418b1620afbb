"""A noun phrase in the making: readings of words, cores of agreeing words, and chains of cores."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from align.languages.marks import find_codes
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import Token, join_tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a token. Readings of a word stand in the order of their likelihood."""

    lemma: str
    word_class: WordClass
    agreement: frozenset[Agreement] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """A token with its readings; a word that takes no part in phrases has none. `code` is the number of a document."""

    token: Token
    readings: tuple[Reading, ...] = ()
    code: str = ""

    def find_reading(self, word_class: WordClass) -> Reading | None:
        """Return the likeliest reading of a class, or None."""
        return next((reading for reading in self.readings if reading.word_class is word_class), None)


@dataclass(frozen=True, slots=True)
class Core:
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
        """Whether the noun is a name."""
        return self.chosen[self.noun].word_class is WordClass.NAME

    def restrict(self, cases: frozenset[str] | None) -> "Core | None":
        """Return the core in one of the cases, or None; an undeclined name stands in any case."""
        if cases is None or not self.agreement:
            return self
        kept = frozenset(a for a in self.agreement if a.case in cases)
        return Core(self.start, self.stop, self.noun, kept, self.chosen) if kept else None


@dataclass(slots=True)
class Chain:
    """A phrase in the making: its cores, and for each the relation, the governing noun and the first joining word.

    `quotes` are the places of the opening and the closing quotation mark around its last part, if any.
    """

    cores: list[Core] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    governors: list[int] = field(default_factory=list)
    joints: list[int] = field(default_factory=list)
    quotes: tuple[int, int] | None = None

    @property
    def stop(self) -> int:
        """The index after the last word, a closing quotation mark included."""
        return self.quotes[1] + 1 if self.quotes else self.cores[-1].stop

    def add(self, core: Core, relation: Relation, governor: int, joint: int) -> None:
        """Add a core; `joint` is the first of the words that join it to its governor, or its own first word."""
        self.cores.append(core)
        self.relations.append(relation)
        self.governors.append(governor)
        self.joints.append(joint)

    def quote(self, inner: "Chain", governor: int) -> None:
        """Add the chain between the quotation marks that stand right around it."""
        relations = [Relation.GENITIVE, *inner.relations[1:]]
        for core, relation, above, joint in zip(
            inner.cores, relations, [governor, *inner.governors[1:]], inner.joints, strict=True
        ):
            self.add(core, relation, above, joint)
        self.quotes = inner.cores[0].start - 1, inner.stop


def unify(agreement: frozenset[Agreement] | None, reading: Reading) -> frozenset[Agreement] | None:
    """Return what both agree in; a number or an undeclined word (no values of its own) agrees with everything."""
    if not reading.agreement:
        return agreement
    return reading.agreement if agreement is None else agreement & reading.agreement


def is_capital(word: Word) -> bool:
    """Whether a word begins with a capital."""
    return word.token.text[:1].isupper()


def join_lower(words: list[Word], start: int, stop: int) -> str:
    """Return words as they stand in the text, in lower case, with single spaces."""
    return " ".join(word.token.text.lower() for word in words[start:stop])


def _share_case(first: frozenset[Agreement], second: frozenset[Agreement]) -> bool:
    return not {a.case for a in first}.isdisjoint(a.case for a in second)


def is_apposition(last: Core, core: Core) -> bool:
    """Whether a name repeats who the noun means ("towarzysza Jana") and does not depend on it ("partii Wietnamu")."""
    return core.is_name and any(a.gender == "Masc1" and a in core.agreement for a in last.agreement)


def name_core(
    words: list[Word], start: int, at: int, agreement: frozenset[Agreement] | None, chosen: Mapping[int, Reading]
) -> Core:
    """Return the name that begins at a word: all words in a row that can be names."""
    taken = dict(chosen)
    stop = at + 1
    while stop < len(words):
        reading = words[stop].find_reading(WordClass.NAME)
        if reading is None or (agreement and reading.agreement and not _share_case(agreement, reading.agreement)):
            break
        taken[stop] = reading
        agreement = unify(agreement, reading) or agreement
        stop += 1
    return Core(start, stop, at, agreement or frozenset(), taken)


def join_codes(words: list[Word], signs: frozenset[str], nouns: frozenset[str]) -> list[Word]:
    """Return the words with each number of a document as one word; bare digits are one after a noun for a document."""
    joined: list[Word] = []
    at = 0
    for code in find_codes([word.token for word in words], signs):
        before = words[code.start - 1].readings if code.start else ()
        if not code.is_marked and (words[code.start].readings or not any(r.lemma in nouns for r in before)):
            continue
        tokens = [word.token for word in words[code.start : code.stop]]
        joined += [*words[at : code.start], Word(join_tokens(tokens), (), code.value)]
        at = code.stop
    return [*joined, *words[at:]] if at else words


def make_phrase(words: list[Word], chain: Chain) -> Phrase:
    """Make a phrase of a chain; an article before the head is no part of it."""
    first = chain.cores[0]
    start = first.start + (first.chosen[first.start].word_class is WordClass.DETERMINER)
    parts = [
        (i, core, relation, governor)
        for core, relation, governor, joint in zip(
            chain.cores, chain.relations, chain.governors, chain.joints, strict=True
        )
        for i in range(max(joint, start), core.stop)
    ]
    places = {i: place for place, (i, *_) in enumerate(parts)} | {-1: -1}
    made = [_make_word(_quote(words, part[0], chain.quotes), *part, places) for part in parts]
    return Phrase(tuple(made), places[first.noun])


def _make_word(
    word: Word, i: int, core: Core, relation: Relation, governor: int, places: Mapping[int, int]
) -> PhraseWord:
    """Return the word at `i` in the text as one of the phrase whose words stand at `places`."""
    reading = core.chosen.get(i)
    if i == core.noun:
        return _phrase_word(word, core.chosen[i], relation, places[governor], core.agreement)
    if reading is None or reading.word_class is WordClass.DETERMINER:
        kind = WordClass.PREPOSITION if i < core.start and relation is Relation.LINKED else WordClass.CONJUNCTION
        joining = reading or Reading(word.token.text.lower(), kind)
        return _phrase_word(word, joining, Relation.FUNCTION, places[core.noun], frozenset())
    role = Relation.NAME if reading.word_class is WordClass.NAME else Relation.MODIFIER
    return _phrase_word(word, reading, role, places[core.noun], core.agreement)


def _quote(words: list[Word], i: int, quotes: tuple[int, int] | None) -> Word:
    """Return a word with the quotation marks that belong to it."""
    if quotes is None or i not in (quotes[0] + 1, quotes[1] - 1):
        return words[i]
    start, stop = i - (i == quotes[0] + 1), i + 1 + (i == quotes[1] - 1)
    return replace(words[i], token=join_tokens([word.token for word in words[start:stop]]))


def _phrase_word(
    word: Word, reading: Reading, relation: Relation, governor: int, agreement: frozenset[Agreement]
) -> PhraseWord:
    token = word.token
    return PhraseWord(
        token.text, reading.lemma, reading.word_class, relation, governor, token.start, token.end, agreement
    )
