"""What renders a concept in one language: the terms that may be used, those that may not, and the one to suggest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from glossary.model import AVOIDED, AdministrativeStatus, Concept, Term, TermType
from glossary.segment_text import WordForms, split_words
from glossary.text import matches_language

_SHORT = frozenset({TermType.ACRONYM, TermType.ABBREVIATION, TermType.SHORT_FORM})
_LONGEST_ACRONYM = 8


@dataclass(frozen=True, slots=True)
class Renderings:
    """The terms of a concept in one language that may be used, the preferred first, and the one marked so, if any."""

    usable: tuple[Term, ...]
    preferred: Term | None

    @property
    def suggestion(self) -> str | None:
        """What to write: the preferred term, or the first of those that may be used."""
        return self.usable[0].text if self.usable else None

    def find_usable(self, text: str) -> Term | None:
        """Return the term of that citation form, if it may be used."""
        return next((term for term in self.usable if term.text == text), None)


def find_renderings(concept: Concept, language: str) -> Renderings:
    """Return what renders a concept in a language; a region's own terms go before those of the language (RFC 4647)."""
    sections = [section for section in concept.sections if matches_language(section.language, language)]
    sections.sort(key=lambda section: section.language.lower() != language.lower())
    terms = [term for section in sections for term in section.terms if term.status not in AVOIDED]
    terms.sort(key=lambda term: term.status is not AdministrativeStatus.PREFERRED)
    is_marked = bool(terms) and terms[0].status is AdministrativeStatus.PREFERRED
    return Renderings(tuple(terms), terms[0] if is_marked else None)


def is_short_form(term: Term) -> bool:
    """Whether a term stands beside the full one rather than competes with it: an acronym, by its type or its capitals.

    >>> is_short_form(Term("ООН")), is_short_form(Term("мост"))
    (True, False)
    """
    if term.term_type is not None:
        return term.term_type in _SHORT
    return term.text.isupper() and len(term.text) <= _LONGEST_ACRONYM and " " not in term.text


def find_word_forms(terms: Iterable[Term], language: str) -> Sequence[WordForms]:
    """Return the words of the terms, each word with all of its forms.

    >>> from glossary.model import Form
    >>> [words] = find_word_forms([Term("nowy most", forms=(Form("nowe mosty"),))], "pl")
    >>> [sorted(forms) for forms in words]
    [['nowe', 'nowy'], ['most', 'mosty']]
    """
    found: list[WordForms] = []
    for term in terms:
        if words := split_words(term.text, language):
            forms = (split_words(form.text, language) for form in term.forms)
            fitting = [words, *(form for form in forms if len(form) == len(words))]
            found.append([frozenset(column) for column in zip(*fitting, strict=True)])
    return found
