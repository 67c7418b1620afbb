"""Acts of people are written whole, in their order, and can be taken back."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from glossary.curation import Action, Change, create, delete, edit, judge_term, merge, move, set_status, split
from glossary.editing import apply_change, find_history, get_changes, undo
from glossary.errors import ConflictError, NotFoundError, UsageError
from glossary.history import Author
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Glossary,
    Judgement,
    LanguageSection,
    Link,
    Proposal,
    Term,
    TermReference,
    Verdict,
)
from glossary.store import Store
from tests.glossary.samples import BRIDGE, GLOSSARY, NEWTON, RAILWAY_BRIDGE

ANN = Author("ann", "2026-05-04T10:00:00Z", "house style")
BOB = Author("bob", "2026-05-05T10:00:00Z")
PRZEPRAWA = Concept("crossing", (LanguageSection("pl", (Term("przeprawa"),)),))
QUESTION = Proposal(Link("pl", "most kolejowy", "el", "Ισαάκ Νεύτων", "model", 0.3), "railway-bridge", "newton")


def _concepts(store: Store) -> list[Concept]:
    return list(store.iterate_concepts())


def _verdicts(store: Store) -> list[tuple[str, str]]:
    return [(each.judgement.verdict.value, each.judgement.first.text) for each in store.find_judgements()]


def test_an_edit_is_written_where_the_concept_stands(store: Store) -> None:
    """Nothing else changes but the revision; the history has both states."""
    before = store.revision
    edited = replace(BRIDGE, definition="What moves aside.")
    entry = apply_change(store, edit(BRIDGE, edited), ANN)
    assert _concepts(store) == [edited, RAILWAY_BRIDGE, NEWTON]
    assert store.revision != before
    assert (entry.action, entry.author, entry.concepts) == (Action.EDIT, ANN, ("bridge",))
    (change,) = get_changes(store, entry.number)
    assert (change.rank, change.change.before, change.change.after) == (1, BRIDGE, edited)


def test_the_revision_is_that_of_the_content(store: Store) -> None:
    """A store that came to a content by edits has the revision of one that was written so at once."""
    at_first = store.revision
    apply_change(store, edit(BRIDGE, replace(BRIDGE, note="x")), ANN)
    apply_change(store, merge(RAILWAY_BRIDGE, NEWTON), ANN)
    edited = store.revision
    store.write_glossary(Glossary(tuple(_concepts(store)), GLOSSARY.documents))
    assert store.revision == edited
    store.write_glossary(GLOSSARY)
    assert store.revision == at_first


def test_a_concept_is_found_by_its_new_terms_at_once(store: Store) -> None:
    """Lookup needs no build."""
    apply_change(store, create(PRZEPRAWA), ANN)
    assert [match.concept for match in store.find_matches("przeprawa")] == ["crossing"]
    assert _concepts(store)[-1] == PRZEPRAWA
    apply_change(store, delete(PRZEPRAWA), ANN)
    assert store.find_matches("przeprawa") == []


def test_a_merged_id_leads_on(store: Store) -> None:
    """It does so for ever; undone, both are as they were, each in its place."""
    apply_change(store, merge(RAILWAY_BRIDGE, BRIDGE), ANN)
    assert store.get_concept("bridge").id == "railway-bridge"
    assert _verdicts(store) == [("same", "most kolejowy")]
    undo(store, BOB)
    assert _concepts(store) == [BRIDGE, RAILWAY_BRIDGE, NEWTON]
    assert store.get_concept("bridge") == BRIDGE
    assert _verdicts(store) == []
    undo(store, BOB, find_history(store)[0].number)
    assert store.get_concept("bridge").id == "railway-bridge"
    assert _verdicts(store) == [("same", "most kolejowy")]


def test_a_split_and_a_move_are_written_in_one(store: Store) -> None:
    """Either all concepts of an act change or none."""
    apply_change(store, split(BRIDGE, [TermReference("pl", "zwodzony most")], "other"), ANN)
    part, left = store.get_concept("other"), store.get_concept("bridge")
    assert [term.text for term in part.sections[0].terms] == ["zwodzony most"]
    assert ("different", "zwodzony most") in _verdicts(store)
    apply_change(store, move(part, TermReference("pl", "zwodzony most"), left), BOB)
    assert store.get_concept("other").id == "bridge"
    # The later decision counts.
    verdicts = _verdicts(store)
    assert ("same", "zwodzony most") in verdicts
    assert len([each for each in verdicts if each[0] == "different"]) == 3


def test_nobody_overwrites_what_another_has_written(store: Store) -> None:
    """What began with an older state is refused, and nothing of it is written."""
    apply_change(store, edit(BRIDGE, replace(BRIDGE, note="ann's")), ANN)
    current = store.get_concept("bridge")
    revision = store.revision
    with pytest.raises(ConflictError, match="concept 'bridge' was changed in the meantime; look at it again"):
        apply_change(store, merge(RAILWAY_BRIDGE, BRIDGE), BOB)
    assert store.get_concept("bridge") == current
    assert store.get_concept("railway-bridge") == RAILWAY_BRIDGE
    assert (store.revision, _verdicts(store)) == (revision, [])


def test_a_concept_that_is_gone_or_there_already_is_named(store: Store) -> None:
    """An id is given once."""
    apply_change(store, delete(NEWTON), ANN)
    with pytest.raises(ConflictError, match="concept 'newton' is gone in the meantime"):
        apply_change(store, set_status(NEWTON, ConceptStatus.APPROVED), BOB)
    with pytest.raises(ConflictError, match="there is a concept 'bridge' already; give the new one another id"):
        apply_change(store, create(replace(PRZEPRAWA, id="bridge")), BOB)


def test_a_standing_withdraws_what_contradicts_it(store: Store) -> None:
    """Undone, the older judgement counts again."""
    term = TermReference("pl", "zwodzony most")
    store.add_judgement(Judgement(Verdict.REJECTED, term, who="bob"))
    entry = apply_change(store, judge_term(BRIDGE, term, AdministrativeStatus.PREFERRED), ANN)
    assert _verdicts(store) == [("preferred", "zwodzony most")]
    assert (len(entry.judged), len(entry.withdrawn)) == (1, 1)
    undo(store, ANN)
    assert _verdicts(store) == [("rejected", "zwodzony most")]
    assert store.get_concept("bridge") == BRIDGE


def test_an_undoing_can_be_undone(store: Store) -> None:
    """And the act stands again, so that it can be undone once more."""
    edited = replace(BRIDGE, note="x")
    act = apply_change(store, edit(BRIDGE, edited), ANN)
    undoing = undo(store, BOB)
    assert (undoing.action, undoing.undoes) == (Action.UNDO, act.number)
    with pytest.raises(UsageError, match=f"is undone already, by entry {undoing.number}; undo that instead"):
        undo(store, BOB, act.number)
    undo(store, BOB, undoing.number)
    assert store.get_concept("bridge") == edited
    assert undo(store, BOB).undoes == act.number
    assert store.get_concept("bridge") == BRIDGE


def test_only_what_was_not_changed_since_can_be_undone(store: Store) -> None:
    """The later act goes first."""
    first = apply_change(store, edit(BRIDGE, replace(BRIDGE, note="x")), ANN)
    apply_change(store, set_status(store.get_concept("bridge"), ConceptStatus.REJECTED), ANN)
    with pytest.raises(ConflictError, match="'bridge' was changed in the meantime"):
        undo(store, ANN, first.number)


def test_there_may_be_nothing_to_undo(store: Store) -> None:
    """Or no such entry."""
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo(store, ANN)
    with pytest.raises(NotFoundError, match="no entry 7 in the history"):
        undo(store, ANN, 7)
    with pytest.raises(NotFoundError, match="no entry 7"):
        get_changes(store, 7)


def test_the_history_tells_of_one_concept_or_all(store: Store) -> None:
    """The newest first, page by page."""
    apply_change(store, edit(BRIDGE, replace(BRIDGE, note="x")), ANN)
    apply_change(store, set_status(NEWTON, ConceptStatus.APPROVED), BOB)
    apply_change(store, merge(store.get_concept("bridge"), RAILWAY_BRIDGE), ANN)
    assert [entry.action for entry in find_history(store)] == [Action.MERGE, Action.APPROVE, Action.EDIT]
    assert [entry.action for entry in find_history(store, concept="bridge")] == [Action.MERGE, Action.EDIT]
    assert [entry.action for entry in find_history(store, concept="railway-bridge")] == [Action.MERGE]
    newest, *_ = find_history(store, limit=1)
    assert [entry.action for entry in find_history(store, before=newest.number)] == [Action.APPROVE, Action.EDIT]


def test_a_rebuild_keeps_the_history(store: Store) -> None:
    """It is no part of what a build writes."""
    apply_change(store, set_status(NEWTON, ConceptStatus.APPROVED), BOB)
    store.write_glossary(GLOSSARY)
    assert [entry.author for entry in find_history(store)] == [BOB]


Act = Callable[[], Change]


def _answer() -> Change:
    terms = TermReference("el", "Ισαάκ Νεύτων"), TermReference("pl", "most kolejowy")
    return Change(Action.JUDGE, (), (Judgement(Verdict.UNSURE, *terms),))


@pytest.mark.parametrize(
    ("act", "left", "redirects"),
    [
        (lambda: merge(RAILWAY_BRIDGE, NEWTON), [], {"newton": "railway-bridge"}),
        (lambda: merge(BRIDGE, NEWTON), [("railway-bridge", "bridge")], {"newton": "bridge"}),
        (lambda: delete(NEWTON), [], {}),
        (lambda: edit(BRIDGE, replace(BRIDGE, note="x")), [("railway-bridge", "newton")], {}),
        (_answer, [], {}),
    ],
)
def test_questions_follow_their_concepts(
    store: Store, act: Act, left: list[tuple[str, str]], redirects: dict[str, str]
) -> None:
    """What a merger, a deletion or a judgement settles is asked no longer."""
    store.write_glossary(replace(GLOSSARY, proposals=(QUESTION,)))
    apply_change(store, act(), ANN)
    found = store.get_proposals()
    assert [(each.source_concept, each.target_concept) for each in found] == left
    undo(store, ANN)
    assert store.get_proposals() == [QUESTION]
    undo(store, ANN, 2)
    assert store.get_proposals() == found
    revision = store.revision
    store.write_glossary(Glossary(tuple(_concepts(store)), GLOSSARY.documents, tuple(found)), redirects)
    assert store.revision == revision
