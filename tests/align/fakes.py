"""An encoder with hand-set vectors, so that a test can say which texts are near, and a calibration for it."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from align.calibration import Calibration

CALIBRATION = Calibration(fingerprint="fake", csls_k=10, midpoint=0.0, steepness=12.0, centres={})
"""Even odds at a CSLS of 0, 92% at 0.2: about what encoders come to."""


class FakeEncoder:
    """Gives the vectors it was made with, of unit norm or zero, and remembers in `calls` what it was asked."""

    def __init__(self, vectors: Mapping[str, Sequence[float]], fingerprint: str = "fake") -> None:
        self._vectors = {text: np.array(v, np.float32) / (np.linalg.norm(v) or 1.0) for text, v in vectors.items()}
        self._fingerprint = fingerprint
        self.calls: list[list[str]] = []

    @property
    def fingerprint(self) -> str:
        """The name it was made with."""
        return self._fingerprint

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the hand-set vectors; KeyError for a text without one."""
        self.calls.append(list(texts))
        if not texts:
            return np.zeros((0, 0), np.float32)
        return np.stack([self._vectors[text] for text in texts]).astype(np.float32)
