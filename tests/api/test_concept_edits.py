"""Concepts made of what requests bring."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.concept_edits import find_undecided, make_concept, patch_concept
from api.concept_schemas import ConceptPatch, ConceptWrite
from api.schemas import ConceptDetail
from glossary.errors import UsageError
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, LanguageSection, Term
from tests.glossary.samples import BRIDGE, DOCUMENT, GLOSSARY, NEWTON, RAILWAY_BRIDGE

_WRITABLE = ("kind", "status", "subject_field", "definition", "note", "images", "external_links")


def _patch(concept: Concept, body: dict[str, Any]) -> Concept:
    return patch_concept(concept, [DOCUMENT], ConceptPatch.model_validate(body))


def _show(concept: Concept) -> dict[str, Any]:
    return ConceptDetail.of(concept, [DOCUMENT]).model_dump(mode="json")


@pytest.mark.parametrize("concept", GLOSSARY.concepts)
def test_what_is_shown_is_taken_back_as_it_is(concept: Concept) -> None:
    """A patch of the whole JSON changes nothing, sections apart, which are sorted by their tags."""
    ordered = tuple(sorted(concept.sections, key=lambda section: section.language))
    patched = _patch(concept, _show(concept))
    assert patched.sections == ordered
    assert _show(patched) == _show(concept) | {"languages": _show(patched)["languages"]}


@given(st.sets(st.sampled_from(_WRITABLE)))
def test_a_patch_makes_one_concept_like_another(fields: set[str]) -> None:
    """Field by field, and nothing else (RFC 7396)."""
    wanted = {name: value for name, value in _show(BRIDGE).items() if name in fields}
    patched = _show(_patch(NEWTON, wanted))
    assert patched == _show(NEWTON) | wanted | {"languages": patched["languages"]}


def test_a_put_in_concept_is_what_its_json_says() -> None:
    """Languages are sorted, the preferred term goes first, an empty text is none."""
    terms = [{"text": "most  stały"}, {"text": "most", "status": "preferred", "gender": "masculine", "note": ""}]
    body = ConceptWrite.model_validate({"languages": {"RU": {"terms": [{"text": "мост"}]}, "pl": {"terms": terms}}})
    assert make_concept(body) == Concept(
        make_concept(body).id,
        (
            LanguageSection(
                "pl",
                (
                    Term("most", AdministrativeStatus.PREFERRED, gender=BRIDGE.sections[0].terms[0].gender),
                    Term("most stały"),
                ),
            ),
            LanguageSection("ru", (Term("мост"),)),
        ),
    )


def test_what_is_decided_in_a_new_concept_is_named() -> None:
    """Its own status, or the first status of a term that is more than a proposal."""
    assert find_undecided(NEWTON) is None
    assert find_undecided(BRIDGE) == "status 'approved'"
    assert find_undecided(RAILWAY_BRIDGE) == "status 'preferred' of the pl term 'most kolejowy'"


def test_a_status_of_another_is_its_reason_no_more() -> None:
    """A term whose status a person changes has that for a reason; others keep theirs."""
    terms = [{"text": "most zwodzony", "status": "admitted"}, {"text": "zwodzony most"}]
    patched = _patch(BRIDGE, {"languages": {"pl": {"terms": terms}}, "status": "rejected"})
    section = patched.find_section("pl")
    assert section is not None
    assert [(term.status.value, term.reason) for term in section.terms] == [
        ("admitted", "decided by a person"),
        ("proposed", ""),
    ]
    assert section.terms[0].contexts == BRIDGE.sections[0].terms[0].contexts
    assert patched.status is ConceptStatus.REJECTED


def test_a_read_only_field_is_named_with_its_place() -> None:
    """So that a client finds it in a long body."""
    terms = [{"text": "most zwodzony"}, {"text": "zwodzony most", "nested": 1}]
    with pytest.raises(UsageError, match=r"^languages\.pl\.terms\.1\.nested is read-only; leave it out"):
        _patch(BRIDGE, {"languages": {"pl": {"terms": terms}}})
