"""The whole way, from the seed articles to the glossary: figures that must not sink, and the same bytes each time."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from glossary.lookup import find_hits
from glossary.store import Store

ROOT = Path(__file__).parents[1]
FLOORS = {
    "core_extract_recall": 0.79,
    "core_align_f1": 0.60,
    "align_precision": 0.71,
    "core_variant_recall": 0.32,
    "core_preferred_acc": 0.94,
}
"""What is reached, less a little for the last bits of another processor."""
CHROME = ["Aktualne wydarzenia", "No data", "Наследство", "Источник", "bna", "CMS", "jpg", "Vietnam.vn", "ها لينه"]


def _build(folder: Path, seed: str, cache: Path) -> Path:
    """Build and export in fresh processes with one hash seed; return the TBX file."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "GLOSSALIGN_CACHE": str(cache)}
    store, file = folder / f"{seed}.db", folder / f"{seed}.tbx"
    for arguments in (["build", "seeds"], ["export", "--format", "tbx", "--output", str(file)]):
        command = [str(Path(sys.executable).with_name("glossalign")), *arguments, "--store", str(store)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return file


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the TBX file of the seeds; the store lies beside it."""
    return _build(tmp_path_factory.mktemp("seeds"), "1", ROOT / "build" / "test-cache")


def _load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", ROOT / "tests/gold/score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_figures_of_the_gold_standard_do_not_sink(built: Path) -> None:
    """Each figure of the scorer is at least what was reached before."""
    scorer = _load_scorer()
    gold = json.loads((ROOT / "tests/gold/dev.json").read_text("utf-8"))
    figures = scorer.score(scorer.read_tbx(built), gold, gold)
    assert {name: figures[name] for name in FLOORS if figures[name] < FLOORS[name]} == {}


def test_two_builds_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """The TBX does not depend on the hash seed of the process."""
    assert _build(tmp_path, "2", ROOT / "build" / "test-cache").read_bytes() == built.read_bytes()


@pytest.mark.parametrize("chrome", CHROME)
def test_no_site_chrome_is_a_term(built: Path, chrome: str) -> None:
    """No term of the glossary is or contains a piece of a menu, a file name or an advertisement."""
    with Store.open(built.with_suffix(".db")) as store:
        terms = [t.text for c in store.iterate_concepts() for s in c.sections for t in s.terms]
    assert [text for text in terms if chrome.lower() in text.lower()] == []


@pytest.mark.parametrize(
    "query", ["mobilizacji masowej", "للتعبئة الجماهيرية", "массовой мобилизации", "Μαζικής Κινητοποίησης"]
)
def test_inflected_query_finds_the_concept_in_all_languages(built: Path, query: str) -> None:
    """Whatever the language and the case of the query, the answer has the term in all four, with its variants."""
    with Store.open(built.with_suffix(".db")) as store:
        concept = find_hits(store, query)[0].concept
    texts = {section.language: {term.text for term in section.terms} for section in concept.sections}
    assert texts["pl"] >= {"mobilizacja masowa", "masowa mobilizacja"}
    assert texts["ru"] >= {"массовая мобилизация", "мобилизация масс"}
    assert "التعبئة الجماهيرية" in texts["ar"]
    assert "μαζική κινητοποίηση" in texts["el"]
