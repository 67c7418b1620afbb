"""What people do to concepts, as pure functions."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from glossary.curation import (
    Action,
    ConceptChange,
    create,
    delete,
    edit,
    forbid,
    judge_term,
    merge,
    move,
    set_status,
    split,
)
from glossary.errors import NotFoundError, UsageError
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Context,
    Form,
    Judgement,
    LanguageSection,
    Link,
    Term,
    TermReference,
    Verdict,
)

PREFERRED, ADMITTED = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED
MOST = TermReference("pl", "most")


def _context(start: int) -> Context:
    return Context("d", start, start + 4, "most", 0, 4)


BRIDGE = Concept(
    "bridge",
    (
        LanguageSection(
            "pl",
            (Term("most", PREFERRED, frequency=1, contexts=(_context(0),)), Term("przeprawa", ADMITTED)),
            note="of the town",
        ),
        LanguageSection("ru", (Term("мост", PREFERRED), Term("переправа", AdministrativeStatus.REJECTED))),
    ),
    definition="What leads across.",
    links=(
        Link("pl", "most", "ru", "мост", "model", 0.9),
        Link("pl", "przeprawa", "ru", "мост", "model", 0.4),
    ),
)
FERRY = Concept(
    "ferry",
    (
        LanguageSection("el", (Term("πορθμείο", PREFERRED),)),
        LanguageSection("pl", (Term("prom", PREFERRED), Term("most", ADMITTED, contexts=(_context(9),)))),
    ),
    confidence=0.5,
    definition="A boat.",
)


def _texts(concept: Concept | None) -> dict[str, list[str]]:
    assert concept is not None
    return {section.language: [term.text for term in section.terms] for section in concept.sections}


def _pairs(judgements: tuple[Judgement, ...]) -> set[tuple[Verdict, str, str]]:
    return {(j.verdict, j.first.text, j.second.text if j.second else "") for j in judgements}


def test_a_concept_is_created() -> None:
    """There was none before; nothing need be judged, as builds leave terms without occurrences alone."""
    change = create(FERRY)
    assert (change.action, change.concepts) == (Action.CREATE, (ConceptChange(None, FERRY),))
    assert (change.judgements, change.redirects) == ((), {})


def test_a_concept_is_deleted() -> None:
    """There is none after."""
    assert delete(FERRY).concepts == (ConceptChange(FERRY, None),)


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (ConceptStatus.APPROVED, Action.APPROVE),
        (ConceptStatus.REJECTED, Action.REJECT),
        (ConceptStatus.PROPOSED, Action.REOPEN),
    ],
)
def test_a_concept_gets_a_status(status: ConceptStatus, action: Action) -> None:
    """Approving, rejecting and reopening differ in the status only."""
    change = set_status(FERRY, status)
    assert (change.action, change.concepts[0].after) == (action, replace(FERRY, status=status))


def test_an_edit_judges_the_terms_whose_status_it_changes() -> None:
    """Builds must follow it; what an edit leaves alone is not judged."""
    terms = (Term("prom", PREFERRED), Term("most", AdministrativeStatus.DEPRECATED), Term("statek", ADMITTED))
    change = edit(FERRY, replace(FERRY, sections=(FERRY.sections[0], LanguageSection("pl", terms)), note="new"))
    assert _pairs(change.judgements) == {(Verdict.DEPRECATED, "most", ""), (Verdict.ADMITTED, "statek", "")}
    assert change.concepts[0].after is not None
    assert change.concepts[0].after.note == "new"


def test_a_preferred_term_takes_the_place_of_another() -> None:
    """It stands first; the one before is admitted."""
    change = judge_term(BRIDGE, TermReference("pl", "przeprawa"), PREFERRED, "house style")
    (changed,) = change.concepts
    assert changed.after is not None
    assert [(t.text, t.status) for t in changed.after.sections[0].terms] == [
        ("przeprawa", PREFERRED),
        ("most", ADMITTED),
    ]
    assert changed.after.sections[0].terms[0].reason == "house style"
    assert changed.after.sections[0].note == "of the town"
    assert change.judgements == (Judgement(Verdict.PREFERRED, TermReference("pl", "przeprawa"), note="house style"),)


def test_a_term_that_is_there_is_forbidden_where_it_stands() -> None:
    """It stays in the concept, so that lookup can say what to use instead."""
    change = forbid(BRIDGE, TermReference("pl", " przeprawa "))
    assert (change.action, _pairs(change.judgements)) == (Action.FORBID, {(Verdict.DEPRECATED, "przeprawa", "")})
    assert _texts(change.concepts[0].after)["pl"] == ["most", "przeprawa"]


def test_a_term_that_is_not_there_is_forbidden_too() -> None:
    """Also in a language that the concept does not have yet."""
    change = forbid(BRIDGE, TermReference("ar", "سفينة"), "never so")
    assert change.concepts[0].before == BRIDGE
    assert change.concepts[0].after is not None
    section = change.concepts[0].after.find_section("ar")
    assert section is not None
    assert [(t.text, t.status, t.reason) for t in section.terms] == [
        ("سفينة", AdministrativeStatus.DEPRECATED, "never so")
    ]


def test_a_merged_concept_has_all_of_both() -> None:
    """The first one keeps its id and preferred terms; the same term is one, with the evidence of both."""
    change = merge(BRIDGE, FERRY)
    kept, gone = change.concepts
    assert gone == ConceptChange(FERRY, None)
    assert _texts(kept.after) == {
        "el": ["πορθμείο"],
        "pl": ["most", "przeprawa", "prom"],
        "ru": ["мост", "переправа"],
    }
    assert kept.after is not None
    most, _, prom = kept.after.sections[1].terms
    assert (most.contexts, most.frequency, most.status) == ((_context(0), _context(9)), 2, PREFERRED)
    assert prom.status is ADMITTED
    assert (kept.after.definition, kept.after.confidence) == ("What leads across.\nA boat.", 0.5)
    assert change.redirects == {"ferry": "bridge"}
    assert _pairs(change.judgements) == {(Verdict.SAME, "most", "πορθμείο")}


def test_forms_of_a_merged_term_are_joined() -> None:
    """Each form once, as the first concept counts it."""
    one = Concept("a", (LanguageSection("pl", (Term("most", forms=(Form("mosty", count=2),)),)),))
    other = Concept(
        "b", (LanguageSection("pl", (Term("most", forms=(Form("mosty", count=1), Form("mostu", count=1))),)),)
    )
    after = merge(one, other).concepts[0].after
    assert after is not None
    assert after.sections[0].terms[0].forms == (Form("mosty", count=2), Form("mostu", count=1))


def test_a_split_keeps_evidence_with_its_terms() -> None:
    """Terms take their contexts and the links between them along, and builds are told to keep both apart."""
    change = split(BRIDGE, [TermReference("pl", "przeprawa"), TermReference("ru", "переправа")], "crossing")
    left, part = (each.after for each in change.concepts)
    assert _texts(left) == {"pl": ["most"], "ru": ["мост"]}
    assert _texts(part) == {"pl": ["przeprawa"], "ru": ["переправа"]}
    assert left is not None
    assert part is not None
    assert [link.source_term for link in left.links] == ["most"]
    assert (part.id, part.links, part.definition, left.definition) == ("crossing", (), None, "What leads across.")
    assert _pairs(change.judgements) == {
        (Verdict.DIFFERENT, one, other) for one in ("przeprawa", "переправа") for other in ("most", "мост")
    }


def test_a_term_moves_to_another_concept() -> None:
    """It is admitted beside the preferred term there, and builds are told where it belongs."""
    change = move(BRIDGE, TermReference("pl", "przeprawa"), FERRY)
    source, target = (each.after for each in change.concepts)
    assert _texts(source) == {"pl": ["most"], "ru": ["мост", "переправа"]}
    assert _texts(target) == {"el": ["πορθμείο"], "pl": ["prom", "most", "przeprawa"]}
    assert (Verdict.SAME, "przeprawa", "πορθμείο") in _pairs(change.judgements)
    assert (Verdict.DIFFERENT, "przeprawa", "мост") in _pairs(change.judgements)
    assert change.redirects == {}


def test_a_concept_that_loses_its_last_term_leads_to_where_it_went() -> None:
    """The id stays known."""
    lone = Concept("lone", (LanguageSection("pl", (Term("kładka", PREFERRED),)),))
    change = move(lone, TermReference("pl", "kładka"), BRIDGE)
    assert change.concepts[0] == ConceptChange(lone, None)
    assert change.redirects == {"lone": "bridge"}


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: merge(BRIDGE, BRIDGE), "can't be merged with itself"),
        (lambda: move(BRIDGE, MOST, BRIDGE), "is in concept 'bridge' already"),
        (lambda: split(BRIDGE, [], "new"), "must leave terms on both sides"),
        (
            lambda: split(FERRY, [TermReference("el", "πορθμείο"), TermReference("pl", "prom"), MOST], "new"),
            "both sides",
        ),
        (lambda: edit(BRIDGE, FERRY), "can't turn concept 'bridge' into 'ferry'"),
        (lambda: create(replace(FERRY, id=" ")), "needs an id"),
        (lambda: create(Concept("c", ())), "needs a term in each"),
        (lambda: create(Concept("c", (LanguageSection("pl", (Term(" "),)),))), "has nothing to compare"),
        (lambda: create(Concept("c", (LanguageSection("pl", (Term("a"), Term("a"))),))), "'a' twice"),
        (lambda: forbid(BRIDGE, TermReference("pl", "?")), "has nothing to compare"),
        (lambda: judge_term(BRIDGE, MOST, AdministrativeStatus.SUPERSEDED), "can't be made 'superseded'"),
    ],
)
def test_what_makes_no_sense_is_refused(act: Callable[[], object], message: str) -> None:
    """With the thing, the value and the remedy."""
    with pytest.raises(UsageError, match=message):
        act()


def test_an_unknown_term_is_named() -> None:
    """In whatever act it is named."""
    with pytest.raises(NotFoundError, match="concept 'ferry' has no term pl:'kładka'"):
        split(FERRY, [TermReference("pl", "kładka")], "new")
