"""An encoder that knows what each word means, and models whose weights are easy to follow."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.index import normalize
from align.linkmodel import LinkModel, LinkModels

MODELS = LinkModels(
    word=LinkModel(-4.0, {"gap": 8.0}),
    phrase=LinkModel(-4.0, {"gap": 8.0, "numbers": -9.0}),
    name=LinkModel(-4.0, {"sound": 8.0}),
    word_synonym=LinkModel(-4.0, {"term": 4.0, "pivot": 4.0}),
    phrase_synonym=LinkModel(-4.0, {"word": 4.0, "pivot": 4.0}),
    rival_weight=0.5,
    triangle_gain=0.5,
    scale=1.0,
    shift=0.0,
)
"""Words that answer each other surely have log-odds of 4, for and against."""


class Meanings:
    """Texts are the sums of the meanings of their words; words of one tuple mean the same, in whatever language."""

    def __init__(self, *meanings: tuple[str, ...]) -> None:
        """Take what means the same, a tuple each."""
        self._rows = {word: i for i, words in enumerate(meanings) for word in words}
        self._size = len(meanings)

    @property
    def fingerprint(self) -> str:
        """What identifies the model."""
        return "meanings"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors; KeyError for a word without a meaning."""
        vectors = np.zeros((len(texts), self._size), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                vector[self._rows[word]] += 1
        return normalize(vectors)
