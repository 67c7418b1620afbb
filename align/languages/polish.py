"""Polish: readings by Morfeusz (SGJP), chosen by their context; inflection by the same dictionary."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from align.languages.chains import Reading, Word
from align.languages.grammar import read_quantifiers
from align.languages.inflection import choose_doublets
from align.languages.phrases import Agreement, PhraseWord, WordClass
from align.languages.polish_dictionary import frequency, get_doublets, get_paradigm, get_verb_forms, is_adverb
from align.languages.polish_lexicon import Entry, find_determiners, look_up
from align.languages.polish_roots import find_root
from align.languages.polish_words import (
    ADVERBIALS,
    CONJUNCTIONS,
    DETERMINERS,
    DOCUMENT_NOUNS,
    GENERAL,
    MONTHS,
    NAME_PARTICLES,
    NUMBER_SIGNS,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    TITLES,
)
from align.languages.terms import TermLanguage, transparent
from align.languages.tokens import Token

_EMPTY = Entry()
_VOWELS = regex.compile(r"[aeiouyąęó]+", regex.IGNORECASE)
_OPENING = frozenset('„“"«(:–—-')
_UNDECLINED = frozenset(Agreement(case, "Sing", "") for case in ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc", "Voc"))
_NOMINATIVE = frozenset({Agreement("Nom", "Sing", "")})


class Polish(TermLanguage):
    """Polish noun phrases: adjectives stand on both sides of the noun."""

    tag = "pl"
    modifiers_follow = True
    prepositions = PREPOSITIONS
    conjunctions = CONJUNCTIONS
    general_lemmas = GENERAL | DETERMINERS | PRONOUNS
    document_nouns = DOCUMENT_NOUNS
    number_signs = NUMBER_SIGNS
    quantifiers = read_quantifiers(QUANTIFIERS)
    place_prepositions = frozenset({"w", "we", "do", "z", "ze", "na", "koło"})
    genders = ("Masc1", "Masc2", "Masc3", "Fem", "Neut")

    def read(self, sentences: Sequence[Sequence[Token]]) -> list[list[Word]]:
        """Return the words of each sentence with their readings, one word for each token."""
        # A foreign name that begins a sentence is known by its other places in the text.
        foreign = frozenset(name for tokens in sentences for name in _find_foreign(tokens))
        return [_Sentence(tokens, foreign).read() for tokens in sentences]

    def read_cited(self, tokens: Sequence[Token]) -> list[Word]:
        """Return the words of a term with all readings that they may have in a nominative phrase."""
        return _CitedTerm(tokens, frozenset(_find_foreign(tokens))).read()

    def find_doublets(self, word: PhraseWord, target: Agreement) -> Sequence[str]:
        """Return the other forms of a noun in a cell: "profesorowie" beside "profesorzy"."""
        usual = self.inflect(word, target)
        forms = get_doublets(word.lemma).get(target, ())
        return choose_doublets(usual, forms, self.tag) if usual and forms else ()

    def inflect_verb(self, verb: str) -> frozenset[str]:
        """Return the forms of a verb, participles included; none for what is no infinitive."""
        return get_verb_forms(verb)

    def inflect(self, word: PhraseWord, target: Agreement) -> str | None:
        """Return a noun, adjective or name in another form; None if it has no such form."""
        paradigm = get_paradigm(word.lemma, word.word_class)
        genders = [target.gender] if target.gender else sorted({a.gender for a in word.agreement} - {""})
        if not target.gender:
            genders += ["Masc1", "Masc3", "Masc2", "Fem", "Neut"]
        found = (paradigm.get(Agreement(target.case, target.number, gender)) for gender in genders)
        return next((form for form in found if form is not None), None)

    def stem(self, lemma: str) -> str:
        """Return the noun that a relational adjective is derived from; the lemma itself for all else."""
        return find_root(lemma)


def _find_foreign(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the capitalized words inside a sentence that the dictionary does not know."""
    for i, token in enumerate(tokens):
        if token.text[0].isupper() and not look_up(token.text).is_known and not _is_initial(tokens, i):
            yield token.text


def _is_initial(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word has its capital from its place: first in the sentence or after an opening mark."""
    return i == 0 or tokens[i - 1].text in _OPENING or not any(t.is_word for t in tokens[:i])


def _is_acronym(text: str) -> bool:
    return text.isupper() and 2 <= len(text) <= 6 and text.isalpha()


class _Sentence:
    """The readings of one sentence's tokens, from what the dictionary says and what stands beside them."""

    def __init__(self, tokens: Sequence[Token], foreign: frozenset[str]) -> None:
        self.tokens = tokens
        self.foreign = foreign
        self.entries = [look_up(t.text) if t.text[0].isalpha() else _EMPTY for t in tokens]
        self.is_capital = [t.text[0].isupper() for t in tokens]
        letters = [t.text for t in tokens if t.text.isalpha()]
        self.is_shouted = len(letters) > 1 and all(text.isupper() for text in letters)
        self.names: dict[int, tuple[Reading, ...]] = {}

    def read(self) -> list[Word]:
        self._find_names()
        self._agree_names()
        return [Word(token, self._read_at(i)) for i, token in enumerate(self.tokens)]

    # -- names -----------------------------------------------------------------------------------------------------

    def _find_names(self) -> None:
        capitals = [i for i, is_capital in enumerate(self.is_capital) if is_capital] if not self.is_shouted else []
        for i in capitals:
            readings = self._name_alone(i)
            if readings is not None:
                self.names[i] = readings
        # A name spreads to its neighbors: to the left first, for a name may begin the sentence ("Ho Chi Minh").
        for order in (reversed(capitals), capitals):
            for i in order:
                if i not in self.names and self._joins_name(i):
                    self.names[i] = self.entries[i].names
        for i in list(self.names):
            self._add_initials(i)
            if i + 2 in self.names and self.tokens[i + 1].text in NAME_PARTICLES:
                self.names[i + 1] = ()

    def _name_alone(self, i: int) -> tuple[Reading, ...] | None:
        """Return the readings as a name that a capitalized word has by itself; None if it is no name."""
        entry, text = self.entries[i], self.tokens[i].text
        if not entry.is_known and not _is_acronym(text):
            return None if _is_initial(self.tokens, i) and text not in self.foreign else ()
        if entry.plain and entry.plain[0].word_class is WordClass.NUMBER:
            return None
        if _is_acronym(text):
            return entry.names or (Reading(text, WordClass.NAME, _UNDECLINED),)
        return entry.names if entry.names and self._is_rather_name(i) else None

    def _is_rather_name(self, i: int) -> bool:
        """Whether a capitalized word that the dictionary has as a name is no common word here."""
        entry = self.entries[i]
        if self.tokens[i].text.lower() in TITLES:
            return False
        has_noun = any(reading.word_class is WordClass.NOUN for reading in entry.plain + entry.guarded)
        if has_noun or not (entry.plain or entry.participles or entry.nominalized):
            return not has_noun or entry.is_rather_place
        return not self._modifies_neighbor(i) and self._is_common_name(entry)

    def _is_common_name(self, entry: Entry) -> bool:
        """Whether a form is better known as a name than as an adjective: "Polska", but not "Wielka" (of Wielk)."""
        if not entry.names:
            return False
        adjective = max((frequency(r.lemma) for r in entry.plain + entry.participles), default=0.0)
        return frequency(entry.names[0].lemma.lower()) >= adjective - 0.5

    def _modifies_neighbor(self, i: int) -> bool:
        """Whether an adjective agrees with the noun after it, or with a capitalized one before it."""
        before = i > 0 and self.is_capital[i - 1] and self.tokens[i - 1].text.lower() not in TITLES
        return (before and self._agrees(i, i - 1)) or self._agrees(i, i + 1)

    def _joins_name(self, i: int) -> bool:
        """Whether a capitalized word is a part of the name beside it."""
        entry, text = self.entries[i], self.tokens[i].text
        left, right = i - 1 in self.names, i + 1 in self.names
        readings = entry.plain + entry.guarded + entry.participles + entry.nominalized
        is_verbal = entry.is_known and not readings and not entry.names and len(text) > 3
        is_common = _is_initial(self.tokens, i) and (entry.is_function or is_verbal)
        if not (left or right) or text.lower() in TITLES or is_common:
            return False
        if not entry.is_known or not (readings or entry.is_function):
            return True
        if (left and self._meets(self.entries[i - 1].given_names, entry.names)) or (
            right and entry.given_names and (not self.names[i + 1] or self._meets(entry.given_names, self.names[i + 1]))
        ):
            return True
        if len(_VOWELS.findall(text)) > 1 or not text.isascii():
            return False
        beside_unknown = any(j in self.names and not self.entries[j].is_known for j in (i - 1, i + 1))
        return len(text) <= 3 or (beside_unknown and len(text) <= 5) or (left and right)

    @staticmethod
    def _meets(first: tuple[Reading, ...], second: tuple[Reading, ...]) -> bool:
        return any(a.agreement & b.agreement for a in first for b in second)

    def _add_initials(self, i: int) -> None:
        """Take the initial between two parts of a name along: "Donald J. Trump"."""
        if i + 3 in self.names and self.tokens[i + 2].text == ".":
            text = self.tokens[i + 1].text
            if len(text) == 1 and text.isupper():
                self.names[i + 1] = self.names[i + 2] = ()

    def _agree_names(self) -> None:
        """Choose for each run of names the readings that agree; a foreign run is not inflected."""
        places = sorted(self.names)
        starts = [i for i in places if i - 1 not in self.names or self._parts_names(i)]
        for start, following in pairwise([*starts, len(self.tokens)]):
            run = [i for i in places if start <= i < following]
            chosen = self._choose([self.names[i] for i in run])
            # The nominative keeps "(prezydent) Turcji" and "Recep Tayyip Erdoğan" apart.
            foreign = _NOMINATIVE if start - 1 in self.names else frozenset()
            for k, i in enumerate(run):
                reading = chosen[k] if chosen else Reading(self.tokens[i].text, WordClass.NAME, foreign)
                self.names[i] = (reading,)

    def _parts_names(self, i: int) -> bool:
        """Whether a declined place name ends before a foreign word: "Turcji | Recep"."""
        before = self.names[i - 1]
        if self.entries[i].is_known or not before or not self.entries[i - 1].is_place:
            return False
        return not any(a.case == "Nom" for reading in before for a in reading.agreement)

    @staticmethod
    def _choose(options: list[tuple[Reading, ...]]) -> list[Reading]:
        """Return one reading of each part, all in agreement; none where some part is unknown or none agree."""
        if not all(options):
            return []
        for first in options[0]:
            common, chosen = first.agreement, [first]
            for readings in options[1:]:
                fitting = next((r for r in readings if r.agreement & common), None)
                if fitting is None:
                    break
                chosen.append(fitting)
                common &= fitting.agreement
            else:
                return chosen
        return []

    # -- common words ----------------------------------------------------------------------------------------------

    def _read_at(self, i: int) -> tuple[Reading, ...]:
        entry = self.entries[i]
        if i > 0 and self._is_set_phrase(i):
            return ()
        if i in self.names:
            return self.names[i] + entry.plain if self.entries[i].is_known and entry.plain else self.names[i]
        readings = entry.plain
        if entry.guarded and self._asks_for_noun(i):
            readings += entry.guarded
        if entry.participles and self._is_attributive(i):
            readings = entry.participles + readings
        if entry.nominalized and self._is_nominalized(i):
            readings += entry.nominalized
        return readings

    def _is_set_phrase(self, i: int) -> bool:
        """Whether a noun is part of a date ("18 lipca") or of an adverb ("w szczególności")."""
        before = self.tokens[i - 1].text
        if before[0].isdigit():
            return any(reading.lemma in MONTHS for reading in self.entries[i].plain)
        return f"{before} {self.tokens[i].text}".lower() in ADVERBIALS

    def _entry(self, i: int) -> Entry:
        return self.entries[i] if 0 <= i < len(self.entries) else _EMPTY

    def _agrees(self, i: int, other: int) -> bool:
        """Whether an adjective at `i` agrees with a noun or adjective at `other`."""
        neighbor = self._entry(other)
        ours = self.entries[i].plain + self.entries[i].participles
        theirs = neighbor.plain + neighbor.participles + (neighbor.names if self._is_name(other) else ())
        return any(a.agreement & b.agreement for a in ours if a.word_class is WordClass.ADJECTIVE for b in theirs)

    def _is_name(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.is_capital[i]

    def _asks_for_noun(self, i: int) -> bool:
        """Whether a preposition that governs it or an adjective that agrees with it stands before a noun."""
        if i == 0:
            return False
        guarded = [agreement for reading in self.entries[i].guarded for agreement in reading.agreement]
        cases = PREPOSITIONS.get(self.tokens[i - 1].text.lower(), frozenset())
        if any(agreement.case in cases for agreement in guarded):
            return True
        before = [r for r in self.entries[i - 1].plain if r.word_class is WordClass.ADJECTIVE]
        return any(agreement in reading.agreement for reading in before for agreement in guarded)

    def _is_attributive(self, i: int) -> bool:
        """Whether a participle modifies a noun and has no complement of its own after it."""
        if self.is_capital[i] and not _is_initial(self.tokens, i):
            return True  # "Stany Zjednoczone"
        if self._agrees(i, i + 1):
            return not (self.entries[i].is_active and i > 0 and self._agrees(i, i - 1))
        after = self._entry(i + 1)
        if i + 1 < len(self.tokens) and self.tokens[i + 1].text[0].isdigit():
            return False
        return not (
            after.is_complement or after.plain or after.participles or after.guarded or after.nominalized or after.names
        )

    def _is_nominalized(self, i: int) -> bool:
        """Whether an adjective stands for a noun ("wiele nowych wytycznych") that is called for."""
        first = self._scan(i, -1)
        if self._is_noun_of(i, self._scan(i, 1)) or self._is_noun_of(i, first):
            return False
        after, before = self._entry(i + 1), self._entry(first)
        if any(a.case == "Gen" for r in after.plain if r.word_class is WordClass.NOUN for a in r.agreement):
            return True
        is_genitive = any(a.case == "Gen" for reading in self.entries[i].nominalized for a in reading.agreement)
        if is_genitive and any(reading.word_class is WordClass.NOUN for reading in before.plain):
            return True  # "lista rannych"
        is_called = before.is_quantifier or (first >= 0 and self.tokens[first].text.lower() in PREPOSITIONS)
        is_proper = self.is_capital[i] and not _is_initial(self.tokens, i)
        return (is_called and i + 1 not in self.names) or is_proper

    def _scan(self, i: int, step: int) -> int:
        """Return the first place beyond the adjectives that stand beside an adjective and agree with it."""
        j = i + step
        while 0 <= j < len(self.tokens) and self._agrees(i, j) and not self._is_noun_of(i, j):
            if not self.entries[j].plain and not self._is_attributive(j):
                break  # "wytycznych | dotyczących działań"
            j += step
        return j

    def _is_noun_of(self, i: int, j: int) -> bool:
        nouns = [r for r in self._entry(j).plain if r.word_class is WordClass.NOUN]
        ours = self.entries[i].plain + self.entries[i].participles
        return any(a.agreement & b.agreement for a in ours for b in nouns)


class _CitedTerm(_Sentence):
    """The readings of a term's tokens. It is no clause, so that verbs are far and a noun needs nothing before it."""

    def _read_at(self, i: int) -> tuple[Reading, ...]:
        readings, entry = super()._read_at(i), self.entries[i]
        if is_adverb(self.tokens[i].text.lower()):
            return (*readings, transparent(self.tokens[i].text.lower(), WordClass.ADJECTIVE))
        if entry.is_function:
            return find_determiners(self.tokens[i].text.lower())
        if i in self.names:
            return readings
        return tuple(dict.fromkeys((*entry.plain, *entry.participles, *entry.guarded, *entry.nominalized)))


def load() -> Polish:
    """Return the language, its dictionary yet to be loaded."""
    return Polish()
