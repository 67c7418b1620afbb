"""Small indexes of words, and strategies that make them."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from align.wordindex import WordIndex
from glossary.model import AdministrativeStatus
from glossary.termkeys import TermKeys
from glossary.text import lookup_key

ALPHABETS = {"pl": "aąbcćeęklłmost", "ru": "абвгдеёкмостуй", "el": "αβγδεηικλμοπστ", "ar": "ابتثجحدرسعفقلم"}

_words = {
    language: st.text(alphabet=letters, min_size=1, max_size=8).filter(lambda word: lookup_key(word, "ar") != "")
    for language, letters in ALPHABETS.items()
}


def make_term(
    number: int,
    *forms: str,
    language: str = "pl",
    status: AdministrativeStatus = AdministrativeStatus.PREFERRED,
    frequency: int = 0,
) -> TermKeys:
    """Return a term with the keys of its forms, the citation form first."""
    keys = dict.fromkeys(lookup_key(form, language) for form in forms)
    return TermKeys(number, language, status, frequency, tuple(filter(None, keys)))


def index(*terms: TermKeys | str) -> WordIndex:
    """Return the index over some terms; a text is a Polish one without other forms, numbered by its place."""
    return WordIndex.of(make_term(i, term) if isinstance(term, str) else term for i, term in enumerate(terms))


def _number(terms: Iterable[tuple[str, AdministrativeStatus, int, Sequence[str]]]) -> list[TermKeys]:
    return [
        make_term(7 * i, *forms, language=language, status=status, frequency=frequency)
        for i, (language, status, frequency, forms) in enumerate(terms)
    ]


def _draw_terms(language: str) -> st.SearchStrategy[tuple[str, AdministrativeStatus, int, list[str]]]:
    forms = st.lists(st.lists(_words[language], min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3)
    return st.tuples(st.just(language), st.sampled_from(AdministrativeStatus), st.integers(0, 300), forms)


terms = st.lists(st.sampled_from(sorted(ALPHABETS)).flatmap(_draw_terms), min_size=1, max_size=12).map(_number)
