"""The validators of concepts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.representations import Representation
from api.validators import make_concept_etag, matches_concept
from tests.glossary.samples import BRIDGE, DOCUMENT

ETAG = make_concept_etag(BRIDGE, [DOCUMENT])


def test_a_validator_follows_from_what_is_shown() -> None:
    """The concept, the documents that it occurs in, and how it is represented."""
    others = [
        make_concept_etag(replace(BRIDGE, note="x"), [DOCUMENT]),
        make_concept_etag(BRIDGE, [replace(DOCUMENT, title="x")]),
        *(make_concept_etag(BRIDGE, [DOCUMENT], each) for each in Representation if each is not Representation.JSON),
    ]
    assert len({ETAG, *others}) == 1 + len(others)
    assert make_concept_etag(replace(BRIDGE), [replace(DOCUMENT)]) == ETAG


@pytest.mark.parametrize(
    ("field", "matches"),
    [
        (ETAG, True),
        ("*", True),
        (f' "a", {ETAG}', True),
        (f'W/"a",{ETAG}', True),
        (f'{ETAG[:-1]}-gzip"', True),
        (make_concept_etag(BRIDGE, [DOCUMENT], Representation.CSV), True),
        (f"W/{ETAG}", False),
        (ETAG.strip('"'), False),
        (make_concept_etag(replace(BRIDGE, note="x"), [DOCUMENT]), False),
        ("", False),
    ],
)
def test_a_field_names_a_concept_by_strong_comparison(field: str, *, matches: bool) -> None:
    """Any of a list is enough, and * (RFC 9110, 13.1.1)."""
    assert matches_concept(field, BRIDGE, [DOCUMENT]) is matches


@given(st.text(max_size=60).filter(lambda text: text.strip() != "*"))
def test_no_other_text_does(field: str) -> None:
    """Whatever a client sends is compared, and never a fault."""
    assert not matches_concept(field, BRIDGE, [DOCUMENT])
