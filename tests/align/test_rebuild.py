"""A rebuild carries ids and what people wrote over to the concepts that go on."""

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from align.inheritance import KEPT_NOTE, KEPT_REASON
from align.rebuild import Continuation, continue_glossary, match_concepts
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
    Term,
)
from glossary.outlines import outline

_CONTEXT = Context("d", 0, 4, "Most.", 0, 4)


def _concept(identifier: str, *sections: str, status: ConceptStatus = ConceptStatus.PROPOSED) -> Concept:
    """Return a concept of sections like "pl: most, kładka", the first term of each preferred."""
    made = []
    for section in sections:
        language, _, names = section.partition(":")
        terms = [
            Term(
                name.strip(),
                AdministrativeStatus.ADMITTED if i else AdministrativeStatus.PREFERRED,
                contexts=(_CONTEXT,),
            )
            for i, name in enumerate(names.split(","))
        ]
        made.append(LanguageSection(language, tuple(terms)))
    return Concept(identifier, tuple(made), status=status)


def _load_from(concepts: Sequence[Concept]) -> Callable[[Sequence[str]], Sequence[Concept]]:
    found = {concept.id: concept for concept in concepts}
    return lambda identifiers: [found[identifier] for identifier in identifiers]


def _continue(old: Sequence[Concept], new: Sequence[Concept], proposals: Sequence[Proposal] = ()) -> Continuation:
    outlines = [outline(concept) for concept in old]
    return continue_glossary(outlines, Glossary(tuple(new), (), tuple(proposals)), _load_from(old))


def _ids(continuation: Continuation) -> list[str]:
    return [concept.id for concept in continuation.glossary.concepts]


def test_a_concept_keeps_its_id() -> None:
    """More terms, another preferred term and another language leave the id; a concept of its own has its own."""
    old = [_concept("bridge", "pl: most, kładka", "ru: мост")]
    new = [_concept("h1", "pl: kładka, most, wiadukt", "ru: мост", "el: γέφυρα"), _concept("h2", "pl: tama")]
    assert _ids(_continue(old, new)) == ["bridge", "h2"]


def test_case_and_accents_leave_the_id() -> None:
    """Terms are compared by what they are looked up by."""
    assert _ids(_continue([_concept("bridge", "el: Γέφυρα")], [_concept("h1", "el: γεφυρα")])) == ["bridge"]
    assert _ids(_continue([_concept("bridge", "pl: most")], [_concept("h1", "ru: most")])) == ["h1"]


def test_another_citation_form_leaves_the_id() -> None:
    """A term that is cited in the plural now is known by its singular; what has an old concept already is not taken."""
    sections = (LanguageSection("pl", (Term("mosty", forms=(Form("Most"), Form("mostów"))),)),)
    assert _ids(_continue([_concept("bridge", "pl: most")], [Concept("h1", sections)])) == ["bridge"]
    taken = (LanguageSection("pl", (Term("tama", forms=(Form("most"),)),)),)
    old = [_concept("bridge", "pl: most"), _concept("dam", "pl: tama")]
    assert _ids(_continue(old, [Concept("h1", taken)])) == ["dam"]
    assert _continue(old, [Concept("h1", taken)]).redirects == {}


def test_merged_concepts() -> None:
    """Of two concepts that became one, the one with more in it gives the id, and the other id leads there."""
    old = [_concept("small", "pl: kładka"), _concept("big", "pl: most, wiadukt", "ru: мост")]
    continuation = _continue(old, [_concept("h", "pl: most, wiadukt, kładka", "ru: мост")])
    assert _ids(continuation) == ["big"]
    assert continuation.redirects == {"small": "big"}


def test_split_concepts() -> None:
    """Of two concepts that were one, the greater part keeps the id, though the lesser is wholly of it."""
    old = [_concept("bridge", "pl: most, wiadukt", "ru: мост, виадук")]
    new = [_concept("h1", "pl: wiadukt"), _concept("h2", "pl: most, brama", "ru: мост", "el: γέφυρα, πύλη")]
    continuation = _continue(old, new)
    assert _ids(continuation) == ["h1", "bridge"]
    assert continuation.redirects == {}


def test_a_preferred_term_tells_more() -> None:
    """Of two parts of equal size the one with the preferred term keeps the id."""
    old = [_concept("bridge", "pl: most, kładka")]
    assert _ids(_continue(old, [_concept("h1", "pl: kładka"), _concept("h2", "pl: most")])) == ["h1", "bridge"]


def test_ties_are_broken_by_spelling() -> None:
    """Two concepts that differ in capitals only keep their ids when they change places."""
    old = [_concept("party", "pl: partia"), _concept("the-party", "pl: Partia")]
    assert _ids(_continue(old, [_concept("h1", "pl: Partia"), _concept("h2", "pl: partia")])) == ["the-party", "party"]


def test_a_hash_that_is_an_old_id_is_not_given_again() -> None:
    """A part that is split off doesn't take the id of the concept it was split off from, though it hashes to that."""
    old = [_concept("h1", "pl: wiadukt, most", "ru: мост")]
    ids = _ids(_continue(old, [_concept("h2", "pl: most", "ru: мост"), _concept("h1", "pl: wiadukt")]))
    assert ids[0] == "h1"
    assert ids[1].startswith("c-")
    assert ids == _ids(_continue(old, [_concept("h2", "pl: most", "ru: мост"), _concept("h1", "pl: wiadukt")]))


_terms = st.sampled_from(["most", "Most", "kładka", "tama", "wiadukt", "Wiadukt", "brama"])
_glossaries = st.lists(st.lists(_terms, min_size=1, max_size=4, unique=True), max_size=6)


@given(_glossaries, _glossaries)
def test_matching_is_one_to_one_and_a_glossary_is_itself(one: list[list[str]], other: list[list[str]]) -> None:
    """Whatever the concepts: no old one goes on twice, none that goes on is merged, and the same stay themselves."""
    old, new = (
        [outline(_concept(f"{name}{i}", "pl: " + ", ".join(terms))) for i, terms in enumerate(concepts)]
        for name, concepts in (("a", one), ("b", other))
    )
    matching = match_concepts(old, new)
    going_on = [i for i in matching.continued if i is not None]
    assert len(going_on) == len(set(going_on))
    assert not set(going_on) & matching.merged.keys()
    assert match_concepts(old, old).continued == tuple(range(len(old)))


def test_what_people_wrote_stays() -> None:
    """Status, definition, note and subject field go on; where two concepts were merged, nothing written is lost."""
    one = Concept(
        "big",
        _concept("", "pl: most, wiadukt").sections,
        status=ConceptStatus.APPROVED,
        subject_field="roads",
        definition="Spans water.",
        note="checked",
    )
    other = Concept(
        "small", _concept("", "pl: kładka").sections, subject_field="walks", definition="For walkers.", note="narrow"
    )
    [concept] = _continue([other, one], [_concept("h", "pl: most, wiadukt, kładka")]).glossary.concepts
    assert (concept.status, concept.subject_field, concept.definition, concept.note) == (
        *(ConceptStatus.APPROVED, "roads", "Spans water."),
        "checked\nnarrow\nFor walkers.",
    )


def test_approval_outlasts_a_merger_and_rejection_does_not_spread() -> None:
    """What was approved stays so in a greater concept; what was rejected leaves the greater concept proposed."""
    for status, expected in (
        (ConceptStatus.APPROVED, ConceptStatus.APPROVED),
        (ConceptStatus.REJECTED, ConceptStatus.PROPOSED),
    ):
        old = [_concept("big", "pl: most, wiadukt"), _concept("small", "pl: kładka", status=status)]
        [concept] = _continue(old, [_concept("h", "pl: most, wiadukt, kładka")]).glossary.concepts
        assert (concept.id, concept.status) == ("big", expected)
    [alone] = _continue([old[1]], [_concept("h", "pl: kładka")]).glossary.concepts
    assert alone.status is ConceptStatus.REJECTED


def test_an_approved_concept_is_never_lost() -> None:
    """Where its texts have left it is kept whole, says so once however often it is built, and not when it is back."""
    old = [_concept("bridge", "pl: most", status=ConceptStatus.APPROVED), _concept("dam", "pl: tama")]
    first = _continue(old, [_concept("h", "pl: brama")]).glossary.concepts
    assert [concept.id for concept in first] == ["h", "bridge"]
    assert first[1].sections == old[0].sections
    assert first[1].note == KEPT_NOTE
    second = _continue(first, [_concept("h", "pl: brama")]).glossary.concepts
    assert second == first
    [back] = _continue(second, [_concept("h9", "pl: most")]).glossary.concepts
    assert (back.id, back.note, back.status) == ("bridge", None, ConceptStatus.APPROVED)


def test_an_approved_concept_keeps_its_terms() -> None:
    """Terms that the texts no longer have stay with their evidence, but are not preferred to those that are there."""
    old = [_concept("bridge", "pl: most, kładka", "ru: мост", "el: γέφυρα", status=ConceptStatus.APPROVED)]
    new = [_concept("h1", "pl: kładka", "ru: мост"), _concept("h2", "el: γέφυρα, πύλη")]
    first = _continue(old, new).glossary.concepts
    assert [concept.id for concept in first] == ["bridge", "h2"]
    polish, russian = first[0].sections
    assert [(term.text, term.status.value) for term in polish.terms] == [("kładka", "preferred"), ("most", "admitted")]
    assert polish.terms[1].reason == KEPT_REASON
    assert polish.terms[1].contexts == (_CONTEXT,)
    assert russian == new[0].sections[1]
    assert _continue(first, new).glossary.concepts == first


def test_an_approved_term_in_another_citation_form_is_there() -> None:
    """A term that is cited in the plural now is not kept in the singular beside it."""
    old = [_concept("bridge", "pl: most", "ru: мост", status=ConceptStatus.APPROVED)]
    plural = LanguageSection("pl", (Term("mosty", AdministrativeStatus.PREFERRED, forms=(Form("most"),)),))
    new = Concept("h1", (plural, *_concept("", "ru: мост").sections))
    [concept] = _continue(old, [new]).glossary.concepts
    assert (concept.id, concept.sections) == ("bridge", new.sections)


def test_proposals_name_the_ids_that_go_on() -> None:
    """A question about two new concepts is about the ids they end with."""
    link = Link("pl", "most", "ru", "мост", "embedding", 0.3)
    old = [_concept("bridge", "pl: most")]
    new = [_concept("h1", "pl: most"), _concept("h2", "ru: мост")]
    continuation = _continue(old, new, [Proposal(link, "h1", "h2")])
    assert continuation.glossary.proposals == (Proposal(link, "bridge", "h2"),)
