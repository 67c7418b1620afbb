"""What people decided on single terms wins over the statistics."""

import pytest

from align.standings import apply_standings
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Form,
    Judgement,
    LanguageSection,
    Link,
    Term,
    TermReference,
    Verdict,
)

BRIDGE = Concept(
    "bridge",
    (
        LanguageSection(
            "pl",
            (
                Term("most", AdministrativeStatus.PREFERRED, frequency=5, reason="5 of 8 occurrences"),
                Term("kładka", AdministrativeStatus.ADMITTED, frequency=2, reason="2 of 8 occurrences"),
                Term("wiadukt", AdministrativeStatus.ADMITTED, frequency=1, reason="1 of 8 occurrences"),
            ),
        ),
        LanguageSection("ru", (Term("мост", AdministrativeStatus.PREFERRED),)),
    ),
    confidence=0.8,
    links=(
        Link("pl", "most", "ru", "мост", "embedding", 0.8),
        Link("pl", "kładka", "ru", "мост", "embedding", 0.6),
    ),
)
DAM = Concept("dam", (LanguageSection("pl", (Term("tama", AdministrativeStatus.PREFERRED),)),))


def _decide(verdict: Verdict, text: str, who: str = "ann", when: str = "2026-05-04T10:00:00Z") -> Judgement:
    language = "pl" if text.isascii() or "ł" in text else "ru"
    return Judgement(verdict, TermReference(language, text), None, who, when)


def _standings(*judgements: Judgement) -> list[str]:
    """Return the Polish terms of the bridge and their statuses after the judgements."""
    [concept] = apply_standings([BRIDGE], judgements)
    section = concept.find_section("pl")
    return [] if section is None else [f"{term.text} {term.status.value}" for term in section.terms]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], ["most preferred", "kładka admitted", "wiadukt admitted"]),
        ([(Verdict.PREFERRED, "wiadukt")], ["wiadukt preferred", "most admitted", "kładka admitted"]),
        ([(Verdict.PREFERRED, "most")], ["most preferred", "kładka admitted", "wiadukt admitted"]),
        ([(Verdict.ADMITTED, "most")], ["kładka preferred", "most admitted", "wiadukt admitted"]),
        ([(Verdict.DEPRECATED, "most")], ["kładka preferred", "wiadukt admitted", "most deprecated"]),
        ([(Verdict.DEPRECATED, "kładka")], ["most preferred", "wiadukt admitted", "kładka deprecated"]),
        ([(Verdict.REJECTED, "most")], ["kładka preferred", "wiadukt admitted"]),
        (
            [(Verdict.PREFERRED, "kładka"), (Verdict.PREFERRED, "wiadukt")],
            ["wiadukt preferred", "most admitted", "kładka admitted"],
        ),
        ([(Verdict.PREFERRED, "WIADUKT")], ["wiadukt preferred", "most admitted", "kładka admitted"]),
        ([(Verdict.PREFERRED, "tama")], ["most preferred", "kładka admitted", "wiadukt admitted"]),
    ],
)
def test_verdicts(verdicts: list[tuple[Verdict, str]], expected: list[str]) -> None:
    """At most one term is preferred; where that place becomes free the next one takes it; discouraged ones are last."""
    judgements = [_decide(*verdict) for verdict in verdicts]
    assert _standings(*judgements) == expected
    assert apply_standings(apply_standings([BRIDGE], judgements), judgements) == apply_standings([BRIDGE], judgements)


def test_the_reason_names_who_decided() -> None:
    """A decided term says by whom and when; the others keep their reasons; a decision that was outdone says so."""
    judgements = [
        _decide(Verdict.PREFERRED, "kładka", "ann", "2026-05-04T10:00:00Z"),
        _decide(Verdict.PREFERRED, "wiadukt", "bob", "2026-06-01T10:00:00Z"),
        _decide(Verdict.DEPRECATED, "мост", "", ""),
    ]
    [concept] = apply_standings([BRIDGE], judgements)
    assert [term.reason for term in concept.sections[0].terms] == [
        "decided by bob on 2026-06-01",
        "5 of 8 occurrences",
        "decided by ann on 2026-05-04; 'wiadukt' was preferred to it later",
    ]
    assert concept.sections[1].terms[0].reason == "decided by somebody"


def test_a_rejected_term_takes_its_links_along() -> None:
    """Links of a term that left are gone; a language with no other term leaves, and nothing is left to be unsure of."""
    [concept] = apply_standings([BRIDGE], [_decide(Verdict.REJECTED, "kładka")])
    assert concept.links == BRIDGE.links[:1]
    [concept] = apply_standings([BRIDGE], [_decide(Verdict.REJECTED, "мост")])
    assert (concept.languages, concept.links, concept.confidence) == (("pl",), (), 1.0)


def test_a_concept_is_not_emptied() -> None:
    """The only term of a concept stays, marked as rejected."""
    [concept] = apply_standings([DAM], [_decide(Verdict.REJECTED, "tama")])
    assert [(term.text, term.status) for term in concept.sections[0].terms] == [("tama", AdministrativeStatus.REJECTED)]


def test_a_spelling_that_is_there_is_meant() -> None:
    """Where a term stands just as it was judged, those that differ in capitals are not meant."""
    party = Concept("party", (LanguageSection("pl", (Term("Tama", AdministrativeStatus.PREFERRED),)),))
    judged = apply_standings([DAM, party], [_decide(Verdict.DEPRECATED, "Tama")])
    assert [c.sections[0].terms[0].status.value for c in judged] == ["preferred", "deprecated"]


def test_another_citation_form_is_meant() -> None:
    """A term that was judged in the singular is known by it where it is cited in the plural."""
    term = Term("tamy", AdministrativeStatus.PREFERRED, forms=(Form("tamom"), Form("Tama")))
    plural = Concept("dam", (LanguageSection("pl", (term,)),))
    [concept] = apply_standings([plural], [_decide(Verdict.DEPRECATED, "tama")])
    assert concept.sections[0].terms[0].status is AdministrativeStatus.DEPRECATED
    [concept, other] = apply_standings([DAM, plural], [_decide(Verdict.DEPRECATED, "tama")])
    assert [c.sections[0].terms[0].status.value for c in (concept, other)] == ["deprecated", "preferred"]


def test_other_judgements_leave_concepts_alone() -> None:
    """Verdicts on pairs, and withdrawn ones, are not about standing."""
    pair = Judgement(Verdict.SAME, TermReference("pl", "most"), TermReference("ru", "мост"))
    withdrawn = Judgement(Verdict.REJECTED, TermReference("pl", "most"), is_withdrawn=True)
    assert apply_standings([BRIDGE, DAM], [pair, withdrawn]) == (BRIDGE, DAM)
