"""The figures are those of the published scorer, for any glossary."""

import importlib.util
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.evaluate import Quality, evaluate
from align.gold import read_gold
from glossary.model import AdministrativeStatus, Concept, LanguageSection, Term

GOLD = Path(__file__).parents[1] / "gold" / "dev.json"
LANGUAGES = ("pl", "ru", "ar", "el")


@cache
def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", GOLD.parent / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _gold() -> Any:
    return json.loads(GOLD.read_text(encoding="utf-8"))


def _concept(number: int, **terms: list[str]) -> Concept:
    """Make a concept of lists of terms; a term that begins with `*` is the preferred one."""
    sections = []
    for language, texts in terms.items():
        section = [
            Term(
                text.removeprefix("*"),
                AdministrativeStatus.PREFERRED if text.startswith("*") else AdministrativeStatus.ADMITTED,
            )
            for text in texts
        ]
        sections.append(LanguageSection(language.replace("_", "-"), tuple(section)))
    return Concept(f"c{number}", tuple(sections))


def _write_tbx(concepts: list[Concept], path: Path) -> None:
    """Write no more of TBX than the scorer reads."""
    lines = ["<tbx xmlns='urn:iso:std:iso:30042:ed-2'><text><body>"]
    for concept in concepts:
        lines.append(f"<conceptEntry id='{concept.id}'>")
        for section in concept.sections:
            lines.append(f"<langSec xml:lang='{section.language}'>")
            for term in section.terms:
                status = f"{term.status.value}Term-admn-sts"
                note = f"<termNote type='administrativeStatus'>{status}</termNote>"
                lines.append(f"<termSec><term>{escape(term.text)}</term>{note}</termSec>")
            lines.append("</langSec>")
        lines.append("</conceptEntry>")
    path.write_text("".join([*lines, "</body></text></tbx>"]), encoding="utf-8")


def _published(concepts: list[Concept], folder: Path) -> dict[str, float]:
    path = folder / "glossary.tbx"
    _write_tbx(concepts, path)
    figures: dict[str, float] = _scorer().score(_scorer().read_tbx(path), _gold(), _gold())
    return figures


def _forms(language: str) -> list[str]:
    """Return every lemma and surface of the gold standard in a language."""
    concepts = _gold()["concepts"] + _gold()["single"]
    return sorted(
        {form for c in concepts for t in c["terms"].get(language) or [] for form in (t["lemma"], *t["surface"])}
    )


def _gold_concepts() -> list[Concept]:
    """Return the gold standard as a glossary, the first term of each language preferred."""
    return [
        _concept(
            number,
            **{
                language: [("*" if not i else "") + term["lemma"] for i, term in enumerate(terms)]
                for language, terms in concept["terms"].items()
                if terms
            },
        )
        for number, concept in enumerate(_gold()["concepts"] + _gold()["single"])
    ]


def test_the_gold_standard_itself_is_all_found(tmp_path: Path) -> None:
    """A glossary that is the gold standard finds every term and aligns every pair, and scores as published."""
    concepts = _gold_concepts()
    figures = evaluate(concepts, read_gold(GOLD))
    assert figures.as_dict() == _published(concepts, tmp_path)
    assert (figures.align_recall, figures.extract_recall, figures.variant_recall) == (1.0, 1.0, 1.0)
    assert figures.known_term_share == 1.0
    assert figures.by_pair["pl-ru"].recall == 1.0


def test_an_empty_glossary_scores_nothing(tmp_path: Path) -> None:
    """Without terms every share is 0 and no division fails."""
    figures = evaluate([], read_gold(GOLD))
    assert figures.as_dict() == _published([], tmp_path)
    assert (figures.align_f1, figures.core_extract_recall, figures.judged_pairs) == (0.0, 0.0, 0)
    assert figures.pairs > 0


def test_figures_of_a_small_glossary_are_what_they_should_be(tmp_path: Path) -> None:
    """One right and one wrong alignment make a precision of one half."""
    concepts = [
        _concept(1, pl=["*mobilizacja masowa", "masowa mobilizacja"], ru=["*Массовая мобилизация"]),
        _concept(2, ru=["массовая мобилизация"], el=["nic takiego"], de=["Massen"]),
        _concept(3, ar_SA=["التعبئة الجماهيرية"], el=[" μαζική κινητοποίηση "]),
    ]
    figures = evaluate(concepts, read_gold(GOLD))
    assert figures.as_dict() == _published(concepts, tmp_path)
    assert figures.judged_pairs == 4
    assert figures.align_precision == 0.75
    pairs, terms = figures.by_pair["pl-ru"].pairs, figures.by_kind["term"].pairs
    assert figures.by_pair["pl-ru"] == Quality(1.0, 1 / pairs, 2, pairs)
    assert figures.by_pair["el-ru"] == Quality(0.0, 0.0, 1, figures.by_pair["el-ru"].pairs)
    assert figures.by_kind["term"] == Quality(0.75, 2 / terms, 4, terms)
    assert figures.by_kind["place"] == Quality(0.0, 0.0, 0, 1)
    assert figures.terms_in_glossary == 7  # the German one is none of ours
    assert figures.concepts_in_glossary == 3


_terms = st.fixed_dictionaries(
    {},
    optional={
        language: st.lists(
            st.tuples(st.sampled_from(["", "*"]), st.sampled_from([*_forms(language), "δεν υπάρχει", "нет"])).map(
                "".join
            ),
            min_size=1,
            max_size=3,
        )
        for language in LANGUAGES
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_terms, max_size=12))
def test_any_glossary_scores_as_published(tmp_path: Path, glossary: list[dict[str, list[str]]]) -> None:
    """Whatever a glossary holds, all figures equal those of the published scorer."""
    concepts = [_concept(number, **terms) for number, terms in enumerate(glossary)]
    assert evaluate(concepts, read_gold(GOLD)).as_dict() == _published(concepts, tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 159), st.integers(0, 159)), max_size=60))
def test_partly_right_glossaries_score_as_published(tmp_path: Path, merged: list[tuple[int, int]]) -> None:
    """Gold concepts merged at random score alike too: with alignments and preferred terms that are partly right."""
    whole = _gold_concepts()
    concepts = [Concept(f"m{n}", whole[a].sections + whole[b].sections[:2]) for n, (a, b) in enumerate(merged)]
    assert evaluate(concepts, read_gold(GOLD)).as_dict() == _published(concepts, tmp_path)


def test_quality_has_a_harmonic_mean() -> None:
    """F1 is the harmonic mean, and 0 when both are."""
    assert Quality(1.0, 0.5).f1 == pytest.approx(2 / 3)
    assert Quality(0.0, 0.0).f1 == 0.0


def test_parts_are_told_with_all_their_figures() -> None:
    """As data, every language pair and kind has its precision, recall and F1, and what they were measured on."""
    figures = evaluate(_gold_concepts(), read_gold(GOLD))
    parts = figures.parts_as_dict()
    assert list(parts) == ["by_pair", "by_kind"]
    assert list(parts["by_pair"]) == ["ar-el", "ar-pl", "ar-ru", "el-pl", "el-ru", "pl-ru"]
    pair = figures.by_pair["ar-el"]
    assert parts["by_pair"]["ar-el"] == {
        "precision": pair.precision,
        "recall": 1.0,
        "f1": pair.f1,
        "judged_pairs": pair.judged_pairs,
        "pairs": pair.pairs,
    }
    assert sum(quality.pairs for quality in figures.by_pair.values()) == figures.pairs
    assert sum(quality.judged_pairs for quality in figures.by_pair.values()) == figures.judged_pairs
    assert sum(quality.pairs for quality in figures.by_kind.values()) == figures.pairs
