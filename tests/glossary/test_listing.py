"""Pages of concepts: what is on them, in which order, and that they stay right when the glossary changes."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.curation import create, delete, edit
from glossary.editing import apply_change
from glossary.errors import UsageError
from glossary.history import Author
from glossary.listing import ConceptFilter, ConceptPage, ListKey, ListOrder, Place, find_documents, list_concepts
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    Glossary,
    LanguageSection,
    Term,
)
from glossary.store import Store
from tests.glossary.samples import BRIDGE, DOCUMENT, GLOSSARY, NEWTON, RAILWAY_BRIDGE

ANN = Author("ann", "2026-05-04T10:00:00Z")
BOB = Author("bob", "2026-05-05T10:00:00Z")
EVERY = ConceptFilter()
AS_IS = ListOrder()
ORDERS = [
    ListOrder(key, descends, "pl" if key is ListKey.TERM else None) for key in ListKey for descends in (False, True)
]


def _name(identifier: str, text: str, *, language: str = "pl", **values: object) -> Concept:
    """Return a concept of one term."""
    known = Concept(identifier, (LanguageSection(language, (Term(text, AdministrativeStatus.PREFERRED),)),))
    return replace(known, **values)  # type: ignore[arg-type]


def _list(store: Store, chosen: ConceptFilter = EVERY, order: ListOrder = AS_IS, limit: int = 200) -> list[str]:
    return [concept.id for concept in list_concepts(store, chosen, order, limit=limit).concepts]


def _walk(store: Store, chosen: ConceptFilter, order: ListOrder, limit: int) -> list[str]:
    """Return the ids on all pages, one after the other."""
    found: list[str] = []
    place = None
    while True:
        page = list_concepts(store, chosen, order, after=place, limit=limit)
        found += [concept.id for concept in page.concepts]
        assert len(page.concepts) == limit or page.following is None
        place = page.following
        if place is None:
            return found


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (ConceptFilter(), ["bridge", "railway-bridge", "newton"]),
        (ConceptFilter(language="ru-RU"), ["bridge"]),
        (ConceptFilter(kind=ConceptKind.PERSON), ["newton"]),
        (ConceptFilter(status=ConceptStatus.APPROVED), ["bridge"]),
        (ConceptFilter(term_status=AdministrativeStatus.REJECTED), ["railway-bridge"]),
        (ConceptFilter(term_status=AdministrativeStatus.PROPOSED, language="el"), ["newton"]),
        (ConceptFilter(subject="ENGINEERING"), ["bridge"]),
        (ConceptFilter(subject="engine"), []),
        (ConceptFilter(document="d1"), ["bridge"]),
        (ConceptFilter(document="d2"), []),
        (ConceptFilter(min_confidence=0.9), ["railway-bridge", "newton"]),
        (ConceptFilter(text="MOST"), ["bridge", "railway-bridge"]),
        (ConceptFilter(text="most", begins=True), ["bridge", "railway-bridge"]),
        (ConceptFilter(text="kolejowy", begins=True), ["railway-bridge"]),
        (ConceptFilter(text="zwodzony"), ["bridge", "railway-bridge"]),
        (ConceptFilter(text="zwodzony", term_status=AdministrativeStatus.PREFERRED), ["bridge"]),
        (ConceptFilter(text="most", language="ru"), []),
        (ConceptFilter(text="γεφυρα"), ["bridge"]),
        (ConceptFilter(text="جسر متحرك", begins=True), ["bridge"]),
        (ConceptFilter(text="%"), []),
        (ConceptFilter(text="o_t"), []),
    ],
)
def test_a_filter_leaves_what_fits(store: Store, chosen: ConceptFilter, ids: list[str]) -> None:
    """Each condition restricts the list; those on terms must hold of one and the same term."""
    assert _list(store, chosen) == ids
    assert list_concepts(store, chosen, ListOrder(), limit=1, with_total=True).total == len(ids)


def test_a_text_without_letters_is_refused(store: Store) -> None:
    """What is nothing to any language can't be looked for."""
    with pytest.raises(UsageError, match="has nothing to compare"):
        _list(store, ConceptFilter(text=" . "))


def test_what_changed_is_listed_by_its_time(store: Store) -> None:
    """A concept is as young as its last act; one that nobody touched stands last in either direction."""
    apply_change(store, edit(NEWTON, replace(NEWTON, note="x")), ANN)
    apply_change(store, create(_name("ferry", "prom")), BOB)
    changed = ListOrder(ListKey.CHANGED)
    assert _list(store, order=changed) == ["newton", "ferry", "bridge", "railway-bridge"]
    assert _list(store, order=replace(changed, is_descending=True)) == ["ferry", "newton", "bridge", "railway-bridge"]
    assert _list(store, ConceptFilter(changed_since=BOB.when)) == ["ferry"]
    assert _list(store, ConceptFilter(changed_since=ANN.when)) == ["newton", "ferry"]


def test_terms_are_listed_by_the_alphabet_of_their_language(store: Store) -> None:
    """Polish files ą behind a and ł behind l; what has no term in the language stands last in either direction."""
    texts = ["mąka", "maz", "mak", "łan", "lwa", "Żur", "zza", "ćma", "cło"]
    odd = _name("odd", "мост", language="ru")
    store.write_glossary(Glossary((odd, *(_name(text, text) for text in texts))))
    order = ListOrder(ListKey.TERM, language="pl")
    ascending = ["cło", "ćma", "lwa", "łan", "mak", "maz", "mąka", "zza", "Żur"]
    assert _list(store, order=order) == [*ascending, "odd"]
    assert _list(store, order=replace(order, is_descending=True)) == [*reversed(ascending), "odd"]


def test_a_concept_is_filed_under_its_preferred_term(store: Store) -> None:
    """The first term stands in only where none is preferred."""
    preferred = Term("nakaz", AdministrativeStatus.PREFERRED)
    both = Concept("both", (LanguageSection("pl", (Term("areszt"), preferred)),))
    store.write_glossary(Glossary((_name("b", "bat"), both, _name("z", "zamek"))))
    assert _list(store, order=ListOrder(ListKey.TERM, language="pl")) == ["b", "both", "z"]


def test_termhood_is_that_of_the_language_asked_for(store: Store) -> None:
    """The highest of a concept's terms counts; those of other languages are not comparable."""
    high, low = Term("мост", termhood=9.0), Term("most", termhood=1.0)
    mixed = Concept("mixed", (LanguageSection("pl", (low,)), LanguageSection("ru", (high,))))
    plain = Concept("plain", (LanguageSection("pl", (replace(low, text="prom", termhood=2.0),)),))
    store.write_glossary(Glossary((plain, mixed)))
    order = ListOrder(ListKey.TERMHOOD, is_descending=True)
    assert _list(store, order=order) == ["mixed", "plain"]
    assert _list(store, ConceptFilter(language="pl"), order) == ["plain", "mixed"]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_stay_right_when_concepts_come_and_go(store: Store, order: ListOrder) -> None:
    """What was on a page never comes again, what stays is never left out, even if the last one on the page goes."""
    concepts = [
        _name(f"c{number}", f"termin {number % 3}", confidence=number % 4 / 4, language="pl" if number % 5 else "ru")
        for number in range(12)
    ]
    store.write_glossary(Glossary(tuple(concepts)))
    whole = _list(store, order=order)
    page = list_concepts(store, EVERY, order, limit=5)
    assert [concept.id for concept in page.concepts] == whole[:5]
    by_id = {concept.id: concept for concept in concepts}
    for identifier in (whole[4], whole[0]):
        apply_change(store, delete(by_id[identifier]), ANN)
    apply_change(store, create(_name("new", "termin 1", confidence=0.5)), ANN)
    rest = list_concepts(store, EVERY, order, after=page.following, limit=20)
    assert [concept.id for concept in rest.concepts if concept.id != "new"] == whole[5:]


def test_a_place_outlasts_a_build(store: Store) -> None:
    """A build gives concepts other ranks; the list goes on behind the same concept."""
    page = list_concepts(store, EVERY, ListOrder(), limit=2)
    assert (page.following is not None, _ids(page)) == (True, ["bridge", "railway-bridge"])
    store.write_glossary(Glossary((_name("a", "a"), _name("b", "b"), *GLOSSARY.concepts)))
    assert _ids(list_concepts(store, EVERY, ListOrder(), after=page.following)) == ["newton"]
    gone = Place(None, 4, "nowhere", "another")
    assert _ids(list_concepts(store, EVERY, ListOrder(), after=gone)) == ["newton"]


def _ids(page: ConceptPage) -> list[str]:
    return [concept.id for concept in page.concepts]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("aąbż"), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=8),
    st.integers(1, 4),
)
def test_all_pages_together_are_the_list(store: Store, values: list[tuple[str, float]], limit: int) -> None:
    """However long the pages, each concept comes once and in order."""
    concepts = [_name(f"c{number}", text, confidence=score) for number, (text, score) in enumerate(values)]
    store.write_glossary(Glossary(tuple(concepts)))
    for order in ORDERS:
        assert _walk(store, EVERY, order, limit) == _list(store, order=order)


def test_listed_concepts_come_without_evidence(store: Store) -> None:
    """Their terms are whole but for forms and contexts."""
    bridge = list_concepts(store, EVERY, ListOrder(), limit=1).concepts[0]
    assert bridge.links == ()
    term = bridge.sections[0].terms[0]
    assert (term.text, term.forms, term.contexts) == ("most zwodzony", (), ())
    assert bridge.sections[1].terms[0] == replace(BRIDGE.sections[1].terms[0], forms=())


def test_documents_are_found_by_their_ids(store: Store) -> None:
    """Unknown ids, and those that can't be, add nothing."""
    assert find_documents(store, {"d1", "lost", "\ud800"}) == [DOCUMENT]
    assert find_documents(store, ()) == []


def test_an_occurrence_in_any_term_counts(store: Store) -> None:
    """The filter by document looks at all terms of a concept, whatever else is asked of one."""
    apply_change(store, edit(RAILWAY_BRIDGE, _occurring(RAILWAY_BRIDGE)), ANN)
    chosen = ConceptFilter(document="d2", term_status=AdministrativeStatus.REJECTED)
    assert _list(store, chosen) == ["railway-bridge"]


def _occurring(concept: Concept) -> Concept:
    section = concept.sections[0]
    first = replace(section.terms[0], contexts=(Context("d2", 0, 4, "most kolejowy", 0, 4),))
    return replace(concept, sections=(replace(section, terms=(first, *section.terms[1:])),))
