"""Ids for concepts from formats that have none: the same terms give the same id, wherever they are read."""

from collections.abc import Iterable
from hashlib import sha256

from glossary.model import LanguageSection


def make_id(sections: Iterable[LanguageSection]) -> str:
    """Return an id made of the languages and the texts of all terms.

    >>> from glossary.model import Term
    >>> make_id([LanguageSection("pl", (Term("most"),)), LanguageSection("ru", (Term("мост"),))])
    'c-2000c927cc66'
    """
    lines = (f"{section.language} {term.text}\n" for section in sections for term in section.terms)
    return f"c-{sha256(''.join(lines).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
