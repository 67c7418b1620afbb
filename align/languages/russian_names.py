"""Which words of a Russian sentence are names, and what their nominative is."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from align.languages.russian_tagger import Span, Tag

PERSON_GRAMMEMES = frozenset({"Name", "Surn", "Patr"})
NAME_GRAMMEMES = PERSON_GRAMMEMES | {"Geox", "Abbr", "Orgn"}
_OPENING = frozenset('.!?;:«»"“”„(–—…•')
_CONTENT = frozenset({"NOUN", "ADJ", "VERB", "ADV", "PROPN"})
_CACHE = 200_000
_MAX_ACRONYM = 6
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")

# Base ending -> endings of the oblique cases of the singular; the soft sign ends two declensions (Хатинь, Казань).
_DECLENSIONS: Sequence[tuple[str, Mapping[str, str]]] = (
    ("", {"Gen": "а", "Dat": "у", "Acc": "а", "Ins": "ом", "Loc": "е"}),
    ("ь", {"Gen": "я", "Dat": "ю", "Acc": "я", "Ins": "ем", "Loc": "е"}),
    ("ь", {"Gen": "и", "Dat": "и", "Ins": "ью", "Loc": "и"}),
    ("й", {"Gen": "я", "Dat": "ю", "Acc": "я", "Ins": "ем", "Loc": "е"}),
    ("а", {"Gen": "ы", "Dat": "е", "Acc": "у", "Ins": "ой", "Loc": "е"}),
    ("я", {"Gen": "и", "Dat": "е", "Acc": "ю", "Ins": "ей", "Loc": "е"}),
)
_MASCULINE_NAME = re.compile(r"[А-ЯЁ][а-яё]*(?:[ -][А-ЯЁ][а-яё]*)*[бвгджзйклмнпрстфхцчшщ]")
_VOWELS = frozenset("аеёиоуыэюя")


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the dictionary says of a word form."""

    is_known: bool
    is_person: bool
    is_place: bool
    leads_as_name: bool


class NameFinder:
    """Combines the entity recogniser, the tagger and the dictionary."""

    def __init__(self, analyzer: Any) -> None:
        self._analyzer = analyzer
        self._profile = lru_cache(_CACHE)(self._describe)

    def find(self, words: Sequence[str], tags: Sequence[Tag], spans: Sequence[Span]) -> dict[int, bool]:
        """Return the words of a sentence that are names, and for each whether the dictionary declines it."""
        persons: set[int] = set()
        names: dict[int, bool] = {}
        for span in spans:
            if span.kind == "PER":
                inside = self._trim(words, tags, span)
                persons.update(inside)
                known = all(self._profile(words[i].lower()).is_person for i in inside)
                names.update(dict.fromkeys(inside, known))
        recognised = {i: span.kind for span in spans for i in range(span.start, span.stop)}
        has_small = any(word.islower() and len(word) > 2 for word in words)
        places = set()
        for i, word in enumerate(words):
            if i in names or not word[0].isupper():
                continue
            profile = self._profile(word.lower())
            if _is_place(word, tags[i], profile, recognised.get(i, ""), has_small):
                places.add(i)
            elif profile.is_known:
                if profile.is_person and profile.leads_as_name and tags[i].pos == "PROPN":
                    names[i] = True
            elif _is_unknown_name(word, tags[i], recognised.get(i, ""), _is_opening(words, i)):
                names[i] = False
        _bridge(words, tags, names)
        # Names that touch are one name, so a place beside a person is left to the nouns.
        names.update((i, True) for i in places if not {i - 1, i + 1} & persons)
        return names

    def _trim(self, words: Sequence[str], tags: Sequence[Tag], span: Span) -> range:
        """Return a person's words without a title before them."""
        start, stop = span.start, span.stop
        while start < stop and self._is_title(words, tags, start):
            start += 1
        while start < stop and not words[stop - 1][0].isupper():
            stop -= 1
        if all(tags[i].pos == "ADJ" and self._is_common(words[i]) for i in range(start, stop)):
            return range(0)  # "Украинский" for "Украинский фронт"
        return range(start, stop)

    def _is_title(self, words: Sequence[str], tags: Sequence[Tag], at: int) -> bool:
        if not words[at][0].isupper():
            return True
        return _is_opening(words, at) and tags[at].pos in ("NOUN", "ADJ") and self._is_common(words[at])

    def _is_common(self, word: str) -> bool:
        """Whether the dictionary has a word, and not as a person's name."""
        profile = self._profile(word.lower())
        return profile.is_known and not profile.is_person

    def _describe(self, form: str) -> _Profile:
        parses = self._analyzer.parse(form)
        known = self._analyzer.word_is_known(form)
        if not known and "-" in form:
            known = self._analyzer.word_is_known(form.rsplit("-", 1)[1])
        # Only nouns that really stand in the dictionary: it guesses "Тайлер" to be a form of "Тайлера".
        nouns = [parse for parse in parses if parse.is_known and parse.tag.POS == "NOUN"]
        return _Profile(
            known,
            any(parse.tag.grammemes & PERSON_GRAMMEMES for parse in nouns),
            any(parse.tag.grammemes & (NAME_GRAMMEMES - PERSON_GRAMMEMES) for parse in nouns),
            bool(nouns and nouns[0] is parses[0] and nouns[0].tag.grammemes & NAME_GRAMMEMES),
        )


def _is_place(word: str, tag: Tag, profile: _Profile, recognised: str, has_small: bool) -> bool:
    """Whether a capitalised word is a place or an acronym of the dictionary."""
    if not (profile.is_known and profile.is_place and profile.leads_as_name):
        return False
    if word.isupper() and not (has_small and len(word) <= _MAX_ACRONYM):
        return False  # in a line of capitals every word looks like an acronym
    return tag.pos in ("PROPN", "NOUN") or recognised == "LOC"


def _is_unknown_name(word: str, tag: Tag, recognised: str, is_opening: bool) -> bool:
    """Whether a capitalised word that the dictionary lacks is a name.

    Of Latin words only the recogniser can tell: "Toyota" is one, a file name is not.
    """
    if recognised or not _CYRILLIC.match(word):
        return bool(recognised)
    return not is_opening and tag.pos not in ("ADJ", "VERB")


def _is_opening(words: Sequence[str], at: int) -> bool:
    """Whether a capital says nothing because a sentence, clause or quotation begins here."""
    return at == 0 or words[at - 1] in _OPENING


def _bridge(words: Sequence[str], tags: Sequence[Tag], names: dict[int, bool]) -> None:
    """Take in the capitalised words beside a name that look like particles (Ван, Ле) or names to the tagger."""
    for i, word in enumerate(words):
        if i in names or not word[0].isupper() or not _CYRILLIC.match(word) or _is_opening(words, i):
            continue
        before, after = i - 1 in names, i + 1 in names
        is_particle = tags[i].pos not in _CONTENT
        if (is_particle and (before or after)) or (tags[i].pos == "PROPN" and before):
            names[i] = False


def decline_foreign_name(name: str) -> frozenset[str]:
    """Return the singular forms of a name that the dictionary lacks: what ends in a hard consonant is a masculine.

    None for other names: one in a vowel may be undeclined, the gender of one in a soft consonant isn't known.

    >>> sorted(decline_foreign_name("Хо Ши Мин"))
    ['Хо Ши Мин', 'Хо Ши Мина', 'Хо Ши Мине', 'Хо Ши Мином', 'Хо Ши Мину']
    """
    if _MASCULINE_NAME.fullmatch(name) is None:
        return frozenset()
    base, endings = next(
        (name.removesuffix(ending), endings)
        for ending, endings in (_DECLENSIONS[3], _DECLENSIONS[0])
        if name.endswith(ending)
    )
    oblique = {case: "ем" if case == "Ins" and base[-1] in "жцчшщ" else ending for case, ending in endings.items()}
    return frozenset({name, *(base + ending for ending in oblique.values())})


def infer_lemmas(
    texts: Sequence[Sequence[str]], tags: Sequence[Sequence[Tag]], names: Sequence[Mapping[int, bool]]
) -> list[dict[int, str]]:
    """Return for each sentence the nominatives of the names that the dictionary does not decline, by word."""
    fixed = [[i for i, is_declined in sorted(found.items()) if not is_declined] for found in names]
    proven = infer_name_lemmas(
        (text[i], tag[i].case) for text, tag, found in zip(texts, tags, fixed, strict=True) for i in found
    )
    lemmas = []
    for text, tag, found in zip(texts, tags, fixed, strict=True):
        here = {i: text[i] for i in found}
        for start in (i for i in found if i - 1 not in here):
            stop = start + 1
            while stop in here:
                stop += 1
            here.update(enumerate(infer_person_lemmas(text[start:stop], tag[start:stop]), start))
        lemmas.append({i: proven.get(text[i], lemma) for i, lemma in here.items()})
    return lemmas


def infer_name_lemmas(forms: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the nominative of the names whose other forms prove it, from all (form, case) of a text.

    Хатиня (genitive) and Хатине (locative) have only Хатинь in common. A single form proves nothing, and a form that
    the tagger mostly holds for a nominative is one.

    >>> infer_name_lemmas([("Хатиня", "Gen"), ("Хатине", "Loc"), ("Куангчи", "Loc")])
    {'Хатине': 'Хатинь', 'Хатиня': 'Хатинь'}
    """
    cases: dict[str, Counter[str]] = defaultdict(Counter)
    for form, case in forms:
        cases[form][case] += 1
    bases: dict[str, set[str]] = {}
    support: dict[str, set[str]] = defaultdict(set)
    for form, counts in sorted(cases.items()):
        bases[form] = {base for case in counts for base in _guess_bases(form, case)}
        for base in bases[form]:
            support[base].add(form)
        if not _is_oblique(counts):
            support[form].add(form)
    lemmas = {}
    for form, guessed in bases.items():
        proven = [base for base in guessed if len(support[base]) > 1]
        if proven and _is_oblique(cases[form]):
            lemmas[form] = min(proven, key=lambda base: (-len(support[base]), base not in support[base], base))
    return lemmas


def _is_oblique(counts: Counter[str]) -> bool:
    straight = counts["Nom"] + counts[""]
    return counts.total() > 2 * straight or (counts.total() == 2 * straight and counts["Gen"] + counts["Loc"] > 0)


def infer_person_lemmas(words: Sequence[str], tags: Sequence[Tag]) -> list[str]:
    """Return the nominatives of the words of one person's name, where its last word is declined beyond doubt.

    Of Vietnamese, Chinese and Korean names the last word alone is declined, of others all; a word that does not look
    like the case it is tagged with stays. One ambiguous word (Лане: Лан or Лана) leaves the whole name as it stands.
    """
    case = tags[-1].case
    guesses = [
        list(_guess_bases(word, case)) if tag.case == case and tag.gender == tags[-1].gender else []
        for word, tag in zip(words, tags, strict=True)
    ]
    is_doubtful = any(len(guess) > 1 for guess in guesses) or any(tag.pos == "ADJ" for tag in tags)
    if len(words) < 2 or not guesses[-1] or is_doubtful:
        return list(words)
    return [guess[0] if guess else word for guess, word in zip(guesses, words, strict=True)]


def _guess_bases(form: str, case: str) -> Iterable[str]:
    for base, endings in _DECLENSIONS:
        ending = endings.get(case)
        if ending is None or not form.endswith(ending) or len(form) - len(ending) < 2:
            continue
        stem = form.removesuffix(ending)
        if (stem[-1] in _VOWELS) == (base == "й"):
            yield stem + base
