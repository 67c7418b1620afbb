"""What Morfeusz (the SGJP dictionary) knows: analyses of word forms, paradigms of lemmas, and how frequent they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from math import log10
from typing import Any

from align.languages.phrases import Agreement, WordClass

_CASE = {"nom": "Nom", "gen": "Gen", "dat": "Dat", "acc": "Acc", "inst": "Ins", "loc": "Loc", "voc": "Voc"}
_NUMBER = {"sg": "Sing", "pl": "Plur"}
_GENDER = {"m1": "Masc1", "m2": "Masc2", "m3": "Masc3", "f": "Fem", "n": "Neut"}
_COMMON = "nazwa_pospolita"
_RARE = tuple("daw. rzad. arch. przest. char. neut. reg. gwar. pot. środ. pogard. wulg. hom.".split())


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way the dictionary understands a form; `tag` is the SGJP tag, cut at its colons."""

    form: str
    identifier: str  # with the homonym's mark: "członek:Sm1"
    tag: tuple[str, ...]
    labels: tuple[str, ...]
    qualifiers: tuple[str, ...]

    @property
    def lemma(self) -> str:
        """The citation form."""
        return self.identifier.split(":")[0]

    @property
    def agreements(self) -> frozenset[Agreement]:
        """The values of a noun, gerund, adjective or participle."""
        number, case, gender = self.tag[1:4]
        return frozenset(
            Agreement(_CASE[c], _NUMBER[n], _GENDER[g])
            for n, c, g in product(number.split("."), case.split("."), gender.split("."))
        )

    @property
    def is_rare(self) -> bool:
        """Whether the form is archaic, rare or colloquial."""
        return any(mark in qualifier for qualifier in self.qualifiers for mark in _RARE)


@cache
def _morfeusz() -> Any:
    import morfeusz2  # noqa: PLC0415 - loads a 16 MB dictionary

    class Morfeusz(morfeusz2.Morfeusz):  # type: ignore[misc] # has no stubs
        """Morfeusz that reads its results by index.

        Its own methods iterate over them. The iterator's class goes by the same name in every module that SWIG makes,
        so where FAISS was imported first, they would get FAISS's and crash.
        """

        def analyse(self, text: str) -> list[tuple[int, int, Any]]:
            found = self._morfeusz_obj.analyse(text)
            edges = (found[i] for i in range(len(found)))
            return [(edge.startNode, edge.endNode, self._interp2tuple(edge)) for edge in edges]

        def generate(self, lemma: str) -> list[Any]:
            found = self._morfeusz_obj.generate(lemma)
            return [self._interp2tuple(found[i]) for i in range(len(found))]

    return Morfeusz(expand_tags=False)


@lru_cache(maxsize=1 << 18)
def frequency(word: str) -> float:
    """Return how frequent a word is in general Polish, on the Zipf scale (0 unknown, 7 the most frequent)."""
    import wordfreq  # noqa: PLC0415 - loads a word list

    return float(wordfreq.zipf_frequency(word, "pl"))


def weigh(analysis: Analysis, *, is_capital: bool = False) -> float:
    """Return how frequent the lemma of an analysis is, where a gerund is a noun of its own."""
    is_gerund = analysis.tag[0] == "ger"
    return weight(analysis.identifier, analysis.tag[-1] if is_gerund else "", is_capital=is_capital)


@cache
def weight(identifier: str, polarity: str = "", *, is_capital: bool = False) -> float:
    """Return how frequent a lemma, or the gerund of a verb, is on a logarithmic scale.

    A form counts the less the more lemmas share it: "cech" is mostly the genitive of "cecha", and "miał" (dust) is
    mostly "he had". With `is_capital` names share the forms, too.
    """
    if polarity:
        forms = {a.form for a in generate(identifier) if a.tag[0] == "ger" and a.tag[-1] == polarity}
    else:
        forms = {a.form for a in generate(identifier) if a.tag[0] not in ("depr", "ppas", "pact", "ger")}
    total = 0.0
    for form in forms:
        sharing = {(a.identifier, a.tag[0] == "ger") for a in analyze(form.capitalize() if is_capital else form)}
        total += 10 ** frequency(form.lower()) / max(len(sharing), 1) ** 2
    return log10(total + 1.0)


def _read(raw: tuple[str, str, str, list[str], list[str]]) -> Analysis:
    form, identifier, tag, labels, qualifiers = raw
    return Analysis(form, identifier, tuple(tag.split(":")), tuple(labels), tuple(qualifiers))


def analyze(form: str) -> list[Analysis]:
    """Return the analyses that cover the whole form; of a compound ("społeczno-gospodarczy") those of its last part."""
    edges = _morfeusz().analyse(form)
    end = max((edge[1] for edge in edges), default=0)
    whole = [_read(raw) for start, stop, raw in edges if (start, stop) == (0, end)]
    if whole or "-" not in form:
        return whole
    prefix, _, _ = form.rpartition("-")
    starts = {raw[2] for start, _, raw in edges if start == 0}
    if "adja" not in starts:
        return []
    compounds = []
    for start, stop, raw in edges:
        found = _read(raw)
        if start > 0 and stop == end and found.tag[0] == "adj":
            identifier = f"{prefix.lower()}-{found.lemma}"
            compounds.append(Analysis(form, identifier, found.tag, found.labels, found.qualifiers))
    return compounds


def is_name(analysis: Analysis) -> bool:
    """Whether it is a proper name: a person, place, organization."""
    return analysis.tag[0] == "subst" and bool(analysis.labels) and _COMMON not in analysis.labels


# -- paradigms ---------------------------------------------------------------------------------------------------------


def generate(identifier: str) -> Iterator[Analysis]:
    """Yield every form of a lemma."""
    return (_read(raw) for raw in _morfeusz().generate(identifier))


@cache
def get_gerund(verb: str, polarity: str) -> str:
    """Return the gerund of a verb in the nominative: "budować" -> "budowanie"."""
    found = (a.form for a in generate(verb) if a.tag[0] == "ger" and a.tag[1] == "sg" and a.tag[-1] == polarity)
    return next((form for form in found if form.endswith("e")), verb.partition(":")[0])


@cache
def get_participle(verb: str, kind: str, polarity: str) -> str:
    """Return a participle of a verb in the nominative: "zjednoczyć" -> "zjednoczony"."""
    masculine = (a.form for a in generate(verb) if a.tag[:2] == (kind, "sg") and a.tag[-1] == polarity)
    return next((form for form in masculine if form.endswith("y")), verb.partition(":")[0])


@cache
def get_degree(adjective: str, degree: str) -> str:
    """Return the comparative or superlative in the nominative: "wysoki" -> "wyższy"."""
    found = (a.form for a in generate(adjective) if a.tag[0] == "adj" and a.tag[1] == "sg" and a.tag[4] == degree)
    return next((form for form in found if form.endswith("y")), adjective.partition(":")[0])


@cache
def get_paradigm(lemma: str, word_class: WordClass) -> dict[Agreement, str]:
    """Return the forms of a lemma by case, number and gender; empty where the dictionary does not know it."""
    if word_class is WordClass.ADJECTIVE and "-" in lemma:
        prefix, _, last = lemma.rpartition("-")
        return {target: f"{prefix}-{form}" for target, form in get_paradigm(last, word_class).items()}
    return {target: forms[0] for target, forms in _collect_forms(lemma, word_class).items()}


@cache
def get_doublets(noun: str) -> dict[Agreement, list[str]]:
    """Return the cells of a noun's paradigm that have several forms, with those that aren't marked as rare."""
    return {target: forms for target, forms in _collect_forms(noun, WordClass.NOUN).items() if len(forms) > 1}


def _collect_forms(lemma: str, word_class: WordClass) -> dict[Agreement, list[str]]:
    """Return the forms of each cell, the usual one first, and of rare ones the likeliest where there is no other."""
    forms: dict[Agreement, list[tuple[bool, float, str]]] = {}
    for identifier, kind in _sources(lemma, word_class):
        for a in generate(identifier):
            if not _is_of_kind(a, kind):
                continue
            for target in a.agreements:
                forms.setdefault(target, []).append((a.is_rare, -frequency(a.form.lower()), a.form))
    ordered = {target: sorted(set(candidates)) for target, candidates in forms.items()}
    return {
        target: list(dict.fromkeys(form for is_rare, _, form in each if not is_rare or form == each[0][2]))
        for target, each in ordered.items()
    }


def _sources(lemma: str, word_class: WordClass) -> list[tuple[str, tuple[str, ...]]]:
    """Return the dictionary's lemmas of which ours is a form, and the part of their paradigms that is ours."""
    spellings = [lemma] if word_class is not WordClass.NOUN else [lemma, lemma[:1].upper() + lemma[1:]]
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for spelling in spellings:
        for a in analyze(spelling):
            kind = _kind(a)
            if word_class is WordClass.ADJECTIVE:
                fits = kind[0] in ("adj", "ppas", "pact") and a.tag[1] == "sg" and "nom" in a.tag[2]
            elif word_class is WordClass.NAME:
                fits = is_name(a) and a.lemma == lemma
            else:
                is_noun = kind[0] == "subst" and not is_name(a) and a.lemma.lower() == lemma
                fits = is_noun or (kind[0] == "ger" and "nom" in a.tag[2] and a.tag[1] == "sg")
            if fits:
                found[a.identifier, kind] = None
    return list(found)


def _kind(analysis: Analysis) -> tuple[str, ...]:
    """Return what tells a part of a paradigm from its other parts: the class, and degree or polarity."""
    name = analysis.tag[0]
    if name == "adj":
        return name, analysis.tag[4]
    return (name, analysis.tag[-1]) if name in ("ger", "ppas", "pact") else (name,)


def _is_of_kind(analysis: Analysis, kind: tuple[str, ...]) -> bool:
    return analysis.tag[0] == kind[0] and _kind(analysis) == kind


@cache
def is_adjective(lemma: str) -> bool:
    """Whether a word is the citation form of an adjective."""
    return any(a.tag[0] == "adj" and a.lemma == lemma for a in analyze(lemma))


def get_verb_forms(infinitive: str) -> frozenset[str]:
    """Return the forms of a verb but for negated ones and the gerund, a noun; none for what is no infinitive."""
    verbs = {a.identifier for a in analyze(infinitive) if a.tag[0] == "inf" and a.lemma == infinitive}
    found = (a for verb in sorted(verbs) for a in generate(verb))
    return frozenset(a.form for a in found if a.tag[0] != "ger" and a.tag[-1] != "neg")


@cache
def is_adverb(form: str) -> bool:
    """Whether a word is an adverb and nothing that is declined."""
    tags = {a.tag[0] for a in analyze(form)}
    return "adv" in tags and not tags & {"subst", "adj"}


@cache
def has_degrees(adjective: str) -> bool:
    """Whether an adjective has a comparative."""
    return any(
        a.tag[0] == "adj" and a.tag[4] == "com"
        for found in analyze(adjective)
        if found.tag[0] == "adj"
        for a in generate(found.identifier)
    )


@cache
def weigh_noun(lemma: str) -> float:
    """Return how frequent a noun or place name is, on a logarithmic scale; 0 if the dictionary has no such lemma."""
    weights = [
        weigh(a)
        for spelling in (lemma, lemma.capitalize())
        for a in analyze(spelling)
        if a.lemma == spelling and a.tag[0] == "subst" and not {"nazwisko", "imię"} & set(a.labels)
    ]
    weights += [weigh(a) for a in analyze(lemma) if a.tag[0] == "ger" and a.form == lemma and "nom" in a.tag[2]]
    return max(weights, default=0.0)
