"""Cut a sentence into words, numbers and punctuation with their offsets."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

# A letter with its combining marks; hyphens and apostrophes join only between letters. "14ο", "XIII" and "2-й" are one
# token, so that ordinals can be recognised by the language modules.
_TOKEN = regex.compile(
    r"\p{L}[\p{L}\p{M}]*(?:[-‐‑’'ʼ]\p{L}[\p{L}\p{M}]*)*"
    r"|\p{N}+(?:[.,/:]\p{N}+)*(?:[-‐‑]?\p{L}+)?"
    r"|[^\s]"
)

CLOSING = {"«": "»", "“": "”", "„": "”“", '"': '"', "‹": "›"}
"""Opening quotation mark -> the marks that may close it."""
QUOTES = frozenset("".join(CLOSING) + "".join(CLOSING.values()))


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or punctuation mark: `text == sentence[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()


def tokenize(sentence: str) -> list[Token]:
    """Return the tokens of a sentence in order.

    >>> [token.text for token in tokenize("14ο Συνέδριο, 2023 г.")]
    ['14ο', 'Συνέδριο', ',', '2023', 'г', '.']
    """
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(sentence)]


def join_tokens(tokens: Sequence[Token]) -> Token:
    """Return tokens in a row as one, with the spaces between them as one each."""
    text = tokens[0].text
    for before, token in pairwise(tokens):
        text += " " * (token.start > before.end) + token.text
    return Token(text, tokens[0].start, tokens[-1].end)
