"""Reduce the mentions of a language to term candidates with their occurrences, nesting and termhood."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from align.languages import Language, get_language
from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass
from align.mentions import Key, Mention, accept_links
from glossary.model import ConceptKind, Context, GrammaticalGender, PartOfSpeech

MIN_WORD_FREQUENCY = 3
"""A single word is a term by itself from this frequency on; a rarer one needs a counterpart in another language."""
MAX_RARE_WORDS = 5
"""A phrase seen once is a term by itself up to this many content words."""
MIN_RARE_WEIRDNESS = 2.0
"""... or seen twice, if it is by so many decades more frequent than in general language."""
MIN_SPELLING_SHARE = 0.15
"""A spelling with fewer capitals is cited if at least this share of the mentions has it."""
MIN_PLURAL_FREQUENCY = 5
"""A phrase is cited in the plural if it is attested so often, and in the plural only."""
MIN_PLURAL_LEAD = 0.5
"""By how much on the Zipf scale a plural must be commoner than its singular to be cited."""
RARE_ZIPF = 2.0
"""Words that the general-language reference hardly knows count as if they had this Zipf frequency."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term candidate of one language: all mentions with one lemma key.

    `nested` counts the occurrences inside longer candidates. `is_strong` tells a candidate that stands by its own
    statistics; the others enter the glossary only with a counterpart in another language.
    """

    language: str
    key: Key
    text: str
    phrase: Phrase
    kind: ConceptKind
    part_of_speech: PartOfSpeech
    gender: GrammaticalGender | None
    contexts: tuple[Context, ...]
    nested: int
    termhood: float
    is_strong: bool

    @property
    def frequency(self) -> int:
        """The number of occurrences."""
        return len(self.contexts)

    @property
    def head(self) -> PhraseWord:
        """The head word of the phrase."""
        return self.phrase.words[self.phrase.head]


@dataclass(frozen=True, slots=True)
class _Group:
    """The mentions of one key and what surrounds them.

    `containers` are the keys of the longer phrases around them; `left` and `right` the words by which those go on,
    with an empty one for each mention that no longer phrase extends on that side. `is_supported` is False for a phrase
    that only a counterpart in another language can make a term.
    """

    key: Key
    mentions: tuple[Mention, ...]
    containers: tuple[Key, ...]
    nested: int
    left: frozenset[str]
    right: frozenset[str]
    is_supported: bool

    @property
    def frequency(self) -> int:
        return len(self.mentions)

    @property
    def size(self) -> int:
        return len(self.mentions[0].phrase.content())

    @property
    def is_whole(self) -> bool:
        """Whether it is a name or a constituent anywhere; a single word always is."""
        return self.size == 1 or any(m.is_constituent or m.phrase.is_name for m in self.mentions)


def reduce_all(mentions: Sequence[Mention]) -> list[Candidate]:
    """Return the candidates of all languages, sorted by language, then by falling termhood."""
    by_language: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_language[mention.language].append(mention)
    return [c for language in sorted(by_language) for c in reduce_mentions(language, by_language[language])]


def reduce_mentions(language: str, mentions: Sequence[Mention]) -> list[Candidate]:
    """Return the candidates of one language, sorted by falling termhood."""
    module = get_language(language)
    names = [m for m in mentions if m.phrase.is_name]
    accepted, possible = accept_links([m for m in mentions if not m.phrase.is_name])
    found = _group(names + accepted, possible)
    groups = {key: group for key, group in found.items() if group.size <= MAX_RARE_WORDS or not _is_fragment(group)}
    lemma_counts, total = _count_lemmas(group for group in groups.values() if group.is_supported)
    candidates = []
    for group in groups.values():
        weirdness = _measure_weirdness(group, language, lemma_counts, total)
        unithood = _measure_c_value(group, groups)
        phrase, text = _choose_citation(group, module)
        head = phrase.words[phrase.head]
        candidates.append(
            Candidate(
                language=language,
                key=group.key,
                text=text,
                phrase=phrase,
                kind=_decide_kind(group, module),
                part_of_speech=PartOfSpeech.PROPER_NOUN if phrase.is_name else PartOfSpeech.NOUN,
                gender=_find_gender(head),
                contexts=tuple(m.context for m in group.mentions),
                nested=group.nested,
                termhood=round(unithood * weirdness, 6),
                is_strong=_is_strong(group, unithood, weirdness, groups),
            )
        )
    return sorted(candidates, key=lambda c: (-c.termhood, c.key))


# -- groups ------------------------------------------------------------------------------------------------------------


def _group(supported: Sequence[Mention], possible: Sequence[Mention]) -> dict[Key, _Group]:
    """Return the groups of all mentions; only supported ones make others nested."""
    by_key: dict[Key, list[Mention]] = defaultdict(list)
    by_chain: dict[tuple[str, int], list[tuple[int, int, Mention]]] = defaultdict(list)
    for mention in (*supported, *possible):
        by_key[mention.key].append(mention)
    for mention in supported:
        # A coordination seen once is too weak to make its parts nested.
        if not mention.is_coordination or len(by_key[mention.key]) > 1:
            span = mention.phrase.start, mention.phrase.end
            by_chain[mention.document, mention.chain].append((*span, mention))
    unsupported = {mention.key for mention in possible}
    groups = {}
    for key, found in sorted(by_key.items()):
        containers: set[Key] = set()
        left, right = set(), set()
        nested = 0
        for part in found:
            start, end = part.phrase.start, part.phrase.end
            around = [
                longer
                for first, last, longer in by_chain[part.document, part.chain]
                if first <= start and end <= last and last - first > end - start
            ]
            containers.update(m.key for m in around)
            nested += bool(around)
            neighbours = _find_neighbours(part.phrase, around)
            left.add(neighbours[0])
            right.add(neighbours[1])
        groups[key] = _Group(
            key,
            tuple(found),
            tuple(sorted(containers)),
            nested,
            frozenset(left),
            frozenset(right),
            key not in unsupported,
        )
    return groups


def _find_neighbours(part: Phrase, around: Iterable[Mention]) -> tuple[str, str]:
    """Return the content words left and right of a phrase within the phrases around it; empty where there is none."""
    left = right = ""
    for mention in around:
        content = mention.phrase.content()
        left = next((word.lemma for word in reversed(content) if word.end <= part.start), left)
        right = next((word.lemma for word in content if word.start >= part.end), right)
    return left, right


def _is_fragment(group: _Group) -> bool:
    """Whether a phrase always goes on with the same word on one side, and is never a constituent by itself."""
    return not group.is_whole and any(len(side) == 1 and "" not in side for side in (group.left, group.right))


# -- measures ----------------------------------------------------------------------------------------------------------


def _count_lemmas(groups: Iterable[_Group]) -> tuple[Counter[str], int]:
    """Return how often each content lemma stands in the corpus as far as groups tell, and their sum."""
    places: dict[str, set[tuple[str, int, int]]] = defaultdict(set)
    for group in groups:
        for mention in group.mentions:
            for word in mention.phrase.content():
                places[word.lemma].add((mention.document, mention.chain, word.start))
    counts = Counter({lemma: len(found) for lemma, found in places.items()})
    return counts, max(1, sum(counts.values()))


def _measure_weirdness(group: _Group, language: str, counts: Counter[str], total: int) -> float:
    """Return how much more frequent the content words are here than in general language, in decades, on average.

    "Weirdness" after Ahmad et al. 1999 (TREC-8), on the Zipf scale of wordfreq: log10 of frequency in 10^9 words.
    """
    lemmas = [word.lemma for word in group.mentions[0].phrase.content()]
    values = []
    for lemma in lemmas:
        here = math.log10(max(1, counts[lemma]) / total * 1e9)
        values.append(max(0.0, here - max(RARE_ZIPF, _zipf(lemma, language))))
    return sum(values) / len(values)


@cache
def _zipf(lemma: str, language: str) -> float:
    from wordfreq import zipf_frequency  # noqa: PLC0415 - loads its word lists; not wanted for --help

    return float(zipf_frequency(lemma, language))


def _measure_c_value(group: _Group, groups: dict[Key, _Group]) -> float:
    """Return the C-value of Frantzi, Ananiadou and Mima 2000, with log2(1 + length) so that single words count.

    What a phrase owes to longer ones is their mean frequency, but for one that is a constituent nowhere that of the
    most frequent: it is cut out of that, however many rare phrases hold it, too.
    """
    containers = [groups[key].frequency for key in group.containers if key in groups] or [0]
    owed = sum(containers) / len(containers) if group.is_whole else max(containers)
    independent = group.frequency - owed
    return math.log2(1 + group.size) * max(0.0, independent)


def _is_strong(group: _Group, unithood: float, weirdness: float, groups: dict[Key, _Group]) -> bool:
    """Whether statistics alone make the phrase a term.

    A phrase seen once must be short, neither coordinate nor quantify, and be a constituent or no part of a longer one
    that is itself repeated or short: in "committee of the department of public works of the city" the long phrase is
    no term, so its parts may be.
    """
    if not group.is_supported:
        return False
    if group.mentions[0].phrase.is_name:
        return True
    if group.size == 1:
        return group.frequency >= MIN_WORD_FREQUENCY or (group.frequency > 1 and weirdness >= MIN_RARE_WEIRDNESS)
    if group.frequency > 1:
        return not _is_fragment(group) and (unithood > 0 or all(m.is_constituent for m in group.mentions))
    is_many = any(map(_is_quantifier, group.mentions[0].phrase.words))
    if group.size > MAX_RARE_WORDS or group.mentions[0].is_coordination or is_many:
        return False
    around = [groups[key] for key in group.containers if key in groups]
    is_part = any(g.frequency > 1 or g.size <= MAX_RARE_WORDS for g in around)
    return group.mentions[0].is_constituent or not is_part


# -- description -------------------------------------------------------------------------------------------------------


def _choose_citation(group: _Group, language: Language) -> tuple[Phrase, str]:
    """Return the citation form that most mentions lead to, and a phrase it was made from.

    Mentions that open a sentence vote last, with a small first letter: their capital says nothing. Of spellings that
    differ in capitals only, the one with the fewest is taken if it is no rarity: inside the names of institutions
    every term wears capitals.
    """
    number = _choose_number(group, language)
    votes: Counter[str] = Counter()
    sources: dict[str, Phrase] = {}
    for mention in group.mentions:
        text = language.cite(mention.phrase, number)
        weight = 100
        is_titled = mention.phrase.is_name or text[:2].isupper() or _is_titled(mention.phrase)
        if mention.is_initial and not is_titled:
            text, weight = text[:1].lower() + text[1:], 1
        votes[text] += weight
        sources.setdefault(text, mention.phrase)
    most = min(votes, key=lambda t: (-votes[t], t))
    spellings = [t for t in votes if t.casefold() == most.casefold()]
    least = MIN_SPELLING_SHARE * sum(votes[t] for t in spellings)
    text = min((t for t in spellings if votes[t] >= least), key=lambda t: (sum(map(str.isupper, t)), -votes[t], t))
    return sources[text], text


def _choose_number(group: _Group, language: Language) -> str:
    """Return Plur for what stands in the plural only and is a plural by its nature or by habit; else Sing.

    That is a repeated phrase, a coordination of nouns ("rights and interests" are a set, not one of each), what
    quantifies ("committees of all levels" are many), or what has a head that is commoner so in general language. Forms
    that may be either number don't count, where another occurrence is plural for certain.
    """
    heads = [mention.phrase.words[mention.phrase.head] for mention in group.mentions]
    numbers = [_find_numbers(mention.phrase) for mention in group.mentions]
    if {"Plur"} not in numbers or any("Plur" not in found for found in numbers):
        return "Sing"
    phrase = group.mentions[0].phrase
    is_many = group.mentions[0].is_coordination or any(map(_is_quantifier, phrase.words[phrase.head :]))
    if group.size > 1 and (group.frequency >= MIN_PLURAL_FREQUENCY or is_many):
        return "Plur"
    head = Phrase((replace(heads[0], relation=Relation.HEAD, governor=-1),), 0)
    singular, plural = (_zipf(language.cite(head, number).lower(), language.tag) for number in ("Sing", "Plur"))
    return "Plur" if plural > singular + MIN_PLURAL_LEAD else "Sing"


def _find_numbers(phrase: Phrase) -> frozenset[str]:
    """Return the numbers that the head may be in; what is coordinated with it tells where the head does not."""
    joined = (w for w in phrase.words if w.relation is Relation.COORDINATED and w.governor == phrase.head)
    found = [frozenset(a.number for a in word.agreement) for word in (phrase.words[phrase.head], *joined)]
    return next((numbers for numbers in found if len(numbers) == 1), found[0])


def _is_quantifier(word: PhraseWord) -> bool:
    """Whether a word is "all" or "one": no number in figures, and not the first word of a quoted name."""
    return word.word_class is WordClass.NUMBER and word.lemma.islower() and word.text.isalpha()


def _find_gender(head: PhraseWord) -> GrammaticalGender | None:
    genders = {a.gender[:4] for a in head.agreement} - {""}
    names = {"Masc": GrammaticalGender.MASCULINE, "Fem": GrammaticalGender.FEMININE, "Neut": GrammaticalGender.NEUTER}
    return names.get(genders.pop()) if len(genders) == 1 else None


def _decide_kind(group: _Group, language: Language) -> ConceptKind:
    """Tell names and documents from other terms by form: numbers, quotations, capitals, prepositions before them."""
    mentions = group.mentions
    words = mentions[0].phrase.words
    if mentions[0].phrase.is_name:
        text = mentions[0].context.sentence[words[0].start : words[-1].end]
        if len(words) == 1 and text.isupper():
            return ConceptKind.ORGANIZATION
        local = sum(m.before in language.place_prepositions for m in mentions)
        return ConceptKind.PLACE if 2 * local >= len(mentions) or len(words) == 1 else ConceptKind.PERSON
    inner = [m for m in mentions if not m.is_initial]
    is_proper = len(mentions[0].phrase.content()) > 1 and bool(inner) and all(_is_title(m.phrase) for m in inner)
    if words[mentions[0].phrase.head].lemma in language.document_nouns:
        return ConceptKind.DOCUMENT if is_proper or _is_numbered(mentions[0].phrase) else ConceptKind.TERM
    if is_proper:
        return ConceptKind.ORGANIZATION
    return ConceptKind.TERM


def _is_numbered(phrase: Phrase) -> bool:
    """Whether the number of a document hangs on the head, after it: "Decree No. 7"."""
    numbers = (i for i, word in enumerate(phrase.words) if word.word_class is WordClass.NUMBER and i > phrase.head)
    return any(phrase.words[i].governor == phrase.head for i in numbers)


def _is_titled(phrase: Phrase) -> bool:
    """Whether a head that is not the first word has a capital, so that the first word has its own by right."""
    head = phrase.words[phrase.head]
    return head.start > phrase.start and head.text[:1].isupper()


def _is_title(phrase: Phrase) -> bool:
    """Whether the head and the first word begin with a capital, as in the name of an institution."""
    return all(word.text[:1].isupper() for word in (phrase.words[0], phrase.words[phrase.head]))
