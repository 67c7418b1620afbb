"""Gold standards are read as the published scorer reads them, and what is none is named."""

import importlib.util
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.gold import GOLD_LANGUAGES, find_key, fold, read_gold
from glossary.errors import InputError
from tests.align.golds import make_gold, make_gold_concept

GOLD = Path(__file__).parents[1] / "gold" / "dev.json"


@cache
def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", GOLD.parent / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(st.text(max_size=30), st.sampled_from(GOLD_LANGUAGES))
def test_folding_is_that_of_the_scorer(text: str, language: str) -> None:
    """Two spellings are one term here exactly when they are for the scorer."""
    assert fold(text, language) == _scorer().norm(text, language)


def test_a_key_has_the_primary_language() -> None:
    """Regions of a language are one; a blank term and a language that gold standards don't have get no key."""
    assert find_key(" Most ", "pl-PL") == ("pl", "most")
    assert find_key("Brücke", "de") is None
    assert find_key(" ", "pl") is None


def test_terms_are_indexed_by_language_and_form() -> None:
    """A form of two concepts may stand for either; the same letters in another language are another term."""
    gold = make_gold(
        make_gold_concept("bank", pl=["bank"], ru=["банк"]), make_gold_concept("shore", pl=["brzeg", "bank"])
    )
    known = gold.index_terms()
    assert known["pl", "bank"] == {"bank", "shore"}
    assert known["pl", "brzeg"] == {"shore"}
    assert ("ru", "bank") not in known
    assert [concept.id for concept in gold.concepts] == ["bank", "shore"]


def test_a_file_is_read_with_what_counts_as_each_term(tmp_path: Path) -> None:
    """Citation forms and surface forms count as the term; importance 1 and 2 that is not generic makes the core."""
    term = {"lemma": "Śluza", "lemma_alt": "śluzy", "status": "preferred", "surface": ["śluzą"], "count": 3}
    concepts = [
        {"id": "lock", "kind": "thing", "importance": 2, "terms": {"pl": [term], "ru": []}},
        {"id": "gate", "importance": 1, "generic": True, "terms": {"pl": [_term()]}},
        {"id": "pier", "importance": 3, "terms": {"pl": [_term()]}},
    ]
    path = tmp_path / "gold.json"
    path.write_text(json.dumps({"concepts": concepts, "single": []}), encoding="utf-8")
    lock, gate, pier = read_gold(path).aligned
    assert (lock.kind, lock.is_core, list(lock.terms), lock.count) == ("thing", True, ["pl"], 3)
    assert lock.terms["pl"][0].text == "Śluza"
    assert lock.terms["pl"][0].citation_forms == {"śluza", "śluzy"}
    assert lock.terms["pl"][0].forms == {"śluza", "śluzy", "śluzą"}
    assert (gate.kind, gate.is_core, pier.is_core) == ("term", False, False)


def _term(**changes: Any) -> dict[str, Any]:
    return {"lemma": "rada", "status": "preferred", "surface": ["rady"], "count": 1, **changes}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no JSON"),
        ("[]", "'concepts' and 'single'"),
        ('{"concepts": []}', "'concepts' and 'single'"),
        ({"concepts": [{"id": "x", "importance": 1}], "single": []}, "concept 'x' has no 'terms'"),
        ({"concepts": [7], "single": []}, "concept 7 is malformed"),
        (
            {"concepts": [{"id": "x", "importance": 1, "terms": {"pl": [_term(count="many")]}}], "single": []},
            "concept 'x' is malformed .*many",
        ),
        (
            {"concepts": [{"id": "x", "importance": 1, "terms": {"pl": [{"lemma": "rada"}]}}], "single": []},
            "concept 'x' has no 'status'",
        ),
        ({"concepts": [{"id": "x", "importance": 1, "terms": {}}] * 2, "single": []}, "'x' stands there twice"),
    ],
)
def test_what_is_no_gold_standard_is_named(tmp_path: Path, content: Any, message: str) -> None:
    """A file that holds no gold standard gets an error that names the file and the fault."""
    path = tmp_path / "gold.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_gold(path)
    assert str(path) in str(caught.value)


def test_missing_gold_standard_is_named(tmp_path: Path) -> None:
    """A file that does not exist is named."""
    with pytest.raises(InputError, match=r"none\.json: can't be read"):
        read_gold(tmp_path / "none.json")
