"""Give the terms of concepts their generated forms, so that a form that no text has shown is found, too.

A build knows a term's grammar from the sentences around it; here it is known from the term alone, which files and
people bring.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from align.languages import LANGUAGES, get_language
from align.languages.phrases import WordClass
from align.languages.terms import TermFacts
from glossary.curation import Change, ConceptChange
from glossary.model import (
    Concept,
    Form,
    FormOrigin,
    GrammaticalGender,
    GrammaticalNumber,
    PartOfSpeech,
    Term,
)
from glossary.text import lookup_key, primary_language

MAX_LENGTH: Final = 200
"""A longer term is rather a sentence, and gets no forms."""
_NUMBERS: Final[Mapping[GrammaticalNumber, str]] = {
    GrammaticalNumber.SINGULAR: "Sing",
    GrammaticalNumber.MASS: "Sing",
    GrammaticalNumber.PLURAL: "Plur",
}
_GENDERS: Final[Mapping[GrammaticalGender, str]] = {
    GrammaticalGender.MASCULINE: "Masc",
    GrammaticalGender.FEMININE: "Fem",
    GrammaticalGender.NEUTER: "Neut",
}
_CLASSES: Final[Mapping[PartOfSpeech, WordClass]] = {
    PartOfSpeech.NOUN: WordClass.NOUN,
    PartOfSpeech.PROPER_NOUN: WordClass.NAME,
    PartOfSpeech.ADJECTIVE: WordClass.ADJECTIVE,
    PartOfSpeech.VERB: WordClass.VERB,
}
_UNINFLECTED: Final = frozenset({PartOfSpeech.ADVERB})
_Named = tuple[str, str]


def inflect(concept: Concept) -> Concept:
    """Return a concept whose terms have generated forms, as far as their language and grammar are known.

    A term that has some keeps them. A concept that nothing is added to is returned itself.
    """
    return _map_terms(concept, _inflect_term)


def inflect_change(change: Change) -> Change:
    """Return an act with the terms inflected that it makes.

    A term whose text or grammar it changes gets other forms in place of those generated before. What it leaves alone,
    or only moves, stays as it is.
    """
    concepts = _inflect_changes(change.concepts)
    return change if concepts == change.concepts else replace(change, concepts=concepts)


def inflect_concept_change(change: ConceptChange) -> ConceptChange:
    """Return what becomes of a single concept with the terms inflected that are new in it, as `inflect_change` does."""
    [inflected] = _inflect_changes([change])
    return inflected


def choose_forms(citation: str, seen: Iterable[str], generated: Iterable[str], language: str) -> list[str]:
    """Return the generated forms by which a term is found where no other form of it is, sorted by their text.

    Of those with one lookup key the shortest is kept, and of equally long ones that with the fewest capitals.

    >>> choose_forms("частный дом", ["частного дома"], ["Частный дом", "частного дома", "частному дому"], "ru")
    ['частному дому']
    """
    taken = {lookup_key(text, language) for text in (citation, *seen)}
    chosen: dict[str, str] = {}
    for text in sorted(generated, key=lambda text: (len(text), sum(map(str.isupper, text)), text)):
        key = lookup_key(text, language)
        if key and key not in taken:
            chosen.setdefault(key, text)
    return sorted(chosen.values())


def _inflect_changes(changes: Sequence[ConceptChange]) -> tuple[ConceptChange, ...]:
    before = _index_terms(each.before for each in changes)
    after = _index_terms(each.after for each in changes)
    stale = {form for named in before.keys() - after.keys() for form in _list_generated(before[named])}

    def renew(tag: str, term: Term) -> Term:
        known = before.get((tag, term.text))
        kept = _drop_stale(term, known, stale)
        return term if known is not None and kept is term else _inflect_term(tag, kept)

    return tuple(each if each.after is None else replace(each, after=_map_terms(each.after, renew)) for each in changes)


def _map_terms(concept: Concept, make: Callable[[str, Term], Term]) -> Concept:
    """Return a concept with what is made of each term and its language; the same one if that changes nothing."""
    sections = tuple(
        replace(section, terms=tuple(make(section.language, term) for term in section.terms))
        for section in concept.sections
    )
    return concept if sections == concept.sections else replace(concept, sections=sections)


def _inflect_term(tag: str, term: Term) -> Term:
    """Return a term with generated forms, or itself if it has some or none are known."""
    language = primary_language(tag)
    is_done = any(form.origin is FormOrigin.GENERATED for form in term.forms)
    if is_done or language not in LANGUAGES or term.part_of_speech in _UNINFLECTED or len(term.text) > MAX_LENGTH:
        return term
    generated = get_language(language).inflect_term(term.text, _find_facts(term))
    chosen = choose_forms(term.text, [form.text for form in term.forms], generated, language)
    added = (Form(text, FormOrigin.GENERATED) for text in chosen)
    return replace(term, forms=(*term.forms, *added)) if chosen else term


def _find_facts(term: Term) -> TermFacts:
    number = "" if term.number is None else _NUMBERS.get(term.number, "")
    gender = "" if term.gender is None else _GENDERS.get(term.gender, "")
    return TermFacts(number, gender, None if term.part_of_speech is None else _CLASSES.get(term.part_of_speech))


def _index_terms(concepts: Iterable[Concept | None]) -> dict[_Named, Term]:
    """Return the terms of concepts by language and text."""
    return {
        (section.language, term.text): term
        for concept in concepts
        if concept is not None
        for section in concept.sections
        for term in section.terms
    }


def _list_generated(term: Term) -> Iterator[str]:
    return (form.text for form in term.forms if form.origin is FormOrigin.GENERATED)


def _drop_stale(term: Term, before: Term | None, stale: AbstractSet[str]) -> Term:
    """Return a term without the generated forms that it has from another text or another grammar."""
    generated = list(_list_generated(term))
    if before is None:
        is_stale = not stale.isdisjoint(generated)
    else:
        is_stale = _find_facts(term) != _find_facts(before) and generated == list(_list_generated(before))
    if not (generated and is_stale):
        return term
    return replace(term, forms=tuple(form for form in term.forms if form.origin is not FormOrigin.GENERATED))
