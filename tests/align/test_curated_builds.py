"""What people do to concepts, and what they import, holds through the builds that follow."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from align.pipeline import BuildConfig, build
from glossary.curation import Action, create, edit, forbid, merge, split
from glossary.editing import apply_change, find_history
from glossary.history import Author
from glossary.importing import ImportMode, ImportOptions, import_entries
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, LanguageSection, Term, TermReference
from glossary.store import Store

TEXT = (
    "Most zwodzony stoi nad kanałem. Drewniany most zwodzony otwiera się rano.\n"
    "Most zwodzony jest stary. Śluza komorowa zamyka kanał. Śluza komorowa działa.\n"
)
MORE = "Śluza komorowa jest nowa. Kamienny filar podpiera wiadukt. Kamienny filar pękł.\n"
ANN = Author("ann", "2026-05-04T10:00:00Z")


@pytest.fixture
def rebuild(tmp_path: Path) -> Callable[[str], None]:
    """Return a function that adds a text to a corpus and builds it into one and the same store."""
    folder = tmp_path / "texts"
    folder.mkdir()
    config = BuildConfig(cache=tmp_path / "cache", languages=("pl",))

    def add(text: str) -> None:
        (folder / f"{len(list(folder.iterdir()))}.txt").write_text(text, encoding="utf-8")
        build(folder, str(tmp_path / "glossary.db"), config, lambda _: None)

    return add


@pytest.fixture
def store(tmp_path: Path, rebuild: Callable[[str], None]) -> Iterator[Store]:
    """Give the store after the first build."""
    rebuild(TEXT)
    with Store.open(tmp_path / "glossary.db") as found:
        yield found


def _find(store: Store, text: str) -> Concept:
    """Return the only concept of a Polish term."""
    [concept] = [c for c in store.iterate_concepts() for s in c.sections for t in s.terms if t.text == text]
    return concept


def _texts(concept: Concept) -> dict[str, list[str]]:
    return {section.language: [term.text for term in section.terms] for section in concept.sections}


def test_a_build_stands_in_the_history(store: Store, rebuild: Callable[[str], None]) -> None:
    """With the concepts that it made or changed, but not where it changed nothing."""
    rebuild(MORE)
    new, first = find_history(store)
    assert (new.action, new.author.who, new.author.note) == (Action.BUILD, "glossalign build", "2 documents")
    assert _find(store, "kamienny filar").id in new.concepts
    assert _find(store, "most zwodzony").id in first.concepts
    assert find_history(store, concept=_find(store, "most zwodzony").id) == [first]


def test_what_was_merged_stays_one(store: Store, rebuild: Callable[[str], None]) -> None:
    """Under the id that was kept."""
    bridge, lock = _find(store, "most zwodzony"), _find(store, "śluza komorowa")
    apply_change(store, merge(bridge, lock), ANN)
    rebuild(MORE)
    assert _find(store, "śluza komorowa").id == bridge.id
    assert store.get_concept(lock.id).id == bridge.id


def test_what_was_split_stays_apart(store: Store, rebuild: Callable[[str], None]) -> None:
    """Also terms that the builds had taken for variants of one."""
    bridge, lock = _find(store, "most zwodzony"), _find(store, "śluza komorowa")
    apply_change(store, merge(bridge, lock), ANN)
    apply_change(store, split(_find(store, "most zwodzony"), [TermReference("pl", "śluza komorowa")], "apart"), ANN)
    rebuild(MORE)
    assert _find(store, "śluza komorowa").id == "apart"
    assert _find(store, "most zwodzony").id == bridge.id


def test_what_was_created_stays(store: Store, rebuild: Callable[[str], None]) -> None:
    """Although no text has it; once one has, its places come to it."""
    pillar = Concept("pillar", (LanguageSection("pl", (Term("kamienny filar", AdministrativeStatus.PREFERRED),)),))
    apply_change(store, create(pillar), ANN)
    rebuild("Śluza komorowa jest nowa.\n")
    assert store.get_concept("pillar") == pillar
    rebuild(MORE)
    assert _find(store, "kamienny filar").id == "pillar"
    assert _find(store, "kamienny filar").sections[0].terms[0].frequency == 2


def test_what_was_written_and_forbidden_stays(store: Store, rebuild: Callable[[str], None]) -> None:
    """A definition, a term that was added, and one that is not to be used."""
    bridge = _find(store, "most zwodzony")
    added = (*bridge.sections, LanguageSection("ru", (Term("разводной мост", AdministrativeStatus.PREFERRED),)))
    edited = Concept(bridge.id, added, definition="It lifts.", confidence=bridge.confidence)
    apply_change(store, edit(bridge, edited), ANN)
    apply_change(store, forbid(store.get_concept(bridge.id), TermReference("ru", "мост-подъёмник")), ANN)
    rebuild(MORE)
    found = _find(store, "most zwodzony")
    assert (found.id, found.definition) == (bridge.id, "It lifts.")
    section = found.find_section("ru")
    assert section is not None
    assert [(term.text, term.status.value) for term in section.terms] == [
        ("разводной мост", "preferred"),
        ("мост-подъёмник", "deprecated"),
    ]


def test_an_imported_pair_is_an_anchor(store: Store, rebuild: Callable[[str], None]) -> None:
    """An approved pair pulls the places and the variants of its terms to itself, whatever the models think of it."""
    pair = Concept(
        "client-7",
        (
            LanguageSection("pl", (Term("filar kamienny", AdministrativeStatus.PREFERRED),)),
            LanguageSection("ru", (Term("каменный столб", AdministrativeStatus.PREFERRED),)),
        ),
        status=ConceptStatus.APPROVED,
    )
    import_entries(store, [pair], ANN, ImportOptions(ImportMode.TERM))
    rebuild(MORE)
    found = store.get_concept("client-7")
    assert _texts(found)["ru"] == ["каменный столб"]
    assert "filar kamienny" in _texts(found)["pl"]
    assert found.status is ConceptStatus.APPROVED
    places = {term.text: term.frequency for section in found.sections for term in section.terms}
    assert places["kamienny filar"] == 2
