"""The forms of a cited term. No sentence stands around it to tell its case, but it is a nominative.

What isn't understood stays as it is where it can't agree with the head: what follows in another case, after a
preposition, between quotation marks, in another script. Where it could agree there are no forms, rather than wrong
ones.
"""

from abc import ABC
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from align.languages.chains import Chain, Core, Reading, Word, is_capital, join_codes, make_phrase
from align.languages.declension import CASES, NUMBERS
from align.languages.grammar import AgreementLanguage
from align.languages.inflection import match_case
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import QUOTES, Token, tokenize

_OPENING = QUOTES | frozenset("([")
_SEPARATORS = frozenset({",", "/", ";"})
_MAX_ACRONYM = 6
_MAX_CORES_TRIED = 60


@dataclass(frozen=True, slots=True)
class TermFacts:
    """What a glossary says of the grammar of a term, in Universal Dependencies spelling; empty where it says nothing.

    `gender` is Masc, Fem or Neut, for all masculines of Polish; `word_class` NOUN, NAME, ADJECTIVE or VERB.
    """

    number: str = ""
    gender: str = ""
    word_class: WordClass | None = None


NO_FACTS = TermFacts()


@dataclass(frozen=True, slots=True)
class _Cited:
    """A term with the parts of it that are inflected side by side; all else, from `start` on, stays.

    They are phrases, and adjectives that agree with the head of the first from afar. In an apposition ("member state")
    phrases change their number together, in a list each keeps its own.
    """

    text: str
    start: int
    parts: tuple[Phrase | PhraseWord, ...]
    is_list: bool
    is_whole: bool


class TermLanguage(AgreementLanguage, ABC):
    """A language that also inflects terms as they are cited."""

    genders: tuple[str, ...] = ("Masc", "Fem", "Neut")

    def read_cited(self, tokens: Sequence[Token]) -> list[Word]:
        """Return the words of a term with all readings that they may have in a nominative phrase."""
        return self.read([tokens])[0]

    def inflect_term(self, text: str, facts: TermFacts = NO_FACTS) -> frozenset[str]:
        """Return the forms of a term that is cited in the nominative; none for one whose grammar isn't understood."""
        found: set[str] = set()
        best: _Cited | None = None
        for spelling in _respell(text):
            words = join_codes(self.read_cited(tokenize(spelling)), self.number_signs, self.document_nouns)
            if len(words) == 1 and facts.word_class in (None, WordClass.ADJECTIVE):
                found.update(self._inflect_adjective(words[0], text, facts))
            if facts.word_class in (None, WordClass.VERB):
                found.update(self._inflect_clause(words[0], spelling))
            if facts.word_class not in (WordClass.ADJECTIVE, WordClass.VERB):
                cited = self._read_term(text, words, facts)
                best = cited if best is None or (cited is not None and cited.is_whole) else best
            if found or (best is not None and best.is_whole):
                break
        return frozenset(found if best is None else found.union(self._inflect_cited(best)))

    def inflect_verb(self, verb: str) -> frozenset[str]:  # noqa: ARG002 - for languages whose verbs are known
        """Return the forms of a verb in its citation form; none if it is no such form."""
        return frozenset()

    def _inflect_clause(self, first: Word, text: str) -> Iterator[str]:
        """Yield a term that begins with a verb, which nothing in it agrees with, with that in other forms."""
        if not any(reading.word_class is WordClass.NOUN for reading in first.readings):
            for form in self.inflect_verb(first.token.text):
                yield form + text[first.token.end :]

    def _inflect_cited(self, cited: _Cited) -> Iterator[str]:
        first = cited.parts[0]
        assert isinstance(first, Phrase)
        if len(cited.parts) == 1:
            for form in self.forms(first):
                yield _splice(cited, [form])
            return
        # A name in an apposition has one number, and so has all of it: "rzeka Wisła".
        keeps_number = cited.is_list or any(isinstance(part, Phrase) and part.is_name for part in cited.parts)
        for number in ("",) if keeps_number else NUMBERS:
            for case in CASES:
                yield _splice(cited, [self._decline_part(part, first, case, number) for part in cited.parts])

    def _decline_part(self, part: Phrase | PhraseWord, first: Phrase, case: str, number: str) -> str:
        """Return a part in a case, and in a number or its own."""
        head = part.words[part.head] if isinstance(part, Phrase) else first.words[first.head]
        number = number or ("Plur" if {a.number for a in head.agreement} == {"Plur"} else "Sing")
        if isinstance(part, Phrase):
            return self._decline(part, case, number)
        target = self._find_target(head, case, number)
        form = self.inflect(part, target) if target is not None else None
        return part.text if form is None else match_case(form, part.text)

    def _inflect_adjective(self, word: Word, text: str, facts: TermFacts) -> Iterator[str]:
        """Yield the forms of a term that is the citation form of an adjective, or of one in a noun's role."""
        reading = next(iter(word.readings), None)
        if facts.word_class is WordClass.ADJECTIVE:
            reading = word.find_reading(WordClass.ADJECTIVE)
        if reading is None or reading.word_class is not WordClass.ADJECTIVE or reading.lemma != word.token.text.lower():
            return
        token = word.token
        cited = PhraseWord(
            text, reading.lemma, WordClass.ADJECTIVE, Relation.HEAD, -1, token.start, token.end, reading.agreement
        )
        targets = (Agreement(case, number, gender) for case in CASES for number in NUMBERS for gender in self.genders)
        for form in (self.inflect(cited, target) for target in targets):
            if form is not None:
                yield match_case(form, text)

    # -- reading ---------------------------------------------------------------------------------------------------

    def _read_term(self, text: str, words: list[Word], facts: TermFacts) -> _Cited | None:
        """Return the phrases of a term, or None if its head isn't understood or another word could agree with it."""
        at = _skip_opening(words)
        chain = self._find_cited(words, at, facts)
        if chain is None:
            return None
        start = 0 if chain.cores[0].chosen[at].word_class is not WordClass.DETERMINER else words[at + 1].token.start
        parts: list[Chain | PhraseWord] = [chain]
        stop, is_list = chain.stop, False
        while stop < len(words):
            skip = self._separates(words[stop])
            following: Chain | PhraseWord | None = self._find_agreeing(words, stop + skip, chain.cores[0])
            if following is None and skip:
                following = self._find_cited(words, stop + skip, NO_FACTS)
                is_list = is_list or following is not None
            elif following is None and len(parts) == 1:
                following = self._find_apposed(words, chain, facts)
            if following is None:
                break
            if isinstance(following, Chain) and words[following.cores[0].start].find_reading(WordClass.DETERMINER):
                return None
            parts.append(following)
            stop = following.stop if isinstance(following, Chain) else stop + skip + 1
        if stop < len(words) and not self._may_stay(words, stop, chain.cores[0]):
            return None
        made = (_restore(make_phrase(words, p), text) if isinstance(p, Chain) else p for p in parts)
        return _Cited(text, start, tuple(made), is_list, stop == len(words))

    def _find_agreeing(self, words: list[Word], at: int, head: Core) -> PhraseWord | None:
        """Return the word as an adjective that agrees with the head over other words, or None: "prawo, które ..."."""
        if at >= len(words) or not head.agreement:
            return None
        for reading in words[at].readings:
            common = reading.agreement & head.agreement
            if reading.word_class is WordClass.ADJECTIVE and common:
                token = words[at].token
                return PhraseWord(
                    token.text,
                    reading.lemma,
                    WordClass.ADJECTIVE,
                    Relation.MODIFIER,
                    -1,
                    token.start,
                    token.end,
                    common,
                )
        return None

    def _find_cited(self, words: list[Word], at: int, facts: TermFacts) -> Chain | None:
        """Return the longest phrase that begins at a word in the nominative; among equals the one that fits the facts.

        Where these say nothing it is that of the likeliest reading, and rather in the singular.
        """
        best: Chain | None = None
        least: tuple[int, int, int] | None = None
        for rank, core in zip(range(_MAX_CORES_TRIED), self._list_nominatives(words, at), strict=False):
            chain = self._extend(words, core)
            order = (-chain.stop, _count_misses(core, facts), rank)
            if least is None or order < least:
                best, least = chain, order
        return best

    def _list_nominatives(self, words: list[Word], at: int) -> Iterator[Core]:
        for core in self._list_cores(words, at):
            if not core.agreement:
                yield core
            for number in NUMBERS:
                kept = frozenset(a for a in core.agreement if (a.case, a.number) == ("Nom", number))
                if kept:
                    yield replace(core, agreement=kept)

    def _separates(self, word: Word) -> int:
        """Return 1 for a word or mark between the members of a list, else 0."""
        return int(word.token.text in _SEPARATORS or word.token.text.lower() in self.conjunctions)

    def _find_apposed(self, words: list[Word], chain: Chain, facts: TermFacts) -> Chain | None:
        """Return the nominative right after a noun that changes with it ("member state", "rzeka Wisła"), or None."""
        core = chain.cores[0]
        if len(chain.cores) > 1 or core.is_name or core.stop != core.noun + 1:
            return None
        found = self._find_cited(words, chain.stop, facts)
        if found is None:
            return None
        numbers = [{a.number for a in each.agreement} for each in (core, found.cores[0])]
        return found if numbers[0] & numbers[1] else None

    def _may_stay(self, words: list[Word], at: int, head: Core) -> bool:
        """Whether what begins at a word can't agree with the head: in another case, or the object of an adjective."""
        if words[at].token.text == "," and at + 1 < len(words):
            at += 1
        if self._separates(words[at]):
            return False
        readings = words[at].readings
        if self._find_preposition(words, at)[0] or not words[at].token.is_word or not readings:
            return True
        if is_capital(words[at]) and readings[0].word_class is WordClass.NAME:
            return True
        is_object = words[at - 1].find_reading(WordClass.ADJECTIVE) is not None
        nominative = [r for r in readings if any(a.case == "Nom" for a in r.agreement)]
        return all(is_object or r.word_class is not WordClass.NOUN for r in nominative) and not any(
            r.agreement & head.agreement for r in nominative if r.word_class is WordClass.ADJECTIVE
        )


def _count_misses(core: Core, facts: TermFacts) -> int:
    """Return how many of the facts a core contradicts; an undeclined name has no values to do so."""
    found = core.agreement
    is_other_gender = bool(facts.gender) and not any(a.gender.startswith(facts.gender) for a in found)
    is_other_number = bool(facts.number) and not any(a.number == facts.number for a in found)
    is_other_class = facts.word_class not in (None, core.chosen[core.noun].word_class)
    return (is_other_gender + is_other_number if found else 0) + is_other_class


def transparent(text: str, word_class: WordClass = WordClass.NUMBER) -> Reading:
    """Return the reading of an adverb before an adjective: it stands between words that agree, and stays as it is."""
    return Reading(text, word_class)


def _respell(text: str) -> Iterator[str]:
    """Yield a term as it stands, then with a small first letter, then in small letters, each of the same length.

    A short word in capitals is an acronym and no other word.
    """
    yield text
    if text.isupper() and len(text) <= _MAX_ACRONYM:
        return
    seen = {text}
    for spelling in (text[:1].lower() + text[1:], text.lower()):
        if len(spelling) == len(text) and spelling not in seen:
            seen.add(spelling)
            yield spelling


def _skip_opening(words: list[Word]) -> int:
    """Return the index of the first word that isn't an opening mark or an ordinal number in figures."""
    at = 0
    while at + 1 < len(words):
        text = words[at].token.text
        is_figure = text.isdigit() and (words[at + 1].token.text == "." or not words[at].readings)
        if not (text in _OPENING or is_figure or (text == "." and at > 0)):
            break
        at += 1
    return at


def _restore(phrase: Phrase, text: str) -> Phrase:
    """Return a phrase that was read in small letters with the letters of the term."""
    words = [
        word if word.text.lower() != (own := text[word.start : word.end]).lower() else replace(word, text=own)
        for word in phrase.words
    ]
    return Phrase(tuple(words), phrase.head)


def _splice(cited: _Cited, forms: Sequence[str]) -> str:
    """Return a term with its parts in other forms."""
    pieces, at = [], cited.start
    for part, form in zip(cited.parts, forms, strict=True):
        pieces += [cited.text[at : part.start], form]
        at = part.end
    return "".join([*pieces, cited.text[at:]])
