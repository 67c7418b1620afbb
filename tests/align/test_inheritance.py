"""What people wrote goes on in the concepts of the next build."""

from collections.abc import Sequence
from dataclasses import replace

from align.inheritance import KEPT_NOTE, inherit, is_lasting, list_keys, mark_kept
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Context,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    Term,
    TermType,
)

PREFERRED, ADMITTED = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED
APPROVED, PROPOSED = ConceptStatus.APPROVED, ConceptStatus.PROPOSED


def _seen(text: str, status: AdministrativeStatus = PREFERRED) -> Term:
    """Return a term that stands in a text."""
    return Term(text, status, frequency=1, contexts=(Context("d", 0, 4, text, 0, 4),))


def _concept(*terms: Term, status: ConceptStatus = PROPOSED) -> Concept:
    return Concept("c", (LanguageSection("pl", terms),), status=status)


def _inherit(new: Concept, *parts: Concept) -> Sequence[tuple[str, str]]:
    concept = inherit(new, parts, set(list_keys(new)))
    return [(term.text, term.status.value) for section in concept.sections for term in section.terms]


def test_all_that_only_people_write_goes_on() -> None:
    """On the concept, on its languages and on its terms; what the build knows is the build's."""
    written = replace(
        _seen("most"),
        number=GrammaticalNumber.SINGULAR,
        geographical_usage="PL",
        do_not_translate=True,
        is_case_sensitive=True,
        note="checked",
        part_of_speech=PartOfSpeech.OTHER,
        term_type=TermType.FULL_FORM,
        termhood=9.0,
    )
    old = Concept(
        "c",
        (LanguageSection("pl", (written,), "Prowadzi na drugą stronę.", "of stone"),),
        images=("https://example.org/i",),
        external_links=("https://example.org/l",),
    )
    built = replace(_seen("most"), part_of_speech=PartOfSpeech.NOUN, termhood=2.0)
    found = inherit(_concept(built), [old], set())
    assert found.sections[0].terms == (replace(written, part_of_speech=PartOfSpeech.NOUN, termhood=2.0),)
    assert (found.sections[0].definition, found.sections[0].note) == ("Prowadzi na drugą stronę.", "of stone")
    assert (found.images, found.external_links) == (old.images, old.external_links)


def test_a_term_that_a_person_put_in_stays() -> None:
    """Beside the preferred term of the texts it is admitted; in an approved concept it has the standing it had."""
    new = _concept(_seen("most"))
    assert _inherit(new, _concept(Term("kładka", PREFERRED))) == [("most", "preferred"), ("kładka", "admitted")]
    approved = _concept(Term("kładka", PREFERRED), status=APPROVED)
    assert _inherit(new, approved) == [("kładka", "preferred"), ("most", "admitted")]


def test_a_term_of_the_texts_goes_with_them_unless_approved() -> None:
    """A build forgets what texts no longer have, but for what a person signed."""
    old = _concept(_seen("most"), _seen("kładka", ADMITTED))
    new = _concept(_seen("most"))
    assert _inherit(new, old) == [("most", "preferred")]
    assert _inherit(new, replace(old, status=APPROVED)) == [("most", "preferred"), ("kładka", "admitted")]


def test_terms_of_an_approved_concept_keep_their_standing() -> None:
    """Whatever the counts say now; a variant that is new is admitted."""
    old = _concept(_seen("most"), _seen("kładka", AdministrativeStatus.DEPRECATED), status=APPROVED)
    new = _concept(_seen("kładka"), _seen("most", ADMITTED), _seen("wiadukt", ADMITTED))
    assert _inherit(new, old) == [("most", "preferred"), ("kładka", "deprecated"), ("wiadukt", "admitted")]
    assert _inherit(new, replace(old, status=PROPOSED))[0] == ("kładka", "preferred")


def test_a_language_that_a_person_added_stays() -> None:
    """Also where the build has none of it."""
    old = Concept("c", (LanguageSection("el", (Term("γέφυρα"),)), LanguageSection("pl", (_seen("most"),))))
    assert _inherit(_concept(_seen("most")), old) == [("γέφυρα", "proposed"), ("most", "preferred")]


def test_what_lasts_without_texts() -> None:
    """What a person decided on or put in; a mere proposal goes."""
    assert not is_lasting(_concept(_seen("most")))
    assert is_lasting(_concept(Term("most")))
    assert is_lasting(_concept(_seen("most"), status=ConceptStatus.REJECTED))


def test_what_was_never_in_the_texts_does_not_say_that_it_left_them() -> None:
    """Only a concept with places in the texts has a note on them."""
    assert mark_kept(_concept(Term("most"))).note is None
    assert mark_kept(_concept(_seen("most"))).note == KEPT_NOTE
