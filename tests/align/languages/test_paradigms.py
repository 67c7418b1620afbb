"""Terms that are cited by themselves: their whole paradigms, written by hand, are generated."""

import re
from pathlib import Path

import pytest

from align.languages import LANGUAGES, get_language
from align.languages.terms import NO_FACTS
from glossary.text import lookup_key

FOLDER = Path(__file__).parent / "paradigms"


def read_paradigms(language: str) -> list[tuple[str, list[str]]]:
    """Return terms with their forms: `term: form; form`, going on in lines that begin with spaces."""
    text = re.sub("\n +", "; ", (FOLDER / f"{language}.txt").read_text("utf-8"))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [(term, forms.split("; ")) for term, _, forms in (line.partition(": ") for line in lines)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_a_paradigm_is_generated(language: str) -> None:
    """In all cases and numbers, with agreement inside the term, up to what lookups don't distinguish."""
    missed = []
    for term, forms in read_paradigms(language):
        made = {lookup_key(form, language) for form in get_language(language).inflect_term(term, NO_FACTS)}
        missed += [(term, form) for form in forms if lookup_key(form, language) not in made]
    assert missed == []
