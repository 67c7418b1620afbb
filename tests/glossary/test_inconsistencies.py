"""Terms that compete for one concept, and terms that stand in several."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from glossary.differences import Difference
from glossary.inconsistencies import Homograph, Meaning, find_inconsistencies
from glossary.model import AdministrativeStatus, Concept, Context, Glossary, LanguageSection, Term
from tests.glossary.samples import GLOSSARY, glossaries

_PREFERRED, _ADMITTED = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED


def _term(
    text: str, *starts: int, status: AdministrativeStatus = _ADMITTED, document: str = "a", frequency: int = 0
) -> Term:
    """Return a term that stands at these offsets of a document; `frequency` counts where there are none."""
    contexts = tuple(Context(document, s, s + len(text), f"… {text} …", 2, 2 + len(text)) for s in starts)
    return Term(text, status, frequency=frequency or len(starts), contexts=contexts)


def _concept(identifier: str, *terms: Term, language: str = "pl") -> Concept:
    return Concept(identifier, (LanguageSection(language, terms),))


SHORT = _concept("short", _term("śruba pługa", 0, 100, 200, status=_PREFERRED), _term("pługowa śruba", 10, 310))
LONG = _concept(
    "long", _term("montaż śruby pługa", 400, 500, status=_PREFERRED), _term("montaż pługowa śruba", 303, document="a")
)


def test_competing_terms_with_figures() -> None:
    """Each tells what it differs in, how often, in what share and where it stands."""
    [found] = find_inconsistencies([SHORT]).competitions
    assert (found.concept, found.language, found.preferred, found.preferred_count) == ("short", "pl", "śruba pługa", 3)
    [term] = found.terms
    assert (term.text, term.status, term.count, term.share) == ("pługowa śruba", _ADMITTED, 2, 0.4)
    assert term.comparison.difference is Difference.DERIVATION
    assert (term.documents, [place.start for place in term.places]) == (("a",), [10, 310])
    assert found.attention == term.attention == 0.8


def test_nothing_competes_with_a_lone_or_rejected_term() -> None:
    """A section of one term is consistent, and so is one whose other terms people have rejected."""
    lone = _concept("lone", _term("kosa", 0, status=_PREFERRED))
    rejected = _concept(
        "rejected", _term("sierp", 0, status=_PREFERRED), _term("sierpy", 9, status=AdministrativeStatus.REJECTED)
    )
    assert find_inconsistencies([lone, rejected]) == find_inconsistencies([])


def test_a_deprecated_term_still_competes() -> None:
    """What shouldn't be used and stands in the texts is what an editor looks for."""
    term = _term("pługowa śruba", 7, status=AdministrativeStatus.DEPRECATED)
    [found] = find_inconsistencies([_concept("c", _term("śruba pługa", 0, status=_PREFERRED), term)]).competitions
    assert [each.status for each in found.terms] == [AdministrativeStatus.DEPRECATED]


def test_what_follows_from_a_shorter_term_asks_for_nothing() -> None:
    """Where each occurrence holds a shorter competing term of the same kind, mending that one mends both."""
    short, long = find_inconsistencies([LONG, SHORT]).competitions
    assert (short.concept, long.concept) == ("short", "long")
    assert [(t.text, t.follows, t.attention) for t in long.terms] == [("montaż pługowa śruba", "pługowa śruba", 0.0)]
    assert short.terms[0].follows == ""


def test_another_kind_of_difference_follows_from_nothing() -> None:
    """A longer term with another head word stays to be decided, whatever it holds."""
    other = _concept("long", _term("montaż śruby pługa", 400, status=_PREFERRED), _term("demontaż pługowa śruba", 301))
    found = {c.concept: c for c in find_inconsistencies([SHORT, other]).competitions}
    assert found["long"].terms[0].comparison.difference is Difference.OTHER_WORD
    assert found["long"].terms[0].follows == ""


def test_the_most_urgent_comes_first() -> None:
    """Many occurrences of a strong rival come before few of a weak one, and mere spelling comes last."""
    strong = _concept("strong", _term("kosa", status=_PREFERRED, frequency=6), _term("sierp", frequency=4))
    weak = _concept("weak", _term("brona", status=_PREFERRED, frequency=60), _term("włóka", frequency=4))
    minor = _concept("minor", _term("radło", status=_PREFERRED, frequency=6), _term("Radło", frequency=4))
    found = find_inconsistencies([weak, minor, strong]).competitions
    assert [(each.concept, each.attention) for each in found] == [("strong", 1.6), ("minor", 0.4), ("weak", 0.25)]


def test_terms_of_one_section_are_sorted_by_attention() -> None:
    """Inside a section, too, the most urgent stands first."""
    terms = (_term("kosa", status=_PREFERRED, frequency=6), _term("Kosa", frequency=5), _term("sierp", frequency=4))
    [found] = find_inconsistencies([_concept("c", *terms)]).competitions
    assert [term.text for term in found.terms] == ["sierp", "Kosa"]


def test_homographs() -> None:
    """One term in two concepts is told with the preferred term and its occurrences in each; other languages apart."""
    tool = _concept("tool", _term("kosa", status=_PREFERRED, frequency=2))
    hair = _concept("hair", _term("warkocz", status=_PREFERRED, frequency=9), _term("Kosa", frequency=5))
    other = _concept("other", _term("kosa", status=_PREFERRED, frequency=3), language="ru")
    [found] = find_inconsistencies([tool, hair, other]).homographs
    assert found == Homograph("pl", "Kosa", (Meaning("hair", "warkocz", 5), Meaning("tool", "kosa", 2)))
    assert found.attention == 2


def test_one_concept_is_no_homograph() -> None:
    """Spellings of one term in one concept don't make it stand in two."""
    both = _concept("c", _term("kosa", status=_PREFERRED, frequency=2), _term("Kosa", frequency=1))
    assert find_inconsistencies([both]).homographs == ()


def test_one_language() -> None:
    """Only the sections of the language asked for are looked at."""
    found = find_inconsistencies(GLOSSARY.concepts, "pl")
    assert [(c.concept, c.language) for c in found.competitions] == [("bridge", "pl")]
    assert find_inconsistencies(GLOSSARY.concepts, "ru").competitions == ()


@given(glossaries, st.randoms(use_true_random=False))
def test_order_makes_no_difference(glossary: Glossary, shuffler: random.Random) -> None:
    """Concepts in any order give the same findings."""
    concepts = [replace(concept, id=f"{number}{concept.id}") for number, concept in enumerate(glossary.concepts)]
    shuffled = shuffler.sample(concepts, len(concepts))
    assert find_inconsistencies(shuffled) == find_inconsistencies(concepts)
