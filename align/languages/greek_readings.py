"""Readings of one Greek word form: the lemmas whose paradigms contain it.

Candidates come from simplemma's dictionary and from endings; the paradigm decides. A lemma counts as an adjective if
its whole paradigm is attested in all genders, as a noun if its paradigm is attested and it is no form of a verb or
an adjective.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from align.languages.chains import Reading
from align.languages.greek_paradigms import (
    ORDINAL,
    adjective_paradigm,
    common_gender,
    frequency,
    noun_paradigm,
    word_forms,
)
from align.languages.phrases import Agreement, WordClass

_TONOS = str.maketrans("άέήίόύώΐΰ", "αεηιουωϊϋ")
_WITH_TONOS = dict(zip("αεηιουωϊϋ", "άέήίόύώΐΰ", strict=True))
_DIGRAPHS = frozenset({"αι", "ει", "οι", "υι", "ου", "αυ", "ευ"})
_MAX_VOWELS = 4  # the accent stands on one of the last three syllables; synizesis writes one vowel more

# Endings of forms without accent -> endings of the lemma.
NOUN_ENDINGS = {
    "": "",
    "ου": "ος ο ης",
    "ο": "ος",
    "οι": "ος",
    "ους": "ος",
    "ων": "ος ο α η ης ας",
    "ιων": "ι",
    "ιου": "ι",
    "ια": "ι",
    "η": "ης ος",
    "ης": "η",
    "ες": "α η ης ας",
    "εις": "η εας",
    "εων": "η εας",
    "εως": "η εας",
    "α": "ο ας",
    "ας": "α",
    "ματα": "μα",
    "ματος": "μα",
    "ματων": "μα",
    **dict.fromkeys(["ατα", "ατος", "ατων"], "ωρ"),
    "τα": "ς",
    "τος": "ς",
    "των": "ς",
    "ντα": "ν ντας",
    "ντος": "ν",
    "ντων": "ν ντας",
    "ντες": "ντας",
    "οντες": "ων",
    "οντων": "ων",
    "δες": "ς",
    "δων": "ς",
}
ADJECTIVE_ENDINGS = {
    **dict.fromkeys(["", "ς"], ""),
    **dict.fromkeys(["ο", "ου", "οι", "ους", "ων", "η", "ης", "ες", "α", "ας"], "ος"),
    **dict.fromkeys(["ια", "ιας", "ιες"], "ος υς"),
    **dict.fromkeys(["υ", "ιου", "ιοι", "ιους", "ιων", "εων"], "υς"),
    **dict.fromkeys(["ον", "οντος", "οντα", "οντες", "οντων", "ουσα", "ουσας", "ουσες", "ουσων"], "ων"),
}
ADJECTIVE_ENDINGS |= {"ους": "ος ης", "η": "ος ης", "ες": "ος ης", "ων": "ος ης", "εις": "ης υς"}


def find_lemmas(form: str, endings: Mapping[str, str]) -> Iterator[str]:
    """Yield the known words that have a form by its ending, wherever the accent moves."""
    toneless = form.translate(_TONOS)
    for size in range(min(len(toneless) - 1, 5), -1, -1):
        ending = toneless[len(toneless) - size :]
        for lemma_ending in endings[ending].split(" ") if ending in endings else ():
            yield from find_accented(toneless[: len(toneless) - size] + lemma_ending)


def find_accented(toneless: str) -> Iterator[str]:
    """Yield the known words that are written like a word without accent.

    >>> list(find_accented("κομμα"))
    ['κόμμα']
    """
    known = word_forms()
    vowels = 0
    for i in range(len(toneless) - 1, -1, -1):
        if toneless[i] not in _WITH_TONOS or toneless[i : i + 2] in _DIGRAPHS:
            continue
        word = toneless[:i] + _WITH_TONOS[toneless[i]] + toneless[i + 1 :]
        if word in known:
            yield word
        vowels += 1
        if vowels == _MAX_VOWELS:
            return


def strip_accents(word: str) -> str:
    """Return a word in lower case without accents and diaereses.

    >>> strip_accents("Λαϊκός")
    'λαικος'
    """
    return word.lower().translate(_TONOS).translate(str.maketrans("ϊϋ", "ιυ"))


# -- dictionary ------------------------------------------------------------------------------------------------------

_VERBAL = tuple(
    """ω ώ μαι ται ει εί ουν ούν ουμε ούμε αμε άμε ετε είτε ατε άτε ιστε σαν ηκε ηκαν οντας ώντας""".split()
)
_ADJECTIVAL = re.compile(r"(ικ|ακ|μέν|όμεν|ιν|ιμ|τ|ι|ερ|ηρ|αί|ότερ|ύτερ|ότατ|ύτατ|λέ|αλ|υρ)[οό]ς$")
_FINITE = ("ται", "μαι", "ουν", "ούν", "ουμε", "ούμε", "ηκε", "ηκαν")
_LOAN = re.compile(r".*[^αεηυωάέήύώς]")

# Words of these shapes are formed freely, so that no list has them all: endings of the forms -> ending of the lemma.
_NEW_ADJECTIVE = re.compile(r"(\w+[ιϊ]α?κ|\w+ιν)(ός|ού|ό|οί|ών|ούς|ή|ής|ές|ά)|(\w+μέν)(ος|ου|ο|οι|ων|ους|η|ης|ες|α)")
_NEW_NOUN = re.compile(r"(\w+ισμ)(ός|ού|ό|οί|ών|ούς)|(\w+ότητ)(α|ας|ες)|(\w+ποίησ)(η|ης)")

# Adjectives, or forms of them, that are nouns as well, where the dictionary only knows the adjective: means, the
# public, the state, arts and sciences, persons.
_NOMINALISED = frozenset(
    """μέσο κοινό δημόσιο σύνορο εξωτερικό εσωτερικό δυναμικό προσωπικό χαρακτηριστικό περιοδικό μυστικό κενό δεδομένο
    εκρηκτικό ανέκδοτο αέριο μουσική τεχνική κριτική λογική τακτική φυσική ιατρική νομική ηθική στατιστική προοπτική
    οπτική μηχανική πληροφορική αισθητική δυναμική μαθηματικά οικονομικά εργαζόμενος κρατούμενος ενήλικος συγγενής
    ασθενής αδελφός νότος""".split()
)


def lemmatize(form: str) -> str:
    """Return the lemma that simplemma's dictionary gives, or the form itself; the lemma of a name has a capital."""
    import simplemma  # noqa: PLC0415 - unpacks its dictionary

    lemma: str = simplemma.lemmatize(form, lang="el")
    return lemma


def is_listed(form: str) -> bool:
    """Whether simplemma's dictionary has a form, in any capitals."""
    import simplemma  # noqa: PLC0415 - unpacks its dictionary

    return bool(simplemma.is_known(form, lang="el"))


def is_known(form: str) -> bool:
    """Whether a form in lower case is a Greek word, or could be one that no list has."""
    return form in word_forms() or is_listed(form) or bool(_NEW_ADJECTIVE.fullmatch(form) or _NEW_NOUN.fullmatch(form))


@cache
def is_proper(text: str) -> bool:
    """Whether a capitalised word is a known name and no common word."""
    form = text.lower()
    if is_listed(form):
        return lemmatize(form)[0].isupper()
    return text in word_forms() or lemmatize(text) != text


@cache
def read_form(form: str) -> tuple[Reading, ...]:
    """Return the readings of a form in lower case as adjective and noun, the likeliest first."""
    ordinal = ORDINAL.fullmatch(form)
    if ordinal:
        return _make_readings(form, [ordinal[1] + "ος"], WordClass.ADJECTIVE)
    best = lemmatize(form).lower()
    if form not in word_forms() and not is_listed(form):
        new = _find_new(form)
        if new:
            return new
    adjectives = [lemma for lemma in _find_candidates(form, best, ADJECTIVE_ENDINGS) if is_adjective(lemma)]
    is_verb = best != form and best.endswith(_VERBAL)
    nouns = [lemma for lemma in _find_candidates(form, best, NOUN_ENDINGS) if is_noun(lemma, is_verb)]
    found = _make_readings(form, adjectives, WordClass.ADJECTIVE)
    if not any(_is_adverb(form, adjective) for adjective in adjectives):
        found += _make_readings(form, nouns, WordClass.NOUN)
    return tuple(sorted(found, key=lambda reading: reading.lemma != best))


@cache
def find_cited_nouns(form: str) -> tuple[Reading, ...]:
    """Return the nouns that a known form is a nominative of, however rare: a term is rather such than any other form.

    >>> [noun.lemma for noun in find_cited_nouns("απόβλητα")]
    ['απόβλητο']
    """
    is_regular = bool(_REGULAR_NOUN.fullmatch(form))
    if not (form in word_forms() or is_listed(form) or is_regular) or form.endswith(_FINITE):
        return ()
    found: list[Reading] = []
    others = [lemma for lemma in find_lemmas(form, NOUN_ENDINGS) if lemma != form]
    is_lemma = is_listed(form) and lemmatize(form).lower() == form
    for lemma in [form, *others] if is_lemma else [*others, form]:
        if found and lemma == form:
            break
        paradigm = noun_paradigm(lemma)
        nominatives = frozenset(a for a in paradigm.find_agreements(form) if a.case == "Nom")
        is_likely = paradigm.attested > (_HALF if lemma == form else _NEARLY_ALL) and not paradigm.is_indeclinable
        if nominatives and (is_likely or (is_regular and lemma == form)) and not lemma.endswith(_VERBAL):
            found.append(Reading(lemma, WordClass.NOUN, nominatives))
    return tuple(found)


@cache
def read_name(text: str) -> Reading:
    """Return a capitalised word as a name, with its agreement if the name is known."""
    for lemma in dict.fromkeys([lemmatize(text), text, *map(str.capitalize, find_lemmas(text.lower(), NOUN_ENDINGS))]):
        paradigm = noun_paradigm(lemma, is_name=True)
        if paradigm.attested >= 0.5 and is_proper(lemma):
            agreement = paradigm.find_agreements(text.lower())
            if agreement:
                return Reading(lemma, WordClass.NAME, agreement)
    return Reading(text, WordClass.NAME)


def _is_adverb(form: str, adjective: str) -> bool:
    """Whether the neuter plural of an adjective is rather an adverb (σωστά) than a noun (έγγραφα).

    It is, if the adjective is a living one, with a feminine about as frequent.
    """
    if not form.endswith(("α", "ά")) or not adjective.endswith(("ος", "ός")):
        return False
    feminine = adjective_paradigm(adjective).find_form(Agreement("Nom", "Sing", "Fem"))
    return feminine is not None and feminine != form and frequency(feminine) > frequency(form) / 4


def _make_readings(form: str, lemmas: Iterable[str], word_class: WordClass) -> tuple[Reading, ...]:
    """Return the readings of a form for those of the lemmas that have it; listed, frequent lemmas first."""
    paradigm_of = adjective_paradigm if word_class is WordClass.ADJECTIVE else noun_paradigm
    order = sorted(lemmas, key=lambda lemma: (not is_listed(lemma), -frequency(lemma), not lemma.endswith("ς"), lemma))
    readings = (Reading(lemma, word_class, paradigm_of(lemma).find_agreements(form)) for lemma in order)
    return tuple(reading for reading in readings if reading.agreement)


def _find_new(form: str) -> tuple[Reading, ...]:
    """Return the reading of a form of a freely formed word that no list has."""
    match = _NEW_ADJECTIVE.fullmatch(form)
    if match:
        return _make_readings(form, [match[1] + "ός" if match[1] else match[3] + "ος"], WordClass.ADJECTIVE)
    match = _NEW_NOUN.fullmatch(form)
    if match:
        lemma = match[1] + "ός" if match[1] else match[3] + "α" if match[3] else match[5] + "η"
        return _make_readings(form, [lemma], WordClass.NOUN)
    return ()


def _find_candidates(form: str, best: str, endings: Mapping[str, str]) -> list[str]:
    """Return the lemmas a form may have: the dictionary's, by endings, and in a compound those of its last part."""
    candidates = [best, form, *find_lemmas(form, endings)]
    prefix = form[: len(form) - len(_LAST_PART.search(form)[0])]  # type: ignore[index]  # it matches the empty string
    if prefix.isdigit():
        candidates += [prefix + lemma[4:] for lemma in find_lemmas("δεκα" + form.removeprefix(prefix), endings)]
    elif prefix:
        candidates += [prefix + lemma for lemma in find_lemmas(form.removeprefix(prefix), endings)]
    return list(dict.fromkeys(candidates))


# Nouns that have but one way to be inflected, so that no list need know them.
_REGULAR_NOUN = re.compile(r"\w{4,}(?:ία|[ωησ]ση|ίαση|ξη|ψη|ισμός|ότητα|ύτητα)")
_HALF, _NEARLY_ALL = 0.45, 0.9
_LAST_PART = re.compile(r"[^\W\d_]*$")


@cache
def is_adjective(lemma: str) -> bool:
    """Whether a lemma is an adjective: all its forms in all genders are words."""
    if not lemma.endswith(("ος", "ός", "ης", "ής", "υς", "ύς", "ων", "ών")):
        return False
    stem = _LAST_PART.search(lemma)[0][:-2]  # type: ignore[index]  # it matches the empty string
    if lemma.endswith(("ος", "ός")) and not any(stem + ending in word_forms() for ending in "ηήαά"):
        return False  # spares the nouns in -ος the costly paradigm
    return adjective_paradigm(lemma).attested > 0.95


@cache
def is_noun(lemma: str, is_verb: bool) -> bool:
    """Whether a lemma is a noun; for a form that the dictionary takes for a verb, only if it is a listed one."""
    if lemma in _NOMINALISED:
        return True
    base = lemmatize(lemma).lower()
    is_lemma = base == lemma and is_listed(lemma)
    if lemma.endswith((*_FINITE, "ικά", "ικα")) or lemma == "ένας" or (is_verb and not is_lemma):
        return False
    if lemma.endswith("ν") and is_adjective(lemma[:-1] + "ς"):
        return False  # an adverb like πιθανόν
    paradigm = noun_paradigm(lemma)
    if any(is_adjective(a) and adjective_paradigm(a).find_agreements(lemma) for a in _find_adjectives(lemma)):
        return paradigm.attested > 0.95 and _is_nominalised(lemma, is_lemma)
    if paradigm.is_indeclinable:
        return is_lemma and (lemma.endswith("ής") or bool(_LOAN.fullmatch(lemma)))
    return paradigm.attested > 0.5 if is_lemma else paradigm.attested > 0.9 and not _is_form(lemma, base)


def _is_form(lemma: str, base: str) -> bool:
    """Whether a lemma that no dictionary lists is rather a form: of a verb, of another noun."""
    if lemma.endswith(_VERBAL) or base.endswith(_VERBAL) or lemma[:-1] + "ε" in word_forms():
        return True
    if lemma.endswith("ας") and noun_paradigm(lemma[:-1]).attested > 0.9:
        return True  # σκηνοθεσίας is no masculine
    return base != lemma and bool(noun_paradigm(base).find_agreements(lemma))


def _find_adjectives(form: str) -> Iterator[str]:
    yield from find_lemmas(form, ADJECTIVE_ENDINGS)
    yield form


def _is_nominalised(lemma: str, is_lemma: bool) -> bool:
    """Whether an adjective's form is a noun too.

    A masculine is, if it means a person (υπάλληλος) or is much more frequent than its feminine and neuter (φίλος); a
    feminine, if the dictionary lists it apart (πολιτική); a neuter, if its masculine hardly occurs (έγγραφο).
    """
    if lemma.endswith(("ος", "ός")):
        is_masculine = not _ADJECTIVAL.search(lemma) and _is_mostly_masculine(lemma)
        return is_lemma and (lemma in common_gender() or is_masculine)
    if lemma.endswith("ς"):
        return False
    is_neuter = lemma.endswith("ο") and not _ADJECTIVAL.search(lemma + "ς")
    return is_lemma or (is_neuter and frequency(lemma) > max(5e-6, 20 * frequency(lemma + "ς")))


def _is_mostly_masculine(lemma: str) -> bool:
    endings = (("ός", "οί", "ούς"), ("ή", "ής", "ές", "ά", "άς"))
    if lemma.endswith("ος"):
        endings = (("ος", "οι", "ους"), ("η", "ης", "ες", "α", "ας"))
    masculine, other = (sum(frequency(lemma[:-2] + ending) for ending in group) for group in endings)
    return masculine > max(5e-6, 1.5 * other)
