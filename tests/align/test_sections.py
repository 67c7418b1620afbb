"""Candidates as language sections: terms with status, reason, forms and contexts."""

from dataclasses import replace

import pytest

from align import sections as module
from align.languages.phrases import Phrase
from align.sections import make_sections
from glossary.model import AdministrativeStatus, FormOrigin, TermType
from tests.align.factories import make_candidate


class _OneForm:
    """A language module whose paradigms have one form beside the citation form."""

    @staticmethod
    def forms(phrase: Phrase) -> frozenset[str]:
        text = " ".join(word.text for word in phrase.words)
        return frozenset({text, f"{text}u"})


@pytest.fixture(autouse=True)
def _without_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "get_language", lambda _tag: _OneForm())


def test_the_most_frequent_variant_is_preferred_with_its_reason() -> None:
    """The other variants are admitted, and the reason quotes the counts."""
    [[section]] = make_sections(
        [[make_candidate("pl", "most drugi", 2), make_candidate("pl", "drugi most", 5, head=1)]]
    )
    assert [(term.text, term.status, term.reason) for term in section.terms] == [
        ("drugi most", AdministrativeStatus.PREFERRED, "5 of 7 occurrences, in 1 of 1 documents"),
        ("most drugi", AdministrativeStatus.ADMITTED, "2 of 7 occurrences, in 1 of 1 documents"),
    ]


def test_an_abbreviation_beside_its_long_form_is_an_acronym() -> None:
    """A word in capitals that spells the initials of a term of its section is one; a word by itself isn't."""
    long, short = make_candidate("pl", "most drugi kolejowy", 5), make_candidate("pl", "MDK", 2)
    [[both], [alone]] = make_sections([[long, short], [make_candidate("pl", "DROGI", 2)]])
    assert {term.text: term.term_type for term in both.terms} == {
        "most drugi kolejowy": None,
        "MDK": TermType.ACRONYM,
    }
    assert [term.term_type for term in alone.terms] == [None]


def test_occurrences_are_forms_with_counts() -> None:
    """Every surface form is stored as seen, with how often it stands in the corpus; then come the generated ones."""
    [[section]] = make_sections([[make_candidate("pl", "most", frequency=4)]])
    [term] = section.terms
    assert [(form.text, form.origin, form.count) for form in term.forms] == [
        ("most", FormOrigin.SEEN, 4),
        ("mostu", FormOrigin.GENERATED, 0),
    ]
    assert [context.start for context in term.contexts] == [0, 100, 200, 300]


def test_candidates_that_are_cited_alike_are_one_term() -> None:
    """Two lemma keys with one citation form make one term, whose counts are theirs together."""
    one = make_candidate("pl", "most", 3)
    other = replace(make_candidate("pl", "most", 2, document="e"), key=("mostek",), nested=1, termhood=9.0)
    [[section]] = make_sections([[one, other]])
    [term] = section.terms
    assert (term.text, term.frequency, term.nested, term.termhood) == ("most", 5, 1, 9.0)
    assert {context.document for context in term.contexts} == {"d", "e"}


def test_each_concept_gets_its_own_sections() -> None:
    """Sections come back in the order of the concepts, sorted by language in each."""
    concepts = [[make_candidate("ru", "мост"), make_candidate("pl", "most")], [make_candidate("ru", "порт")]]
    made = make_sections(concepts)
    assert [[(s.language, s.preferred.text) for s in sections] for sections in made] == [
        [("pl", "most"), ("ru", "мост")],
        [("ru", "порт")],
    ]
