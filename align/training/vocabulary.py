"""Which word pieces are kept: those that the languages served need, of the many more for a hundred others."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import wordfreq
from tokenizers import Tokenizer

LANGUAGES: Final = ("pl", "ru", "ar", "el", "en", "vi")
"""Those of the glossary, English as the pivot of dictionaries, Vietnamese for names."""
SCRIPTS: Final = ("LATIN", "CYRILLIC", "ARABIC", "GREEK")
"""What the Unicode names of the letters that are kept begin with."""
_WORDS: Final = 250_000
_CHUNK: Final = 20_000

Piece = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with their log-probabilities, and the row that each had in the model it comes from; -1 for a new one."""

    pieces: tuple[Piece, ...]
    rows: tuple[int, ...]


def gather_texts(texts: Iterable[str], languages: Sequence[str] = LANGUAGES) -> list[str]:
    """Return texts and, since they don't hold every word, the most frequent words of each language."""
    return [*texts, *(word for language in languages for word in wordfreq.top_n_list(language, _WORDS))]


def count_pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> Counter[int]:
    """Return how often each piece occurs in texts."""
    counts: Counter[int] = Counter()
    for start in range(0, len(texts), _CHUNK):
        for encoding in tokenizer.encode_batch(list(texts[start : start + _CHUNK])):
            counts.update(encoding.ids)
    return counts


def prune(pieces: Sequence[Piece], counts: Counter[int], special: int, least: int) -> Vocabulary:
    """Keep the first `special` pieces, those that occur `least` times, and single characters that occur at all.

    Letters of other scripts stray into texts, but a few of them can't make up words: they go, so that a text of such a
    script is known to be unknown.
    """
    rows = [
        row
        for row, (text, _) in enumerate(pieces)
        if row < special or (_is_served(text) and (counts[row] >= least or (len(text.strip("▁")) <= 1 and counts[row])))
    ]
    return Vocabulary(tuple(pieces[row] for row in rows), tuple(rows))


def add_script(kept: Vocabulary, others: Sequence[Piece], script: str) -> Vocabulary:
    """Return a vocabulary with the pieces of a script taken from another one, which knows that script.

    `script` is what the Unicode names of its letters begin with, such as GREEK. Pieces that both have take the other's
    probabilities, so that those of one script compare with each other. Of the model's own, only single letters stay.
    """
    found = dict(piece for piece in others if _is_of(piece[0], script))
    own = [
        ((text, found.get(text, score)), row)
        for (text, score), row in zip(kept.pieces, kept.rows, strict=True)
        if not _is_of(text, script) or len(text.strip("▁")) == 1
    ]
    have = {text for (text, _), _ in own}
    new = [((text, score), -1) for text, score in sorted(found.items()) if text not in have]
    pieces, rows = zip(*own, *new, strict=True)
    return Vocabulary(pieces, rows)


def _is_served(text: str) -> bool:
    return all(unicodedata.name(character, "").startswith(SCRIPTS) for character in text if character.isalpha())


def _is_of(text: str, script: str) -> bool:
    return any(unicodedata.name(character, "").startswith(script) for character in text)
