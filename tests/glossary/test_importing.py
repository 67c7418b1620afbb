"""The entries of a file are put into a glossary all at once, or not at all."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from glossary.curation import Action
from glossary.editing import find_history, get_changes
from glossary.errors import InputError
from glossary.formats.content import Entry, Rejected
from glossary.history import Author
from glossary.importing import METHOD, ImportMode, ImportOptions, ImportReport, import_entries
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Context,
    Form,
    Glossary,
    LanguageSection,
    Link,
    Proposal,
    SourceDocument,
    Term,
)
from glossary.store import Store
from tests.glossary.samples import BRIDGE, DOCUMENT, GLOSSARY, NEWTON, RAILWAY_BRIDGE

ANN = Author("ann", "2026-05-04T10:00:00Z", "terms.tbx")
PREFERRED, ADMITTED = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED


def _concept(identifier: str, *sections: str) -> Concept:
    """Return a concept of sections like "pl: most, kładka", the first term of each preferred."""
    made = []
    for section in sections:
        language, _, names = section.partition(": ")
        terms = [Term(name, ADMITTED if i else PREFERRED) for i, name in enumerate(names.split(", "))]
        made.append(LanguageSection(language, tuple(terms)))
    return Concept(identifier, tuple(made))


def _import(store: Store, entries: Iterable[Entry | Rejected], mode: ImportMode, **options: object) -> ImportReport:
    return import_entries(store, entries, ANN, ImportOptions(mode=mode, name="t.tbx", **options))  # type: ignore[arg-type]


def _texts(concept: Concept) -> dict[str, list[str]]:
    return {section.language: [term.text for term in section.terms] for section in concept.sections}


SLUICE = _concept("sluice", "pl: śluza", "ru: шлюз")


@pytest.mark.parametrize("mode", ImportMode)
def test_new_concepts_are_added_at_the_end(store: Store, mode: ImportMode) -> None:
    """With their documents; the revision is that of a glossary that was written so at once."""
    document = SourceDocument("d9", "new.txt", "pl", "Nowy")
    made = _import(store, [document, DOCUMENT, SLUICE], mode)
    assert (made.created, made.updated, made.documents) == (1, 0, 1)
    assert list(store.iterate_concepts()) == [*GLOSSARY.concepts, SLUICE]
    assert store.get_documents()[-1] == document
    revision = store.revision
    store.write_glossary(Glossary((*GLOSSARY.concepts, SLUICE), (*GLOSSARY.documents, document)))
    assert store.revision == revision


def test_an_import_is_one_entry_of_the_history(store: Store) -> None:
    """What it changed is there with both states; what it made is named only."""
    _import(store, [SLUICE, replace(NEWTON, note="physicist")], ImportMode.ID)
    [entry] = find_history(store)
    assert (entry.action, entry.author, entry.concepts) == (Action.IMPORT, ANN, ("sluice", "newton"))
    created, updated = get_changes(store, entry.number)
    assert (created.change.before, created.change.after) == (None, None)
    assert (updated.change.before, updated.change.after) == (NEWTON, replace(NEWTON, note="physicist"))


def test_a_known_id_is_no_new_concept(store: Store) -> None:
    """Nothing of the file is written then, unless such concepts are passed over."""
    revision = store.revision
    with pytest.raises(InputError, match=r"t\.tbx: there is a concept 'newton' already; .* nothing was imported"):
        _import(store, [SLUICE, NEWTON], ImportMode.NEW)
    assert (store.revision, find_history(store)) == (revision, [])
    rejected: list[Rejected] = []
    made = _import(store, [SLUICE, NEWTON], ImportMode.NEW, take_rejected=rejected.append)
    assert (made.created, made.rejected) == (1, 1)
    assert '"id":"newton"' in rejected[0].text


def test_a_bad_entry_ends_an_import(store: Store) -> None:
    """Its place is told, and what can be done."""
    bad = Rejected(7, "no term in langSec; add one", "<langSec/>")
    with pytest.raises(InputError, match=r"t\.tbx:7: no term in langSec; add one; nothing was imported: mend the file"):
        _import(store, [SLUICE, bad], ImportMode.NEW)
    assert len(list(store.iterate_concepts())) == 3
    rejected: list[Rejected] = []
    assert _import(store, [SLUICE, bad], ImportMode.NEW, take_rejected=rejected.append).created == 1
    assert rejected == [bad]


def test_a_concept_without_a_term_is_bad(store: Store) -> None:
    """Whatever the format lets through."""
    with pytest.raises(InputError, match=r"concept 'empty' needs a term in each of its languages"):
        _import(store, [Concept("empty", ())], ImportMode.NEW)


def test_by_id_the_file_wins_and_what_it_is_silent_on_stays(store: Store) -> None:
    """Terms, evidence and links that the file doesn't have are not lost."""
    incoming = Concept(
        "bridge",
        (LanguageSection("pl", (Term("most podnoszony", PREFERRED), Term("most zwodzony", ADMITTED, note="older"))),),
        definition="What lifts.",
    )
    made = _import(store, [incoming], ImportMode.ID)
    assert (made.updated, made.unchanged) == (1, 0)
    found = store.get_concept("bridge")
    assert (found.definition, found.note, found.links) == ("What lifts.", BRIDGE.note, BRIDGE.links)
    assert [(t.text, t.status.value) for t in found.sections[0].terms] == [
        ("most podnoszony", "preferred"),
        ("most zwodzony", "admitted"),
        ("zwodzony most", "proposed"),
    ]
    assert found.sections[0].terms[1].contexts == BRIDGE.sections[0].terms[0].contexts
    assert found.sections[0].terms[1].note == "older"


def test_by_id_evidence_is_not_cut(store: Store) -> None:
    """A sheet has one context of a term, and a rounded confidence; what the glossary has is better."""
    first = BRIDGE.sections[0].terms[0]
    cut = replace(first, contexts=first.contexts[:1], forms=(), termhood=3.2, note="edited")
    incoming = replace(BRIDGE, sections=(replace(BRIDGE.sections[0], terms=(cut,)),), confidence=0.9, links=())
    _import(store, [incoming], ImportMode.ID)
    found = store.get_concept("bridge")
    assert found.sections[0].terms[0] == replace(first, note="edited")
    assert (found.confidence, found.links) == (BRIDGE.confidence, BRIDGE.links)


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    """By id, not even the revision."""
    _import(store, [SLUICE], ImportMode.ID)
    revision = store.revision
    made = _import(store, [SLUICE, NEWTON], ImportMode.ID)
    assert (made.created, made.updated, made.unchanged) == (0, 0, 2)
    assert store.revision == revision


def test_the_same_terms_in_two_languages_are_the_same_concept(store: Store) -> None:
    """Also in other inflected forms; the glossary's preferred terms stay, and approval comes along."""
    incoming = replace(
        _concept("1", "el: κινητή γέφυρα", "pl: mosty zwodzone, most ruchomy"), status=ConceptStatus.APPROVED
    )
    made = _import(store, [incoming], ImportMode.TERM)
    assert (made.created, made.updated, made.proposed) == (0, 1, 0)
    found = store.get_concept("bridge")
    assert _texts(found)["pl"] == ["most zwodzony", "zwodzony most", "mosty zwodzone", "most ruchomy"]
    assert found.status is ConceptStatus.APPROVED


def test_a_single_common_term_is_a_question(store: Store) -> None:
    """The concept is added, and people are asked whether it is the other."""
    made = _import(store, [_concept("1", "pl: most kolejowy", "ru: виадук")], ImportMode.TERM)
    assert (made.created, made.updated, made.proposed) == (1, 0, 1)
    [question] = store.get_proposals()
    assert (question.source_concept, question.target_concept) == ("1", "railway-bridge")
    assert (question.link.method, question.link.score) == (METHOD, 1.0)


def test_the_only_term_of_a_concept_is_enough(store: Store) -> None:
    """A concept of one language is merged by it."""
    made = _import(store, [_concept("1", "pl: Most Kolejowy")], ImportMode.TERM)
    assert (made.created, made.updated) == (0, 1)
    assert _texts(store.get_concept("railway-bridge"))["pl"][0] == "most kolejowy"


def test_a_term_that_is_nearly_the_same_is_a_question(store: Store) -> None:
    """One with another beginning is not looked at, nor one that is less like."""
    made = _import(store, [_concept("1", "pl: most kolejowyy"), _concept("2", "pl: most wiszący")], ImportMode.TERM)
    assert (made.created, made.proposed) == (2, 1)
    [question] = store.get_proposals()
    assert question.target_concept == "railway-bridge"
    assert 0.9 <= question.link.score < 1


def test_concepts_of_one_file_meet_each_other(store: Store) -> None:
    """The second of two with the same terms is merged with the first, by terms or by id."""
    again = _concept("2", "pl: śluza, śluzy", "ru: шлюз")
    made = _import(store, [SLUICE, again], ImportMode.TERM)
    assert (made.created, made.updated) == (1, 1)
    assert _texts(store.get_concept("sluice"))["pl"] == ["śluza", "śluzy"]


def test_an_id_of_another_file_is_no_identity_by_terms(store: Store) -> None:
    """A concept with a taken id and other terms gets an id of its own."""
    made = _import(store, [replace(SLUICE, id="newton")], ImportMode.TERM)
    assert made.created == 1
    assert store.get_concept("newton") == NEWTON
    found = list(store.iterate_concepts())[-1]
    assert found.id.startswith("import-")
    assert found.sections == SLUICE.sections


def test_a_trial_writes_nothing(store: Store) -> None:
    """It tells what would be done."""
    revision = store.revision
    made = _import(store, [SLUICE, replace(NEWTON, note="physicist")], ImportMode.ID, is_trial=True)
    assert (made.created, made.updated) == (1, 1)
    assert [change.id for change in made.changes] == ["sluice", "newton"]
    assert (store.revision, find_history(store)) == (revision, [])


def test_all_may_get_a_status(store: Store) -> None:
    """As a person vouches for the whole file."""
    _import(store, [SLUICE], ImportMode.NEW, status=ConceptStatus.APPROVED)
    assert store.get_concept("sluice").status is ConceptStatus.APPROVED


def test_questions_of_the_file_come_along(store: Store) -> None:
    """As far as both concepts are there, and nobody asks already."""
    link = Link("pl", "śluza", "ru", "шлюз", "model", 0.3)
    questions = [
        Proposal(link, "sluice", "newton"),
        Proposal(link, "sluice", "gone"),
        Proposal(link, "newton", "sluice"),
    ]
    assert _import(store, [SLUICE, *questions], ImportMode.NEW).proposed == 1
    assert store.get_proposals() == questions[:1]


def test_evidence_is_imported(store: Store) -> None:
    """A glossary of our own keeps contexts and forms."""
    term = Term("śluza", PREFERRED, forms=(Form("śluzy", count=2),), contexts=(Context("d1", 0, 5, "Śluza.", 0, 5),))
    concept = Concept("lock", (LanguageSection("pl", (term,)),))
    _import(store, [concept], ImportMode.NEW)
    assert store.get_concept("lock") == concept
    assert store.get_concept("railway-bridge") == RAILWAY_BRIDGE


def test_progress_is_told(store: Store) -> None:
    """Every so many entries, and at the end."""
    told: list[int] = []
    _import(store, (_concept(f"c{n}", f"pl: s{n}") for n in range(600)), ImportMode.NEW, report=told.append)
    assert told == [250, 500, 600]
