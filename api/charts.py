"""Lay out the drawings of a report: what stands where in an SVG. The templates only write it down."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from align.reliability import Reliability, ReliabilityBin
from align.termmap import MappedConcept, MappedTerm, TermMap
from api.tags import name_language

MAP_WIDTH: Final = 1200
MAP_HEIGHT: Final = 780
PLOT_SIZE: Final = 400
_MAP_MARGIN: Final = 36
_PLOT_MARGIN: Final = 48
_LABEL_SIZE: Final = 13
_LETTER_WIDTH: Final = 8.2
"""How wide a letter of a label is on average, with some to spare: no font is known here."""
_MAX_LABELS: Final = 60
_MAX_LABEL_LETTERS: Final = 32
_SHAPES: Final = (
    "M-4.6 0a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0-9.2 0z",  # circle
    "M-4.1-4.1h8.2v8.2h-8.2z",  # square
    "M0-5.4L5.2 4H-5.2z",  # triangle
    "M0-5.8L5.8 0L0 5.8L-5.8 0z",  # diamond
    "M-5.2-4h10.4L0 5.4z",  # triangle on its tip
    "M-5.4-1.6h3.8v-3.8h3.2v3.8h3.8v3.2h-3.8v3.8h-3.2v-3.8h-3.8z",  # cross
)


@dataclass(frozen=True, slots=True)
class PlottedBin:
    """A bin at the place of its mean score and share; `ideal` is the height at which reliable scores would stand."""

    x: float
    y: float
    ideal: float
    radius: float
    bin: ReliabilityBin


@dataclass(frozen=True, slots=True)
class ReliabilityPlot:
    """The plot within `start`..`end` on both axes, the places of its ticks, and its bins that are not empty."""

    width: int
    height: int
    start: float
    end: float
    ticks: tuple[tuple[float, float, str], ...]
    bins: tuple[PlottedBin, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """How the terms of a language look: a number that the style sheet gives a colour, and a shape."""

    language: str
    number: int
    shape: str
    terms: int


@dataclass(frozen=True, slots=True)
class PlottedTerm:
    """A term at its place, what it looks like, and what it says when pointed at."""

    x: float
    y: float
    key: Key
    is_preferred: bool
    title: str


@dataclass(frozen=True, slots=True)
class PlottedConcept:
    """Terms of one concept, and the middle that lines join them to."""

    x: float
    y: float
    is_wrong: bool
    terms: tuple[PlottedTerm, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A term written on the map, centred on its place."""

    x: float
    y: float
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class MapPlot:
    """The alignment map: its keys, its concepts, and the labels for which there is room."""

    width: int
    height: int
    keys: tuple[Key, ...]
    concepts: tuple[PlottedConcept, ...]
    labels: tuple[Label, ...]

    @property
    def terms(self) -> int:
        """How many terms are on it."""
        return sum(key.terms for key in self.keys)


def plot_reliability(reliability: Reliability) -> ReliabilityPlot:
    """Return the plot of mean scores against the share that is right; the area of a dot grows with its links."""
    start, end = _PLOT_MARGIN, PLOT_SIZE - _PLOT_MARGIN / 2
    most = max((found.links for found in reliability.bins), default=0)

    def place(value: float) -> float:
        return round(start + value * (end - start), 1)

    bins = [
        PlottedBin(
            x=place(found.mean_score),
            y=place(1 - found.right_share),
            ideal=place(1 - found.mean_score),
            radius=round(7 + 9 * (found.links / most) ** 0.5, 1),
            bin=found,
        )
        for found in reliability.bins
        if found.mean_score is not None and found.right_share is not None
    ]
    ticks = tuple((place(step / 4), place(1 - step / 4), f"{step / 4:g}") for step in range(5))
    return ReliabilityPlot(PLOT_SIZE, PLOT_SIZE + 24, start, end, ticks, tuple(bins))


# -- the map -----------------------------------------------------------------------------------------------------------


def plot_map(term_map: TermMap, wrong: Collection[str]) -> MapPlot:
    """Return the map; `wrong` are the ids of concepts with an alignment that the gold standard refuses."""
    counts = Counter(term.language for concept in term_map.concepts for term in concept.terms)
    keys = {
        language: Key(language, number % len(_SHAPES), _SHAPES[number % len(_SHAPES)], counts[language])
        for number, language in enumerate(term_map.languages)
    }
    concepts = []
    for concept in term_map.concepts:
        terms = tuple(
            PlottedTerm(*_place(term), keys[term.language], term.is_preferred, _make_title(term, concept))
            for term in concept.terms
        )
        middle = round(fmean(term.x for term in terms), 1), round(fmean(term.y for term in terms), 1)
        concepts.append(PlottedConcept(*middle, concept.id in wrong, terms))
    order = sorted(counts, key=lambda language: (-counts[language], language))
    labels = _place_labels(_choose_label(concept, order) for concept in term_map.concepts)
    return MapPlot(MAP_WIDTH, MAP_HEIGHT, tuple(keys.values()), tuple(concepts), tuple(labels))


def _place(term: MappedTerm) -> tuple[float, float]:
    return (
        round(_MAP_MARGIN + term.x * (MAP_WIDTH - 2 * _MAP_MARGIN), 1),
        round(_MAP_MARGIN + (1 - term.y) * (MAP_HEIGHT - 2 * _MAP_MARGIN), 1),
    )


def _make_title(term: MappedTerm, concept: MappedConcept) -> str:
    """Return what a dot says: its term, those beside it, the concept. Each is isolated, as <bdi> is for HTML only."""
    others = [_isolate(other.text) for other in concept.terms if other is not term]
    name = name_language(term.language).english
    lines = [
        f"{_isolate(term.text)} ({name})",
        " · ".join(others),
        f"{concept.id}, confidence {concept.confidence:.0%}",
    ]
    return "\n".join(lines)


def _isolate(text: str) -> str:
    return f"\u2068{text}\u2069"


def _choose_label(concept: MappedConcept, languages: Sequence[str]) -> MappedTerm:
    """Return the preferred term that a concept is labelled with, in the same language wherever it has that."""
    preferred = {term.language: term for term in reversed(concept.terms) if term.is_preferred}
    return next(preferred[language] for language in languages if language in preferred)


def _place_labels(terms: Iterable[MappedTerm]) -> list[Label]:
    """Return labels above or below their terms, the first terms first, where they cover no other label."""
    labels: list[Label] = []
    taken: list[tuple[float, float, float, float]] = []
    for term in terms:
        x, y = _place(term)
        text = term.text
        if len(text) > _MAX_LABEL_LETTERS:
            text = f"{text[: _MAX_LABEL_LETTERS - 1].rstrip()}…"
        half = len(text) * _LETTER_WIDTH / 2
        for top in (y - 10 - _LABEL_SIZE, y + 8):
            box = (x - half, top, x + half, top + _LABEL_SIZE + 2)
            is_inside = box[0] > 0 and box[2] < MAP_WIDTH and box[1] > 0 and box[3] < MAP_HEIGHT
            if is_inside and len(labels) < _MAX_LABELS and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels.append(Label(x, round(top + _LABEL_SIZE - 1, 1), term.language, text))
                break
    return labels


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
