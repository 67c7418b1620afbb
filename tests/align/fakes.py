"""An encoder with hand-set vectors, so that a test can say which texts are near."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


class FakeEncoder:
    """Gives the vectors it was made with, of unit norm, and remembers in `calls` what it was asked."""

    def __init__(self, vectors: Mapping[str, Sequence[float]], fingerprint: str = "fake") -> None:
        self._vectors = {text: np.array(v, np.float32) / np.linalg.norm(v) for text, v in vectors.items()}
        self._fingerprint = fingerprint
        self.calls: list[list[str]] = []

    @property
    def fingerprint(self) -> str:
        """The name it was made with."""
        return self._fingerprint

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the hand-set vectors; KeyError for a text without one."""
        self.calls.append(list(texts))
        return np.stack([self._vectors[text] for text in texts]).astype(np.float32)
