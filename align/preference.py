"""Choose the preferred term of each language of each concept, over the whole glossary at once.

Three things speak for a variant: that it is used, often and in many documents; that its citation form is beyond doubt;
and that it is coherent with the rest of the glossary. Coherence is why all concepts are decided together, those of
fewer content words first: "committee on water supply" is preferred to "committee on the supply of water" once "water
supply" is preferred to "supply of water".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from align.extract import Candidate
from align.mentions import Key
from glossary.model import ConceptKind, Verdict
from glossary.text import lookup_key

COHERENCE_LEAD = 4.0
"""A variant that contradicts another concept's preferred term must be used more than so many times as much ..."""
DOUBT_LEAD = 4.0
"""... and so must one of which the citation form is doubtful, to win."""
PRIOR_USAGE = 1.0
"""Each variant counts as if it were used once more (Laplace): three occurrences are not far more than none."""
_RANKS: Mapping[Verdict | None, int] = {Verdict.PREFERRED: 0, Verdict.DEPRECATED: 2, Verdict.REJECTED: 2}
_MARKS = frozenset('"«»‹›„“”‟()[]')
_CUT = ("…", "...", ".", "-", "‑", "/")


@dataclass(frozen=True, slots=True)
class Variant:
    """The candidates of one language and concept that are cited alike, the most frequent first.

    `forms` are the inflected forms that the language module generates for the first one.
    """

    text: str
    members: tuple[Candidate, ...]
    forms: frozenset[str] = frozenset()

    @property
    def frequency(self) -> int:
        """The number of occurrences, those inside longer terms too: they show usage."""
        return sum(member.frequency for member in self.members)

    @property
    def size(self) -> int:
        """The content words of the first member."""
        return len(self.members[0].phrase.content())


@dataclass(frozen=True, slots=True)
class RankedVariant:
    """A variant and why it stands where it does among the others of its language and concept."""

    variant: Variant
    reason: str


def rank_variants(
    sections: Sequence[Sequence[Variant]], verdicts: Mapping[tuple[str, str], Verdict] | None = None
) -> list[list[RankedVariant]]:
    """Return the variants of each section, a language of a concept, in the order of preference with their reasons.

    The order of sections, and of variants in them, makes no difference. `verdicts` are those of people on terms, by
    language and lookup key: whatever speaks for others, what they prefer comes first and what they deprecate or reject
    last, and longer terms keep to that.
    """
    known = verdicts or {}
    sizes = _measure_documents(sections)
    decided: dict[tuple[str, Key], _Decision] = {}
    ranked: dict[int, list[RankedVariant]] = {}
    for number in sorted(range(len(sections)), key=lambda n: _order(sections[n])):
        weighed = _weigh(sections[number], sizes, decided)
        explained = [RankedVariant(w.variant, _explain(w, weighed)) for w in weighed]
        ranked[number] = sorted(explained, key=lambda each: _heed(each.variant, known))
        if len(weighed) > 1:
            preferred = ranked[number][0].variant.text
            for each in ranked[number]:
                for member in each.variant.members:
                    decision = _Decision(number, member.text, preferred)
                    decided.setdefault((member.language, member.key), decision)
    return [ranked[number] for number in range(len(sections))]


def _heed(variant: Variant, verdicts: Mapping[tuple[str, str], Verdict]) -> int:
    """Return the rank that people gave to a variant: 0 for what they prefer, 2 for what they do not want."""
    language = variant.members[0].language
    return _RANKS.get(verdicts.get((language, lookup_key(variant.text, language))), 1)


def _order(section: Sequence[Variant]) -> tuple[int, int, list[tuple[str, Key]]]:
    """Return what sections are decided in the order of: what can be a part comes before what can hold it."""
    content = [variant.size for variant in section]
    return min(content), max(content), sorted((m.language, m.key) for v in section for m in v.members)


# -- usage -------------------------------------------------------------------------------------------------------------


def _measure_documents(sections: Iterable[Iterable[Variant]]) -> dict[str, Counter[str]]:
    """Return the size of each document by language: the places where terms begin, about one a content word."""
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for section in sections:
        for variant in section:
            for member in variant.members:
                places[member.language] |= {(context.document, context.start) for context in member.contexts}
    return {language: Counter(document for document, _ in found) for language, found in places.items()}


def measure_deviation(counts: Mapping[str, int], sizes: Mapping[str, int]) -> float:
    """Return Gries' deviation of proportions (DP) of occurrences over documents: 0 is even, towards 1 uneven.

    Gries 2008, "Dispersions and adjusted frequencies in corpora", IJCL 13(4). `counts` are the occurrences in each
    document, `sizes` how large each is.

    >>> measure_deviation({"a": 2, "b": 2}, {"a": 50, "b": 50}), measure_deviation({"a": 4}, {"a": 50, "b": 50})
    (0.0, 0.5)
    """
    total, whole = sum(counts.values()), sum(sizes.values())
    return sum(abs(counts.get(document, 0) / total - size / whole) for document, size in sizes.items()) / 2


# -- doubt -------------------------------------------------------------------------------------------------------------


def _find_doubt(variant: Variant, section: Sequence[Variant]) -> str:
    """Return what makes a citation form doubtful, in words that follow "which"; empty if nothing does."""
    first = variant.members[0]
    if first.kind is not ConceptKind.DOCUMENT and any(char.isdigit() for char in variant.text):
        return "has a number"
    if sum(char in _MARKS for char in variant.text) % 2:
        return "has a quotation mark or bracket without its other half"
    if variant.text.endswith(_CUT):
        return "is cut short"
    if _is_title(variant) and _is_common(section):
        return "is written as a title"
    seen = {x.sentence[x.sentence_start : x.sentence_end].casefold() for m in variant.members for x in m.contexts}
    if variant.forms and variant.text.casefold() not in seen | {form.casefold() for form in variant.forms}:
        return "is neither attested nor a regular form"
    return ""


def _is_title(variant: Variant) -> bool:
    """Whether it is a phrase of which every content word begins with a capital, and no name."""
    capitals = sum(word[:1].isupper() for word in variant.text.split())
    return variant.size > 1 and capitals >= variant.size and not variant.members[0].phrase.is_name


def _is_common(section: Sequence[Variant]) -> bool:
    """Whether the concept is a common term by most of its occurrences: no institution, which bears capitals."""
    kinds: Counter[bool] = Counter()
    for variant in section:
        for member in variant.members:
            kinds[member.kind is ConceptKind.TERM] += member.frequency
    return kinds[True] > kinds[False]


# -- coherence ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Decision:
    """What was decided about a candidate: its section, how it is cited, and what its section prefers."""

    section: int
    text: str
    preferred: str

    @property
    def is_preferred(self) -> bool:
        return self.text == self.preferred


@dataclass(frozen=True, slots=True)
class _Part:
    """A decided candidate inside a longer one; `start`/`end` are offsets in the sentence."""

    start: int
    end: int
    decision: _Decision

    def holds(self, other: "_Part") -> bool:
        return (
            self.start <= other.start and other.end <= self.end and (self.start, self.end) != (other.start, other.end)
        )


def _find_parts(variant: Variant, decided: Mapping[tuple[str, Key], _Decision]) -> list[_Part]:
    """Return the decided candidates inside a variant."""
    first = variant.members[0]
    parts = []
    for phrase in first.phrase.find_subphrases(variant.size - 1):
        decision = decided.get((first.language, phrase.key()))
        if decision is not None:
            parts.append(_Part(phrase.start, phrase.end, decision))
    return parts


def _find_conflicts(parts: Sequence[_Part], agreed: Iterable[int]) -> list[_Decision]:
    """Return the decisions that a variant contradicts while a rival keeps to them (`agreed`).

    What lies inside a longer part that is preferred is settled by that one. Of conflicts inside one another the
    shortest counts: the longer ones follow from it.
    """
    sections = frozenset(agreed)
    settling = [part for part in parts if part.decision.is_preferred]
    against = [part for part in parts if not part.decision.is_preferred and part.decision.section in sections]
    found = [part for part in against if not any(longer.holds(part) for longer in settling)]
    return [part.decision for part in found if not any(part.holds(other) for other in found)]


# -- the choice --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A variant with all that speaks for and against it; `spread` is of `documents` documents."""

    variant: Variant
    spread: int
    documents: int
    usage: float
    doubt: str
    conflicts: tuple[_Decision, ...]
    parts: tuple[_Part, ...]

    @property
    def weight(self) -> float:
        doubt = DOUBT_LEAD if self.doubt else 1.0
        return round((self.usage + PRIOR_USAGE) / doubt / COHERENCE_LEAD ** len(self.conflicts), 9)


def _weigh(
    section: Sequence[Variant], sizes: Mapping[str, Counter[str]], decided: Mapping[tuple[str, Key], _Decision]
) -> list[_Weighed]:
    """Return the variants of a section by falling weight.

    Usage is frequency times evenness (1 - DP), after the usage coefficient of Juilland and Chang-Rodríguez 1964.
    """
    parts = {variant.text: _find_parts(variant, decided) if len(section) > 1 else [] for variant in section}
    agreed = {part.decision.section for found in parts.values() for part in found if part.decision.is_preferred}
    weighed = []
    for variant in section:
        documents = sizes[variant.members[0].language]
        counts = Counter(context.document for member in variant.members for context in member.contexts)
        weighed.append(
            _Weighed(
                variant=variant,
                spread=len(counts),
                documents=len(documents),
                usage=variant.frequency * (1 - measure_deviation(counts, documents)) if counts else 0.0,
                doubt=_find_doubt(variant, section),
                conflicts=tuple(_find_conflicts(parts[variant.text], agreed)),
                parts=tuple(parts[variant.text]),
            )
        )
    return sorted(weighed, key=lambda w: (-w.weight, -w.spread, -w.variant.frequency, w.variant.text))


def _explain(each: _Weighed, section: Sequence[_Weighed]) -> str:
    """Return the reason for the place of a variant among those of its section, in plain words with figures."""
    if len(section) == 1:
        return "the only term attested"
    total = sum(w.variant.frequency for w in section)
    reasons = [f"{each.variant.frequency} of {total} occurrences, in {each.spread} of {each.documents} documents"]
    contested = {decision.section for w in section for decision in w.conflicts}
    kept = [p.decision.text for p in each.parts if p.decision.is_preferred and p.decision.section in contested]
    if kept:
        reasons.append(f"contains the preferred {', '.join(dict.fromkeys(kept))}")
    reasons += [f"contains {d.text}, where {d.preferred} is preferred" for d in dict.fromkeys(each.conflicts)]
    if each.doubt and not all(w.doubt for w in section):
        reasons.append(each.doubt)
    if each is section[0]:
        reasons += _justify(each, section[1:])
    return "; ".join(reasons)


def _justify(winner: _Weighed, rivals: Sequence[_Weighed]) -> Iterator[str]:
    """Yield why a variant is preferred to a more frequent one, and to a more coherent one."""
    beaten = max(rivals, key=lambda w: (w.variant.frequency, w.variant.text))
    if beaten.variant.frequency > winner.variant.frequency:
        whom = f"the more frequent {beaten.variant.text} ({beaten.variant.frequency})"
        if len(beaten.conflicts) > len(winner.conflicts):
            yield f"coherence beats {whom}"
        elif beaten.doubt and not winner.doubt:
            yield f"beats {whom}, which {beaten.doubt}"
        else:
            yield f"more evenly spread than {whom}"
    coherent = [w for w in rivals if len(w.conflicts) < len(winner.conflicts)]
    if coherent:
        rival = coherent[0].variant
        yield f"used far more than the more coherent {rival.text} ({rival.frequency})"
