"""A large glossary for benchmarks: terms of real words, recombined, each with forms as inflection makes them."""

import random
from collections.abc import Iterator, Sequence
from functools import cache

from wordfreq import top_n_list

from glossary.model import AdministrativeStatus, Concept, Form, FormOrigin, LanguageSection, Term

LANGUAGES = ("ar", "el", "pl", "ru")
_WORDS = 20_000
_ENDINGS = {
    "ar": ("ا", "ين", "ات", "ه", "ها", "هم", "ي", "ان"),
    "el": ("ου", "ων", "ους", "ες", "ας", "ης", "οι", "α"),
    "pl": ("u", "owi", "em", "ach", "ami", "om", "y", "ów"),
    "ru": ("а", "ов", "ам", "ами", "ах", "у", "ом", "е"),
}


@cache
def _load_words(language: str) -> Sequence[str]:
    return [word for word in top_n_list(language, _WORDS) if len(word) > 3 and word.isalpha()]


def make_concepts(count: int, seed: int = 1) -> Iterator[Concept]:
    """Yield that many concepts of ten terms each in four languages, a term with eight generated forms.

    Words are chosen as in texts, frequent ones often; the same seed gives the same concepts.
    """
    chosen = random.Random(seed)  # noqa: S311 - not for secrets
    for number in range(count):
        sections = []
        for language, terms in zip(LANGUAGES, (2, 2, 3, 3), strict=True):
            sections.append(LanguageSection(language, tuple(_make_term(chosen, language, i) for i in range(terms))))
        yield Concept(f"c{number:07d}", tuple(sections), confidence=round(chosen.random(), 3))


def _make_term(chosen: random.Random, language: str, position: int) -> Term:
    words = _load_words(language)
    # The square draws frequent words, which come first, more often.
    picked = [words[int(len(words) * chosen.random() ** 2)] for _ in range(chosen.choice((1, 2, 2, 2, 3, 3, 4)))]
    text = " ".join(picked)
    forms = (" ".join(word + ending for word in picked) for ending in _ENDINGS[language])
    status = AdministrativeStatus.ADMITTED if position else AdministrativeStatus.PREFERRED
    return Term(
        text,
        status,
        frequency=chosen.randrange(200),
        forms=tuple(Form(form, FormOrigin.GENERATED) for form in dict.fromkeys(forms)),
    )
