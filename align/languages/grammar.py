"""Noun phrases of languages whose adjectives agree with their nouns: Polish, Russian, Greek.

A core is an optional article, modifiers, a noun or a name, and (in Polish) following modifiers that agree with it. A
phrase is a core followed by cores in the genitive, joined by a preposition that governs their case, or coordinated.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from align.languages.chains import (
    Chain,
    Core,
    Reading,
    Word,
    is_apposition,
    is_capital,
    join_codes,
    join_lower,
    make_phrase,
    name_core,
    unify,
)
from align.languages.declension import Declension
from align.languages.phrases import Agreement, Phrase, Relation, WordClass
from align.languages.tokens import CLOSING, Token, tokenize

MAX_MODIFIERS = 4
MAX_CORES = 12


class AgreementLanguage(Declension):
    """A language whose phrases are found by agreement; a subclass gives readings, inflection and the small facts."""

    modifiers_follow: bool = False
    prepositions: Mapping[str, frozenset[str]] = {}
    """Preposition (lower case, of one or more words) -> the cases it governs."""
    conjunctions: frozenset[str] = frozenset()
    general_lemmas: frozenset[str] = frozenset()
    place_prepositions: frozenset[str] = frozenset()
    document_nouns: frozenset[str] = frozenset()
    number_signs: frozenset[str] = frozenset()
    """Abbreviations of "number", in lower case and without a point."""
    quantifiers: Mapping[str, tuple[str, frozenset[str]]] = {}
    """Form of a word for "all" or "one" that may stand before a noun inside a phrase -> lemma, cases of that noun."""

    @abstractmethod
    def read(self, sentences: Sequence[Sequence[Token]]) -> list[list[Word]]:
        """Return the words of each sentence with their readings, one word for each token."""

    @abstractmethod
    def stem(self, lemma: str) -> str:
        """Return the root that an adjective shares with the noun it is derived from."""

    def is_general(self, lemma: str) -> bool:
        """Whether a lemma is too general to begin or end a term."""
        return lemma in self.general_lemmas

    def find_phrases(self, sentences: Sequence[str]) -> list[list[Phrase]]:
        """Return the maximal noun phrases and names of each sentence, in text order and without overlap."""
        read = self.read([tokenize(sentence) for sentence in sentences])
        return [list(self._chunk(join_codes(words, self.number_signs, self.document_nouns))) for words in read]

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
            yield make_phrase(words, chain)
            i = chain.stop

    def _extend(self, words: list[Word], core: Core) -> Chain:
        """Add to a core the cores that depend on it, each on the nearest noun before it.

        The number of a document hangs on the noun for it, wherever that stands. A name ends the phrase, and so does a
        quotation.
        """
        chain = Chain()
        chain.add(core, Relation.HEAD, -1, core.start)
        last = core
        while len(chain.cores) < MAX_CORES and not last.is_name:
            document = self._find_document(words, chain, last.stop)
            if document is not None:
                at = last.stop
                code = Reading(words[at].code, WordClass.NUMBER)
                chain.add(Core(at, at + 1, at, frozenset(), {at: code}), Relation.MODIFIER, document.noun, at)
                last = replace(document, stop=at + 1)
                continue
            quoted = self._find_quoted(words, last.stop)
            if quoted is not None:
                chain.quote(quoted, last.noun)
                break
            found = self._find_dependent(words, last)
            if found is None:
                break
            chain.add(found[0], found[1], last.noun, last.stop)
            last = found[0]
        return chain

    def _find_document(self, words: list[Word], chain: Chain, at: int) -> Core | None:
        """Return the core whose number stands at a word: the last one that is a noun for a document."""
        if at >= len(words) or not words[at].code:
            return None
        nouns = (core for core in reversed(chain.cores) if core.chosen[core.noun].lemma in self.document_nouns)
        return next(nouns, None)

    def _find_quoted(self, words: list[Word], at: int) -> Chain | None:
        """Return what stands between the quotation marks that open at a word, if that is one whole noun phrase.

        After a noun it is a genitive ("the model of «one window»") or a title in the nominative.
        """
        closing = CLOSING.get(words[at].token.text) if at + 2 < len(words) else None
        if closing is None or words[at + 1].token.start > words[at].token.end:
            return None
        for case in ("Gen", "Nom"):
            core = self._find_inner(words, at + 1, frozenset({case}))
            chain = self._extend(words, core) if core is not None else None
            if chain is None or chain.quotes or chain.stop >= len(words):
                continue
            if words[chain.stop].token.text in closing:
                return chain
        return None

    def _find_dependent(self, words: list[Word], last: Core) -> tuple[Core, Relation] | None:
        at = last.stop
        core = self._find_inner(words, at, frozenset({"Gen"}))
        if core is not None and core.agreement and not is_apposition(last, core):
            return core, Relation.GENITIVE
        length, cases = self._find_preposition(words, at)
        linked = self._find_inner(words, at + length, cases) if length else None
        if linked is not None:
            return linked, Relation.LINKED
        if at < len(words) and words[at].token.text.lower() in self.conjunctions:
            joined = self._find_core(words, at + 1, frozenset(a.case for a in last.agreement))
            if joined is not None and not joined.is_name:
                return joined, Relation.COORDINATED
        return None

    def _find_inner(self, words: list[Word], at: int, cases: frozenset[str]) -> Core | None:
        """Return the core that begins at a word inside a phrase, where a quantifier may stand before it."""
        core = self._find_core(words, at, cases)
        if core is not None or at + 1 >= len(words):
            return core
        lemma, own = self.quantifiers.get(words[at].token.text.lower(), ("", frozenset()))
        core = self._find_core(words, at + 1, cases & own) if cases & own else None
        if core is None or core.is_name:
            return None
        return replace(core, start=at, chosen={**core.chosen, at: Reading(lemma, WordClass.NUMBER)})

    def _find_preposition(self, words: list[Word], at: int) -> tuple[int, frozenset[str]]:
        """Return length and governed cases of the longest preposition that stands at a word; length 0 if none does."""
        for length in (3, 2, 1):
            if at + length < len(words):
                cases = self.prepositions.get(join_lower(words, at, at + length))
                if cases:
                    return length, cases
        return 0, frozenset()

    def _find_cases_before(self, words: list[Word], at: int) -> frozenset[str] | None:
        """Return the cases that the longest preposition right before a word governs."""
        for length in range(min(3, at), 0, -1):
            cases = self.prepositions.get(join_lower(words, at - length, at))
            if cases:
                return cases
        return None

    def _find_core(self, words: list[Word], at: int, cases: frozenset[str] | None = None) -> Core | None:
        """Return the longest core that begins at a word; among equals the one of the likeliest readings.

        Given `cases`, it stands in one of them: a longer core in another case rules out a shorter one.
        """
        best: Core | None = None
        longest = at
        for core in self._list_cores(words, at):
            longest = max(longest, core.stop)
            fitting = core.restrict(cases)
            if fitting is not None and (best is None or fitting.stop > best.stop):
                best = fitting
        return best if best is not None and best.stop == longest else None

    def _list_cores(self, words: list[Word], at: int) -> Iterator[Core]:
        """Yield the cores that begin at a word, those of the likeliest readings first."""
        if at >= len(words) or not words[at].readings:
            return
        chosen: dict[int, Reading] = {}
        agreement: frozenset[Agreement] | None = None
        first = at
        article = words[at].find_reading(WordClass.DETERMINER)
        if article is not None:
            chosen[at], agreement, first = article, article.agreement, at + 1
        yield from self._match_modifiers(words, at, first, agreement, chosen, MAX_MODIFIERS)

    def _match_modifiers(
        self,
        words: list[Word],
        start: int,
        at: int,
        agreement: frozenset[Agreement] | None,
        chosen: dict[int, Reading],
        left: int,
    ) -> Iterator[Core]:
        """Yield the cores whose noun, or further modifiers and then noun, begin at a word."""
        if at >= len(words):
            return
        for reading in words[at].readings:
            common = unify(agreement, reading)
            if common is not None and not common:
                continue
            taken = {**chosen, at: reading}
            if reading.word_class is WordClass.NOUN and common:
                yield self._add_following(words, Core(start, at + 1, at, common, taken))
            elif reading.word_class is WordClass.NAME:
                # "Ameryka Północna" is a name of two words; "współczesna Ameryka" is not.
                if all(is_capital(words[i]) for i in chosen if chosen[i].word_class is not WordClass.DETERMINER):
                    yield self._add_following(words, name_core(words, start, at, common, taken))
            elif reading.word_class in (WordClass.ADJECTIVE, WordClass.NUMBER) and left:
                yield from self._match_modifiers(words, start, at + 1, common, taken, left - 1)
                is_joined = at + 2 < len(words) and self._joins_modifiers(words[at + 1])
                if is_joined and words[at + 2].find_reading(WordClass.ADJECTIVE):
                    yield from self._match_modifiers(words, start, at + 2, common, taken, left - 1)

    def _joins_modifiers(self, word: Word) -> bool:
        return word.token.text == "," or word.token.text.lower() in self.conjunctions

    def _add_following(self, words: list[Word], core: Core) -> Core:
        """Add the modifiers that follow the noun."""
        if not self.modifiers_follow:
            return core
        at, agreement, chosen = core.stop, core.agreement, dict(core.chosen)
        while at < len(words) and at - core.noun <= MAX_MODIFIERS:
            skip = 1 if words[at].token.text.lower() in self.conjunctions and at > core.stop else 0
            i = at + skip
            adjective = words[i].find_reading(WordClass.ADJECTIVE) if i < len(words) else None
            common = unify(agreement, adjective) if adjective else None
            if adjective is None or not common or self._opens_next(words, core, i, adjective):
                break
            chosen[i], agreement, at = adjective, common, i + 1
        return Core(core.start, at, core.noun, agreement, chosen)

    def _opens_next(self, words: list[Word], core: Core, at: int, adjective: Reading) -> bool:
        """Whether an adjective after a noun belongs to what follows: a name, or "członka *Centralnego* Komitetu"."""
        if words[at].readings[0].word_class is WordClass.NAME or (core.is_name and not is_capital(words[at])):
            return True
        has_own_capital = is_capital(words[core.noun]) and not core.is_name
        if has_own_capital or not is_capital(words[at]) or at + 1 >= len(words) or not is_capital(words[at + 1]):
            return False
        return any(
            reading.word_class is WordClass.NOUN and reading.agreement & adjective.agreement
            for reading in words[at + 1].readings
        )


def read_quantifiers(table: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return form -> (lemma, cases of the noun after it) from lines such as `all: alle Nom Acc, aller Gen`.

    >>> sorted(read_quantifiers("all: alle Nom Acc, aller Gen")["alle"][1])
    ['Acc', 'Nom']
    """
    found = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        lemma, _, cells = line.partition(": ")
        for cell in cells.split(", "):
            form, *cases = cell.split()
            found[form] = lemma, frozenset(cases)
    return found
