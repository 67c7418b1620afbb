"""Building again: ids, decisions and history stay, only new documents are worked through, and it is all or nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from align import mentioncache, pipeline
from align.documents import Document
from align.inheritance import KEPT_NOTE
from align.mentions import Mention, find_mentions
from align.pipeline import BuildConfig, BuildReport, build
from glossary import store as store_module
from glossary.changes import Changes
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Glossary,
    Judgement,
    Term,
    TermReference,
    Verdict,
)
from glossary.store import Store

BRIDGES = (
    "Most zwodzony stoi nad kanałem. Drewniany most zwodzony otwiera się rano.\n"
    "Most zwodzony jest stary. Śluza komorowa zamyka kanał. Śluza komorowa działa.\n"
)
LOCKS = "Śluza komorowa jest nowa. Kamienny filar podpiera wiadukt. Kamienny filar pękł.\n"
DECIDED = Judgement(Verdict.PREFERRED, TermReference("pl", "śluza komorowa"), None, "ann", "2026-05-04T10:00:00Z")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a corpus of one document."""
    path = tmp_path / "texts"
    path.mkdir()
    (path / "bridges.txt").write_text(BRIDGES, encoding="utf-8")
    return path


@pytest.fixture
def rebuild(folder: Path, tmp_path: Path) -> Callable[[], BuildReport]:
    """Return a function that builds the corpus into one and the same store."""
    config = BuildConfig(cache=tmp_path / "cache", languages=("pl",))
    return lambda: build(folder, str(tmp_path / "glossary.db"), config, lambda _: None)


@pytest.fixture
def location(tmp_path: Path) -> Path:
    """Return the place of that store."""
    return tmp_path / "glossary.db"


def _read(location: Path) -> Glossary:
    with Store.open(location) as store:
        return Glossary(tuple(store.iterate_concepts()), tuple(store.get_documents()), tuple(store.get_proposals()))


def _revision(location: Path) -> str:
    with Store.open(location) as store:
        return store.revision


def _ids(location: Path) -> dict[str, str]:
    """Return the id of the concept of each term."""
    return {t.text: c.id for c in _read(location).concepts for s in c.sections for t in s.terms}


def _term(location: Path, text: str) -> Term:
    return next(t for c in _read(location).concepts for s in c.sections for t in s.terms if t.text == text)


def _change(location: Path, text: str, change: Callable[[Concept], Concept]) -> None:
    """Change the concept of a term, as a person would."""
    glossary, identifier = _read(location), _ids(location)[text]
    concepts = tuple(change(c) if c.id == identifier else c for c in glossary.concepts)
    with Store.create(location) as store:
        store.write_glossary(replace(glossary, concepts=concepts))


def test_the_same_texts_change_nothing(
    rebuild: Callable[[], BuildReport], location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second build of the same makes nothing anew, and leaves the glossary and its revision."""
    first = rebuild()
    assert (first.processed, first.reused, first.changes) == (1, 0, None)
    before = _revision(location)
    with monkeypatch.context() as patch:
        patch.delattr(pipeline, "make_glossary")
        second = rebuild()
    assert replace(second, seconds=0.0) == replace(
        first, seconds=0.0, processed=0, reused=1, changes=Changes(is_same=True)
    )
    assert _revision(location) == before


def test_another_program_that_makes_the_same(
    rebuild: Callable[[], BuildReport], location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another version makes is compared: where it is the same, nothing changed."""
    rebuild()
    before = _revision(location)
    monkeypatch.setattr(pipeline, "fingerprint_inputs", lambda *_: "another")
    report = rebuild()
    assert (report.processed, report.reused, report.changes) == (0, 1, Changes(is_same=True))
    assert _revision(location) == before
    with Store.open(location) as store:
        assert store.inputs == "another"


def test_a_glossary_that_was_changed_is_made_anew(rebuild: Callable[[], BuildReport], location: Path) -> None:
    """Where the store is no longer what was made of the texts, what people wrote stays, and what lacks comes back."""
    rebuild()
    identifier = _ids(location)["most zwodzony"]
    whole = _read(location)
    _change(location, "most zwodzony", lambda c: replace(c, note="checked"))
    with Store.create(location) as store:
        assert store.inputs == ""
    assert rebuild().changes == Changes(is_same=True)
    concept = next(c for c in _read(location).concepts if c.id == identifier)
    assert concept.note == "checked"
    with Store.create(location) as store:
        store.write_glossary(Glossary((concept,), whole.documents))
    report = rebuild()
    assert report.changes is not None
    assert len(report.changes.new) == len(whole.concepts) - 1
    assert _ids(location)["most zwodzony"] == identifier


def test_one_more_document(
    rebuild: Callable[[], BuildReport], folder: Path, location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the new document is worked through; what was there keeps its id, and what is new is told."""
    rebuild()
    before = _ids(location)
    worked: list[str] = []

    def find(document: Document) -> list[Mention]:
        worked.append(document.id)
        return find_mentions(document)

    monkeypatch.setattr(mentioncache, "find_mentions", find)
    (folder / "locks.txt").write_text(LOCKS, encoding="utf-8")
    report = rebuild()
    assert worked == ["locks"]
    assert (report.processed, report.reused) == (1, 1)
    after = _ids(location)
    assert {text: after.get(text) for text in before} == before
    assert report.changes is not None
    assert "kamienny filar" in [concept.label for concept in report.changes.new]
    assert (report.changes.merged, report.changes.gone) == ((), ())
    assert [document.id for document in _read(location).documents] == ["bridges", "locks"]


def test_a_judgement_outlasts_three_builds(rebuild: Callable[[], BuildReport], folder: Path, location: Path) -> None:
    """A decision holds in each build that follows, until it is withdrawn; then the statistics hold again."""
    rebuild()
    machine = _term(location, "śluza komorowa")
    with Store.create(location) as store:
        store.add_judgement(replace(DECIDED, verdict=Verdict.DEPRECATED))
    for text in (LOCKS, LOCKS + LOCKS, BRIDGES):
        (folder / "more.txt").write_text(text, encoding="utf-8")
        rebuild()
        term = _term(location, "śluza komorowa")
        assert (term.status, term.reason) == (AdministrativeStatus.DEPRECATED, "decided by ann on 2026-05-04")
    with Store.create(location) as store:
        store.withdraw_judgement(1)
    (folder / "more.txt").unlink()
    report = rebuild()
    assert _term(location, "śluza komorowa") == machine
    assert report.changes is not None
    assert not report.changes.is_same


def test_what_people_wrote_outlasts_its_texts(rebuild: Callable[[], BuildReport], folder: Path, location: Path) -> None:
    """An approved concept stays with its evidence when its document is gone; one that nobody approved goes."""
    (folder / "locks.txt").write_text(LOCKS, encoding="utf-8")
    rebuild()
    _change(location, "kamienny filar", lambda c: replace(c, status=ConceptStatus.APPROVED, definition="Bears."))
    approved = next(c for c in _read(location).concepts if c.status is ConceptStatus.APPROVED)
    (folder / "locks.txt").unlink()
    report = rebuild()
    kept = next(c for c in _read(location).concepts if c.id == approved.id)
    assert kept == replace(approved, note=KEPT_NOTE)
    assert report.changes is not None
    assert approved.id not in [concept.id for concept in report.changes.gone]
    assert [document.id for document in _read(location).documents] == ["bridges"]


def test_terms_that_a_person_calls_the_same_are_one_concept(rebuild: Callable[[], BuildReport], location: Path) -> None:
    """The judgement joins them in every build, its link says so, and a withdrawal parts them again."""
    rebuild()
    assert _ids(location)["most zwodzony"] != _ids(location)["śluza komorowa"]
    pair = TermReference("pl", "śluza komorowa"), TermReference("pl", "most zwodzony")
    with Store.create(location) as store:
        store.add_judgement(Judgement(Verdict.SAME, *pair, "ann", "2026-05-04T10:00:00Z"))
    rebuild()
    assert _ids(location)["most zwodzony"] == _ids(location)["śluza komorowa"]
    links = [link for concept in _read(location).concepts for link in concept.links if link.method == "judgement"]
    assert [link.score for link in links] == [1.0]
    with Store.create(location) as store:
        store.withdraw_judgement(1)
    rebuild()
    assert _ids(location)["most zwodzony"] != _ids(location)["śluza komorowa"]


def test_an_approved_concept_stays_in_one_piece(rebuild: Callable[[], BuildReport], location: Path) -> None:
    """What only a judgement held together stays so when the concept was approved, even without the judgement."""
    rebuild()
    pair = TermReference("pl", "śluza komorowa"), TermReference("pl", "most zwodzony")
    with Store.create(location) as store:
        store.add_judgement(Judgement(Verdict.SAME, *pair, "ann", "2026-05-04T10:00:00Z"))
    rebuild()
    _change(location, "most zwodzony", lambda c: replace(c, status=ConceptStatus.APPROVED))
    with Store.create(location) as store:
        store.withdraw_judgement(1)
    rebuild()
    assert _ids(location)["most zwodzony"] == _ids(location)["śluza komorowa"]


def test_a_fault_while_writing_leaves_all_as_it_was(
    rebuild: Callable[[], BuildReport], folder: Path, location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Glossary, judgements and revision are those of before, and the next build goes through."""
    rebuild()
    with Store.create(location) as store:
        store.add_judgement(DECIDED)
        before = _read(location), store.revision, store.find_judgements()

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    (folder / "locks.txt").write_text(LOCKS, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "insert_redirects", fail)
        with pytest.raises(KeyboardInterrupt):
            rebuild()
    with Store.open(location) as store:
        assert (_read(location), store.revision, store.find_judgements()) == before
    rebuild()
    assert "kamienny filar" in _ids(location)


def test_the_report_as_plain_values(rebuild: Callable[[], BuildReport]) -> None:
    """What `build --json` prints names the documents without their texts."""
    report = rebuild().as_dict()
    assert report["documents"] == [
        {
            "id": "bridges",
            "file": "bridges.txt",
            "language": "pl",
            "title": "Most zwodzony stoi nad kanałem.",
            "left_out": 0,
        }
    ]
    assert (report["processed"], report["reused"], report["changes"]) == (1, 0, None)
