"""Lookup by meaning, with hand-set vectors and with the encoder that comes along."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.calibration import write_calibration
from align.encoder import ModelEncoder, get_encoder
from align.semantic import IndexedTerm, SemanticHit, SemanticIndex, load_index
from glossary.errors import ModelError, UsageError
from glossary.model import AdministrativeStatus, Concept, Glossary, LanguageSection, Term
from glossary.store import Store
from tests.align.fakes import CALIBRATION, FakeEncoder

# The third number is what the language gives to all of its texts, the first two are the meaning.
VECTORS = {
    "komitet partyjny": [1.0, 0.1, 0.0],
    "komitet partii": [1.0, 0.12, 0.0],
    "mobilizacja masowa": [0.1, 1.0, 0.0],
    "партийный комитет": [1.0, 0.1, 3.0],
    "массовая мобилизация": [0.1, 1.0, 3.0],
    "komitet": [1.0, 0.2, 0.0],
    "мобилизация": [0.2, 1.0, 3.0],
    "committee": [1.0, 0.2, 1.5],
    "კომიტეტი": [0.0, 0.0, 0.0],
}
TERMS = (
    IndexedTerm("c1", "pl", "komitet partyjny"),
    IndexedTerm("c1", "pl", "komitet partii"),
    IndexedTerm("c1", "ru", "партийный комитет"),
    IndexedTerm("c2", "pl", "mobilizacja masowa"),
    IndexedTerm("c2", "ru", "массовая мобилизация"),
)


def _index(tmp_path: Path, terms: tuple[IndexedTerm, ...] = TERMS) -> SemanticIndex:
    return SemanticIndex(terms, FakeEncoder(VECTORS), tmp_path, {})


@pytest.mark.parametrize(
    ("query", "language", "concept"),
    [("komitet", "pl", "c1"), ("мобилизация", "ru", "c2"), ("мобилизация", None, "c2"), ("committee", "en", "c1")],
)
def test_the_nearest_concept_comes_first(query: str, language: str | None, concept: str, tmp_path: Path) -> None:
    """A query finds the concept of its meaning, with or without its language, each concept once, scores falling."""
    hits = _index(tmp_path).find(query, language)
    assert hits[0].concept == concept
    assert sorted(hit.concept for hit in hits) == ["c1", "c2"]
    assert 1.0 >= hits[0].score > hits[1].score >= 0.0


def test_a_concept_is_shown_by_its_nearest_term(tmp_path: Path) -> None:
    """A term looked up by itself is its own best hit, with its language, at full score."""
    hit = _index(tmp_path).find("komitet partii", "pl")[0]
    assert (hit.language, hit.term) == ("pl", "komitet partii")
    assert hit.score == pytest.approx(1.0, abs=1e-6)


def test_the_limit_counts_concepts(tmp_path: Path) -> None:
    """A concept of many near terms does not crowd out the next one."""
    many = {f"komitet {i}": [1.0, 0.1 + i / 1000, 0.0] for i in range(50)}
    terms = (*(IndexedTerm("c1", "pl", text) for text in many), IndexedTerm("c2", "pl", "mobilizacja masowa"))
    index = SemanticIndex(terms, FakeEncoder(VECTORS | many), tmp_path, {})
    assert [hit.concept for hit in index.find("komitet", "pl", limit=2)] == ["c1", "c2"]
    assert [hit.concept for hit in index.find("komitet", "pl", limit=1)] == ["c1"]


def test_one_term_can_be_found(tmp_path: Path) -> None:
    """In a glossary of one term, that term is no noise to be centred away."""
    hits = _index(tmp_path, TERMS[:1]).find("komitet", "pl")
    assert [hit.concept for hit in hits] == ["c1"]
    assert hits[0].score > 0.9


def test_an_empty_glossary_has_no_hits(tmp_path: Path) -> None:
    """Without terms there is nothing to find, and nothing is encoded."""
    encoder = FakeEncoder({})
    assert SemanticIndex((), encoder, tmp_path, {}).find("komitet") == []
    assert encoder.calls == []


def test_terms_are_encoded_at_the_first_query_and_queries_are_not_stored(tmp_path: Path) -> None:
    """Making an index costs nothing; a second index reads its terms from the cache, but encodes the query again."""
    first, second = FakeEncoder(VECTORS), FakeEncoder(VECTORS)
    index = SemanticIndex(TERMS, first, tmp_path, {})
    assert first.calls == []
    index.find("komitet")
    SemanticIndex(TERMS, second, tmp_path, {}).find("komitet")
    assert second.calls == [["komitet"]]


def test_a_blank_query_is_refused(tmp_path: Path) -> None:
    """A query of spaces is named as the caller's mistake."""
    with pytest.raises(UsageError, match="it is blank"):
        _index(tmp_path).find("  ")


# -- the means of the calibration --------------------------------------------------------------------------------------

USUAL: Mapping[str, Sequence[float]] = {"pl": (0.7, 0.7, 0.0), "ru": (0.2, 0.2, 0.95)}


def _find(query: str, language: str | None, centres: Mapping[str, Sequence[float]], folder: Path) -> list[SemanticHit]:
    """Look up in two terms, one a language: too few to say what their languages have in common."""
    terms = (IndexedTerm("c1", "ru", "партийный комитет"), IndexedTerm("c2", "pl", "mobilizacja masowa"))
    return SemanticIndex(terms, FakeEncoder(VECTORS), folder, centres).find(query, language)


def test_the_usual_mean_of_a_language_stands_in_for_few_terms(tmp_path: Path) -> None:
    """Of two terms, the one of the query's meaning is found though the other is of the query's language."""
    plain, centred = _find("komitet", "pl", {}, tmp_path), _find("komitet", "pl", USUAL, tmp_path)
    assert [hit.concept for hit in centred] == ["c1", "c2"]
    assert centred[0].score > 0.7
    assert centred[0].score > plain[0].score
    assert centred[1].score < 0.3


def test_a_language_without_a_usual_mean_has_that_of_all(tmp_path: Path) -> None:
    """A calibration that lacks a language is no fault: its terms are centred by what the model's texts share."""
    hits = _find("komitet", "pl", {"ru": USUAL["ru"]}, tmp_path)
    assert sorted(hit.concept for hit in hits) == ["c1", "c2"]
    assert all(0.0 <= hit.score <= 1.0 for hit in hits)


def test_the_mean_of_many_terms_outweighs_the_usual_one(tmp_path: Path) -> None:
    """A glossary large enough is centred by its own terms, whatever the calibration says."""
    random = np.random.default_rng(3)
    many = {f"termin {i}": [float(x), float(y), 5.0] for i, (x, y) in enumerate(random.normal(size=(400, 2)))}
    terms = tuple(IndexedTerm(f"c{text}", "pl", text) for text in many)
    encoder = FakeEncoder(many)
    scores = [
        SemanticIndex(terms, encoder, tmp_path, centres).find("termin 7", "pl", limit=3)
        for centres in ({}, {"pl": (0.0, 0.0, 1.0)}, {"pl": (1.0, 0.0, 0.0)})
    ]
    assert [hits[0].term for hits in scores] == ["termin 7"] * 3
    assert scores[0][1].score == pytest.approx(scores[1][1].score, abs=0.02)


# -- scripts that the model can't read ---------------------------------------------------------------------------------


def test_a_query_that_the_model_cannot_read_finds_nothing(tmp_path: Path) -> None:
    """A query of which no letter is known is like nothing, in whatever language it is said to be."""
    index = _index(tmp_path)
    assert [index.find("კომიტეტი", language) for language in (None, "pl", "ka")] == [[], [], []]


@pytest.mark.parametrize("centres", [{}, USUAL], ids=["no-centres", "centres"])
@pytest.mark.parametrize("query", ["komitet", "мобилизация"])
def test_a_term_that_the_model_cannot_read_is_like_nothing(
    query: str, centres: Mapping[str, Sequence[float]], tmp_path: Path
) -> None:
    """Such a term has the score 0 for any query: centring does not make it like what the others are not."""
    terms = (*TERMS, IndexedTerm("c3", "pl", "კომიტეტი"), IndexedTerm("c4", "ka", "კომიტეტი"))
    hits = SemanticIndex(terms, FakeEncoder(VECTORS), tmp_path, centres).find(query)
    assert {hit.concept: hit.score for hit in hits if hit.concept in {"c3", "c4"}} == {"c3": 0.0, "c4": 0.0}


def test_the_bundled_encoder_passes_over_georgian(default_encoder: ModelEncoder, tmp_path: Path) -> None:
    """With the real encoder, a Georgian query finds nothing, and a Georgian term disturbs no other query."""
    terms = (*TERMS, IndexedTerm("c3", "ka", "კომიტეტი"))
    index = SemanticIndex(terms, default_encoder, tmp_path, {})
    assert index.find("პარტია") == []
    hits = index.find("komitet partyjny", "pl")
    assert (hits[0].concept, hits[0].language, hits[0].term) == ("c1", "pl", "komitet partyjny")
    assert hits[0].score == pytest.approx(1.0, abs=1e-6)
    assert {hit.concept: hit.score for hit in hits}["c3"] == 0.0


# -- from a store ------------------------------------------------------------------------------------------------------


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Path:
    """Return a copy of the tiny model, which has no calibration."""
    shutil.copytree(tiny_model, tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store of one concept."""
    section = LanguageSection("pl", (Term("komitet partyjny", AdministrativeStatus.PREFERRED),))
    with Store.create(str(tmp_path / "glossary.db")) as made:
        made.write_glossary(Glossary((Concept("c1", (section,)),), ()))
    return Store.open(str(tmp_path / "glossary.db"))


def test_a_store_is_searched_by_a_calibrated_model(model: Path, store: Store, tmp_path: Path) -> None:
    """The index of a store has its terms, and the means of the calibration that lies with the model."""
    encoder = get_encoder(str(model))
    centre = tuple(map(float, encoder.encode(["komisja"])[0]))
    write_calibration(replace(CALIBRATION, fingerprint=encoder.fingerprint, centres={"pl": centre}), model)
    with store:
        index = load_index(store, str(model), tmp_path / "cache")
    hits = index.find("komitet partyjny", "pl")
    assert [(hit.concept, hit.language, hit.term) for hit in hits] == [("c1", "pl", "komitet partyjny")]
    assert hits[0].score == pytest.approx(1.0, abs=1e-6)
    # Seen from there, the usual mean, a little towards the term, lies between the two: they are as unlike as can be.
    assert [hit.score for hit in index.find("komisja", "pl")] == [0.0]


def test_a_model_without_a_calibration_is_named(model: Path, store: Store, tmp_path: Path) -> None:
    """A model that wasn't calibrated can't be searched with; the error says how to calibrate it."""
    with store, pytest.raises(ModelError, match=r"has no calibration.json; run: glossalign calibrate --encoder '.*'"):
        load_index(store, str(model), tmp_path / "cache")
