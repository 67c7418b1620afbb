"""Write an evaluation down as one page of HTML that needs nothing else: no script, no network, no other file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from align.disagreements import Disagreements, Miss, MissedConcept, MissReason, find_disagreements
from align.encoder import Encoder
from align.evaluate import Figures, measure
from align.gold import Gold
from align.matches import match_concepts
from align.reliability import Reliability, measure_reliability
from align.termmap import TermMap, map_terms
from api.charts import plot_map, plot_reliability
from api.rendering import load_templates
from api.tags import order_tags
from api.version import read_version
from glossary.errors import InputError
from glossary.files import replace_file
from glossary.model import Concept

MAX_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """What was evaluated, and against what, as the report's reader knows them."""

    store: str
    revision: str
    gold: str
    encoder: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that a report tells."""

    figures: Figures
    reliability: Reliability
    disagreements: Disagreements
    term_map: TermMap


@dataclass(frozen=True, slots=True)
class MissGroup:
    """The pairs of languages that one gold concept misses for one reason."""

    reason: MissReason
    misses: tuple[Miss, ...]


def check_target(path: Path) -> None:
    """Raise InputError where a report can't be written, before the work that it takes is done."""
    if path.is_dir():
        raise InputError(f"--report: {str(path)!r} is a folder; name a file in it, such as {path / 'report.html'}")
    if not path.absolute().parent.is_dir():
        raise InputError(f"--report: the folder {str(path.parent)!r} does not exist; make it, or name another file")


def make_evaluation(concepts: Sequence[Concept], gold: Gold, encoder: Encoder) -> Evaluation:
    """Return all that can be said of a glossary beside a gold standard; the encoder is asked for the map."""
    glossary = match_concepts(concepts, gold)
    return Evaluation(
        figures=measure(glossary, gold),
        reliability=measure_reliability((link for concept in concepts for link in concept.links), gold),
        disagreements=find_disagreements(glossary, gold),
        term_map=map_terms(concepts, encoder),
    )


def render_report(evaluation: Evaluation, subject: Subject) -> str:
    """Return the page. The same evaluation makes the same page: it has no date in it."""
    wrong = evaluation.disagreements.wrong
    return (
        load_templates()
        .get_template("report.html")
        .render(
            subject=subject,
            version=read_version(),
            figures=evaluation.figures,
            reliability=evaluation.reliability,
            plot=plot_reliability(evaluation.reliability),
            wrong=wrong,
            missed=evaluation.disagreements.missed,
            reasons=evaluation.disagreements.count_reasons(),
            group=group_misses,
            term_map=evaluation.term_map,
            chart=plot_map(evaluation.term_map, {found.concept for found in wrong}),
            order=order_tags,
            max_rows=MAX_ROWS,
        )
    )


def write_report(path: Path, page: str) -> None:
    """Write a page to a file, whole or not at all; raises OSError."""
    replace_file(path, lambda stream: stream.write(page.encode()))


def group_misses(missed: MissedConcept) -> list[MissGroup]:
    """Return what a gold concept misses, by reason."""
    return [MissGroup(reason, found) for reason in MissReason if (found := _find_misses(missed.misses, reason))]


def _find_misses(misses: Iterable[Miss], reason: MissReason) -> tuple[Miss, ...]:
    return tuple(miss for miss in misses if miss.reason is reason)
