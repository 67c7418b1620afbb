"""What a rebuild reports to have changed."""

from glossary.changes import (
    ChangedConcept,
    Changes,
    MergedConcept,
    NamedConcept,
    PreferredChange,
    StatusChange,
    compare,
)
from glossary.model import AdministrativeStatus, ConceptStatus, TermReference
from glossary.outlines import ConceptOutline

_MARKS = {
    "*": AdministrativeStatus.PREFERRED,
    "!": AdministrativeStatus.DEPRECATED,
    "": AdministrativeStatus.ADMITTED,
}


def _outline(identifier: str, *terms: str) -> ConceptOutline:
    """Return an outline of terms like "pl:most*", the asterisk for preferred and ! for deprecated."""
    found = []
    for term in terms:
        text = term.rstrip("*!")
        language, _, name = text.partition(":")
        found.append((TermReference(language, name), _MARKS[term[len(text) :]]))
    return ConceptOutline(identifier, ConceptStatus.PROPOSED, None, None, None, tuple(found))


def test_every_kind_of_change() -> None:
    """New, changed, merged and gone concepts, each with what to call it."""
    old = [_outline("a", "pl:most*"), _outline("b", "pl:kładka*"), _outline("c", "pl:tama*"), _outline("d", "pl:kra*")]
    new = [_outline("a", "pl:most*", "pl:kładka"), _outline("d", "pl:kra*"), _outline("e", "ru:река*", "pl:rzeka*")]
    assert compare(old, new, {"b": "a"}, is_same=False) == Changes(
        new=(NamedConcept("e", "река / rzeka"),),
        changed=(ChangedConcept("a", "most", added=(TermReference("pl", "kładka"),)),),
        merged=(MergedConcept("b", "kładka", "a"),),
        gone=(NamedConcept("c", "tama"),),
    )


def test_another_preferred_term() -> None:
    """Where two terms change places, it is told once: which is preferred to which."""
    [change] = compare(
        [_outline("a", "pl:most*", "pl:kładka", "ru:мост*")],
        [_outline("a", "pl:kładka*", "pl:most", "ru:мост*")],
        {},
        is_same=False,
    ).changed
    assert change == ChangedConcept("a", "kładka / мост", preferred=(PreferredChange("pl", "most", "kładka"),))


def test_another_status() -> None:
    """A term that is deprecated now is told with what it was."""
    [change] = compare(
        [_outline("a", "pl:most*", "pl:kładka")], [_outline("a", "pl:most*", "pl:kładka!")], {}, is_same=False
    ).changed
    kept = TermReference("pl", "kładka")
    assert change.statuses == (StatusChange(kept, AdministrativeStatus.ADMITTED, AdministrativeStatus.DEPRECATED),)


def test_a_language_that_left() -> None:
    """Terms that are gone are told, and no preferred term is missed in a language that isn't there any more."""
    [change] = compare([_outline("a", "pl:most*", "ru:мост*")], [_outline("a", "pl:most*")], {}, is_same=False).changed
    assert change == ChangedConcept("a", "most", removed=(TermReference("ru", "мост"),))


def test_nothing_changed() -> None:
    """The same concepts are no change, whether or not their evidence is the same."""
    concepts = [_outline("a", "pl:most*")]
    assert compare(concepts, concepts, {}, is_same=True) == Changes(is_same=True)
    assert compare(concepts, concepts, {}, is_same=False) == Changes()
