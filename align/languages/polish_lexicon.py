"""What a Polish word form can be: the dictionary's analyses as readings, the likeliest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

from align.languages.chains import Reading
from align.languages.phrases import Agreement, WordClass
from align.languages.polish_dictionary import (
    Analysis,
    analyze,
    frequency,
    get_degree,
    get_gerund,
    get_participle,
    is_name,
    weigh,
    weight,
)
from align.languages.polish_words import (
    ADVERBS,
    DETERMINERS,
    NOUNS_ABOVE_ALL,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    TITLES,
)

# The forms of verbs, and how much rarer each is than the verb as a whole.
_VERBS = {"fin": 0.0, "praet": 0.0, "winien": 0.0, "imps": 0.5, "pcon": 0.5, "pant": 0.5, "inf": 1.0, "impt": 1.5}
_PARTICIPLES = ("ppas", "pact")
_FUNCTION_WORDS = frozenset({"conj", "comp", "ppron12", "ppron3", "siebie", "num", "bedzie", "aglt"})
_COMPLEMENTS = frozenset({"prep", "part", "ppron12", "ppron3", "siebie"})
_FULL_TITLES = frozenset({"pan", "pani", "państwo"})
_PERSON = frozenset({"imię", "nazwisko"})
_NEGLIGIBLE = 1.5
_IN_USE = 2.0
_SURELY = 0.3
_ROMAN = regex.compile(r"[IVXL]{2,}|[VX]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word form can be.

    `plain`: common nouns and adjectives. `guarded`: nouns that are believed only where a preposition or an adjective
    before them asks for a noun ("działa" is a verb far more often than a gun). `participles`: adjectives where no
    complement follows. `nominalized`: adjectives used as nouns. `names`: proper names.
    """

    plain: tuple[Reading, ...] = ()
    guarded: tuple[Reading, ...] = ()
    participles: tuple[Reading, ...] = ()
    nominalized: tuple[Reading, ...] = ()
    names: tuple[Reading, ...] = ()
    given_names: tuple[Reading, ...] = ()
    is_known: bool = True
    is_place: bool = False
    is_rather_place: bool = False
    """With a capital it is a place rather than a common noun: "Europy" is no form of "europ"."""
    is_active: bool = False
    is_function: bool = False
    is_complement: bool = False
    """After a participle it begins or is its complement: a preposition or a pronoun."""
    is_quantifier: bool = False
    """A numeral or determiner, after which a noun is to come."""


@lru_cache(maxsize=1 << 18)
def look_up(form: str) -> Entry:
    """Return what a word form can be; unknown words have an empty entry with `is_known` false."""
    analyses = analyze(form)
    if _is_function_word(form.lower(), analyses):
        return _function_entry(form, analyses)
    if not analyses or all(a.tag[0] in ("ign", "dig") for a in analyses):
        return Entry(is_known=False)
    if any(a.tag[0] == "romandig" for a in analyses) and _ROMAN.fullmatch(form):
        return Entry(plain=(Reading(form, WordClass.NUMBER),))
    adjectives = _adjectives(analyses)
    nouns, guarded, nominalized = _nouns(analyses, form)
    participles, is_active = _participles(analyses)
    if nouns or guarded:
        participles = ()
    elif participles:
        # "związany" is an adjective in the dictionary, too, yet mostly takes a complement as the participle does.
        participles, adjectives = _merge(adjectives + participles), ()
    return Entry(
        adjectives + nouns,
        guarded,
        participles,
        nominalized,
        names=_rank((a for a in analyses if is_name(a)), WordClass.NAME),
        given_names=_rank((a for a in analyses if is_name(a) and "imię" in a.labels), WordClass.NAME),
        is_place=not any(label in _PERSON for a in analyses for label in a.labels),
        is_rather_place=_is_rather_place(analyses),
        is_active=is_active,
    )


@lru_cache(maxsize=1 << 12)
def find_determiners(form: str) -> tuple[Reading, ...]:
    """Return the readings of a form as an adjectival pronoun ("wszystkie"), which begins terms, but no phrases."""
    values: dict[str, set[Agreement]] = {}
    for a in analyze(form):
        if a.tag[0] == "adj" and a.lemma in DETERMINERS:
            values.setdefault(a.lemma, set()).update(a.agreements)
    return tuple(Reading(lemma, WordClass.ADJECTIVE, frozenset(found)) for lemma, found in values.items())


def _is_rather_place(analyses: list[Analysis]) -> bool:
    places = [a for a in analyses if "nazwa_geograficzna" in a.labels]
    nouns = [a for a in analyses if a.tag[0] in ("subst", "ger") and not is_name(a)]
    if not places or not nouns:
        return bool(places)
    weights = [max(weigh(a, is_capital=True) for a in group) for group in (places, nouns)]
    citations = [max(frequency(a.lemma.lower()) for a in group) for group in (places, nouns)]
    return weights[0] > weights[1] + _SURELY or citations[0] > citations[1] + _NEGLIGIBLE


def _function_entry(form: str, analyses: list[Analysis]) -> Entry:
    quantifies = any(a.tag[0] == "num" or a.lemma in DETERMINERS - RELATIVES for a in analyses)
    complements = form.lower() in PREPOSITIONS or any(a.tag[0] in _COMPLEMENTS for a in analyses)
    return Entry(is_function=True, is_complement=complements, is_quantifier=quantifies)


def _is_function_word(form: str, analyses: list[Analysis]) -> bool:
    if form in PREPOSITIONS or form in ADVERBS or form == "się" or (form in TITLES and form not in _FULL_TITLES):
        return True
    if form in NOUNS_ABOVE_ALL:
        return False
    return any(
        a.tag[0] in _FUNCTION_WORDS
        or (a.tag[0] == "adj" and a.lemma in DETERMINERS)
        or (a.tag[0] == "subst" and a.lemma in PRONOUNS)
        for a in analyses
    )


def _is_undeclined_feminine(analysis: Analysis) -> bool:
    return analysis.tag[1] == "sg.pl" and analysis.tag[3] == "f"


def _rank(analyses: Iterable[Analysis], word_class: WordClass) -> tuple[Reading, ...]:
    """Return one reading for each lemma and gender, the likeliest first."""
    values: dict[tuple[str, str], set[Agreement]] = {}
    scores: dict[tuple[str, str], float] = {}
    listed = list(analyses)
    masculines = {a.lemma for a in listed if a.tag[3] == "m1"}
    for a in listed:
        if _is_undeclined_feminine(a) and a.lemma in masculines:
            continue  # "(pani) sekretarz": it would fit everywhere
        lemma = _spell(a)
        key = (lemma, a.tag[3])
        values.setdefault(key, set()).update(a.agreements)
        score = weigh(a) + 0.5 * ("imię" in a.labels) + 0.3 * ("nazwa_geograficzna" in a.labels)
        score += 0.3 * (a.tag[3] == "m1") + 0.5 * (lemma == a.form.lower())
        score -= 1.0 * (a.tag[-1] == "pt") + 3.0 * a.is_rare
        scores[key] = max(score, scores.get(key, -9.0))
    ranked = sorted(values, key=lambda key: -scores[key])
    return tuple(Reading(lemma, word_class, frozenset(values[lemma, gender])) for lemma, gender in ranked)


def _spell(analysis: Analysis) -> str:
    if analysis.tag[0] == "ger":
        return get_gerund(analysis.identifier, analysis.tag[-1])
    return analysis.lemma if is_name(analysis) else analysis.lemma.lower()


def _nouns(analyses: list[Analysis], form: str) -> tuple[tuple[Reading, ...], ...]:
    """Return the common nouns, those to be guarded, and adjectives in a noun's role ("uczony", "pochodna")."""
    classes = {a.tag[0] for a in analyses}
    found = [
        a
        for a in analyses
        if (a.tag[0] == "ger" or (a.tag[0] == "subst" and not is_name(a)))
        and a.lemma.lower() not in PRONOUNS
        and len(a.lemma) > 1
    ]
    if classes & {"adv", "pred", "brev"}:
        # "razem", "szybko" and "warto" are no forms of "raz", "szybka" and "warta"; "prawo" is "prawo".
        found = [a for a in found if a.tag[0] == "ger" or a.lemma == form.lower()]
    if "inf" in classes:
        found = [a for a in found if a.tag[0] != "ger" and a.lemma == form.lower()]  # "być" is not from "bycie"
    stems = {a.lemma[:-1] for a in analyses if a.tag[0] == "adj"}
    stems |= {get_participle(a.identifier, a.tag[0], a.tag[-1])[:-1] for a in analyses if a.tag[0] in _PARTICIPLES}
    # "dane" (data) has no singular, and so is far from its adjective.
    alone = [a.tag[0] == "ger" or a.tag[-1] == "pt" or a.lemma[:-1] not in stems for a in found]
    nouns = _rank((a for a, is_alone in zip(found, alone, strict=True) if is_alone), WordClass.NOUN)
    nominalized = _rank((a for a, is_alone in zip(found, alone, strict=True) if not is_alone), WordClass.NOUN)
    if _weigh_verbs(analyses) > 0:
        nominalized = ()
    if nouns and _is_rather_another_class(analyses, nouns):
        return (), nouns, nominalized
    return (*_set_aside(nouns, analyses), nominalized) if nouns else ((), (), nominalized)


def _set_aside(nouns: tuple[Reading, ...], analyses: list[Analysis]) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    """Part the likely nouns from those a reader hardly thinks of, such as "cela" where "cel" stands."""
    weights = {_spell(a): weigh(a) for a in analyses if a.tag[0] in ("subst", "ger") and not is_name(a)}
    floor = weights[nouns[0].lemma] - _NEGLIGIBLE
    likely = [weights[noun.lemma] >= floor for noun in nouns]
    return (
        tuple(noun for noun, is_likely in zip(nouns, likely, strict=True) if is_likely),
        tuple(noun for noun, is_likely in zip(nouns, likely, strict=True) if not is_likely),
    )


def _is_rather_another_class(analyses: list[Analysis], nouns: tuple[Reading, ...]) -> bool:
    """Whether a form that can be a noun is mostly a particle or a verb."""
    if nouns[0].lemma in NOUNS_ABOVE_ALL:
        return False
    if any(a.tag[0] == "part" for a in analyses):
        return True
    cases = {agreement.case for noun in nouns for agreement in noun.agreement}
    if cases <= {"Dat", "Loc", "Voc"} and any(a.tag[0] in _VERBS for a in analyses):
        return True  # "stanowi": these cases seldom stand without a preposition
    ours = [weigh(a) for a in analyses if a.tag[0] in ("subst", "ger") and not is_name(a)]
    return _weigh_verbs(analyses) > max(ours)


def _weigh_verbs(analyses: list[Analysis]) -> float:
    return max((weight(a.identifier) - _VERBS[a.tag[0]] for a in analyses if a.tag[0] in _VERBS), default=0.0)


def _adjectives(analyses: list[Analysis]) -> tuple[Reading, ...]:
    values: dict[str, set[Agreement]] = {}
    for a in analyses:
        if a.tag[0] == "adj" and a.lemma not in DETERMINERS:
            lemma = a.lemma if a.tag[4] == "pos" else get_degree(a.identifier, a.tag[4])
            values.setdefault(lemma.lower(), set()).update(a.agreements)
    has_modal = any(a.tag[0] == "winien" for a in analyses)
    if has_modal or any(_weigh_verbs(analyses) > frequency(lemma) + 1.0 for lemma in values):
        return ()  # "powinny" is "they should"; "była" is "she was", not "a former one"
    return tuple(Reading(lemma, WordClass.ADJECTIVE, frozenset(found)) for lemma, found in values.items())


def _participles(analyses: list[Analysis]) -> tuple[tuple[Reading, ...], bool]:
    """Return the participles, and whether they are active ones; "bieżący" is an adjective, its verb out of use."""
    values: dict[str, set[Agreement]] = {}
    is_active = False
    has_adjective = any(a.tag[0] == "adj" for a in analyses)
    for a in analyses:
        if a.tag[0] in _PARTICIPLES and (not has_adjective or frequency(a.lemma) >= _IN_USE):
            is_active = is_active or a.tag[0] == "pact"
            values.setdefault(get_participle(a.identifier, a.tag[0], a.tag[-1]), set()).update(a.agreements)
    return tuple(Reading(lemma, WordClass.ADJECTIVE, frozenset(found)) for lemma, found in values.items()), is_active


def _merge(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    values: dict[str, frozenset[Agreement]] = {}
    for reading in readings:
        values[reading.lemma] = values.get(reading.lemma, frozenset()) | reading.agreement
    return tuple(Reading(lemma, WordClass.ADJECTIVE, found) for lemma, found in values.items())
