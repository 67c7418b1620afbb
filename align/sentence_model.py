"""Models of sentence-transformers: the one place that knows that library, and with it PyTorch and transformers.

Terms are encoded as they stand: on translated labels, neither of e5's prefixes ("query: ", "passage: ") did better.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH: Final = 64
_LEAST: Final = 4


class SentenceModel:
    """A model of sentence-transformers. Threads may share it; they wait for one another.

    On one machine the vector of a text is the same to the last bit whatever is encoded along with it: only texts of the
    same number of tokens share a batch, so that none is padded, and a batch has four rows at least, since matrix
    libraries take another way for a few rows. (Measured on lengths of 3 to 90 tokens; it is 1.4 times as fast, too.)
    """

    def __init__(self, folder: Path, max_tokens: int) -> None:
        """Load a folder; raises whatever a damaged or foreign file makes three libraries raise."""
        # The tokenizer's own threads cost more than they give for short texts, and warn when a process forks.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - brings torch, seconds to import

        self._lock = threading.Lock()
        with _quiet_transformers():
            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = min(self._model.max_seq_length or max_tokens, max_tokens)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, float32 (n, d), of unit norm."""
        with self._lock:
            found = _encode_batches(self._model, sorted(set(texts)))
        return np.stack([found[text] for text in texts])


def _encode_batches(model: "SentenceTransformer", texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return the unit vector of each text, encoding in batches of texts of equal length."""
    found: dict[str, NDArray[np.float32]] = {}
    by_length = sorted(zip(_count_tokens(model, texts), texts, strict=True))
    for _, group in groupby(by_length, key=lambda pair: pair[0]):
        alike = [text for _, text in group]
        for start in range(0, len(alike), _BATCH):
            batch = alike[start : start + _BATCH]
            rows = batch + batch[:1] * (_LEAST - len(batch))
            vectors: Any = model.encode(rows, batch_size=_BATCH, show_progress_bar=False)
            norms = np.linalg.norm(vectors, axis=1, keepdims=True)
            found.update(zip(batch, vectors / np.maximum(norms, np.finfo(np.float32).tiny), strict=False))
    return found


def _count_tokens(model: "SentenceTransformer", texts: Sequence[str]) -> list[int]:
    """Return the length of each text in tokens; zero where a model has no such thing."""
    counts: list[int] = []
    for start in range(0, len(texts), 1024):
        batch = list(texts[start : start + 1024])
        mask: Any = model.preprocess(batch).get("attention_mask")
        counts += [0] * len(batch) if mask is None else mask.sum(1).tolist()
    return counts


@contextmanager
def _quiet_transformers() -> Iterator[None]:
    """Keep transformers from drawing a bar of the weights it loads and from reporting those it does not need."""
    from transformers.utils import logging as library  # noqa: PLC0415 - as slow

    verbosity, bars = library.get_verbosity(), library.is_progress_bar_enabled()
    library.set_verbosity_error()
    library.disable_progress_bar()
    try:
        yield
    finally:
        library.set_verbosity(verbosity)
        if bars:
            library.enable_progress_bar()
