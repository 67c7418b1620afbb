"""Phrases in other cases and numbers, with agreement inside them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from align.languages.inflection import drop_articles, find_conjuncts, find_number, list_conjuncts, match_case, rate
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import QUOTES

CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc", "Voc")
NUMBERS = ("Sing", "Plur")
_MUCH_RARER = 1.2
"""On the Zipf scale: so much rarer is the plural genitive of a noun that is mostly spoken of in the singular."""


class Declension(ABC):
    """The inflection of whole phrases, from that of their words, which a subclass gives."""

    tag: str

    @abstractmethod
    def inflect(self, word: PhraseWord, target: Agreement) -> str | None:
        """Return a noun, adjective or name in another form, in lower case; None if it has no such form."""

    def cite(self, phrase: Phrase, number: str) -> str:
        """Return the citation form: head and its modifiers in the nominative of `number`, the rest as it stands.

        With a plural head that becomes singular goes its plural genitive: "heads of departments" are each the head of a
        department. As the head has no article, the nouns coordinated with it have none.
        """
        cited = drop_articles(phrase)
        return self._decline(self._divide(cited) if number == "Sing" else cited, "Nom", number)

    def forms(self, phrase: Phrase) -> frozenset[str]:
        """Return the phrase in every case and number, with agreement between the head and its modifiers.

        A genitive may change its number with the head: heads of committees are each the head of a committee. A head
        that has two forms of a kind has both.
        """
        found: set[str] = set()
        for one in self._vary(phrase):
            for case, number in product(CASES, NUMBERS):
                found.add(self._decline(one, case, number))
                found.update(self._decline(one, case, number, each) for each in self._find_doublets(one, case, number))
            for changed, number in ((self._divide(one), "Sing"), (self._multiply(one), "Plur")):
                if changed is not one:
                    found.update(self._decline(changed, case, number) for case in CASES)
        return frozenset(found)

    def find_doublets(self, word: PhraseWord, target: Agreement) -> Sequence[str]:  # noqa: ARG002 - for those who know
        """Return the forms of a noun that are about as usual as the one that `inflect` returns, in lower case."""
        return ()

    def _find_doublets(self, phrase: Phrase, case: str, number: str) -> Sequence[str]:
        head = phrase.words[phrase.head]
        target = self._find_target(head, case, number) if head.word_class is WordClass.NOUN else None
        return self.find_doublets(head, target) if target is not None else ()

    def _vary(self, phrase: Phrase) -> Iterator[Phrase]:
        """Yield a phrase, and if it joins nouns also without the articles of these, and with a comma between two."""
        yield phrase
        if find_conjuncts(phrase):
            bare = drop_articles(phrase)
            if bare is not phrase:
                yield bare
            listed = list_conjuncts(bare)
            if listed is not bare:
                yield listed

    def _decline(self, phrase: Phrase, case: str, number: str, head: str | None = None) -> str:
        """Return the phrase with its head in a case and number, and with it the nouns coordinated with it.

        Where these are of another number than the head ("policy and guidelines"), each noun keeps its own. `head` is
        written for the usual form of the head.
        """
        texts = [word.text for word in phrase.words]
        nouns = [phrase.head, *find_conjuncts(phrase)]
        numbers = [find_number(phrase.words[noun]) for noun in nouns]
        is_mixed = len(set(numbers)) > 1
        for noun, own in zip(nouns, numbers, strict=True):
            for i, text in self._decline_group(phrase, noun, case, (is_mixed and own) or number).items():
                texts[i] = match_case(text, phrase.words[i].text)
        if head is not None:
            texts[phrase.head] = match_case(head, phrase.words[phrase.head].text)
        pieces = [texts[0]]
        for i in range(1, len(texts)):
            pieces.append(" " if phrase.words[i].start > phrase.words[i - 1].end else "")
            pieces.append(texts[i])
        return "".join(pieces)

    def _divide(self, phrase: Phrase) -> Phrase:
        """Return a phrase with the plural genitives of a plural head in the singular, where that is no rarer a form."""
        return self._renumber(phrase, "Plur", "Sing", 0.0)

    def _multiply(self, phrase: Phrase) -> Phrase:
        """Return a phrase with the singular genitives of a singular head in the plural, where that isn't much rarer."""
        return self._renumber(phrase, "Sing", "Plur", _MUCH_RARER)

    def _renumber(self, phrase: Phrase, own: str, other: str, slack: float) -> Phrase:
        """Return a phrase whose head has a number with the genitives of that number in the other one."""
        if find_number(phrase.words[phrase.head]) != own:
            return phrase
        words = list(phrase.words)
        for i, word in enumerate(phrase.words):
            # "Schools of all districts" and "of rivers and lakes" are about more than one of them.
            is_many = any(
                w.governor == i and (w.relation is Relation.COORDINATED or w.word_class is WordClass.NUMBER)
                for w in phrase.words
            )
            if word.relation is not Relation.GENITIVE or word.governor != phrase.head or is_many:
                continue
            if word.word_class is not WordClass.NOUN or find_number(word) != own or not QUOTES.isdisjoint(word.text):
                continue
            texts = self._decline_group(phrase, i, "Gen", other)
            if texts and rate(texts[i], self.tag) >= rate(word.text, self.tag) - slack:
                for k, text in texts.items():
                    words[k] = replace(words[k], text=match_case(text, words[k].text))
        return Phrase(tuple(words), phrase.head) if words != list(phrase.words) else phrase

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
