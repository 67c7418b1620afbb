"""Turn texts into vectors: the encoder that comes along, and any model of sentence-transformers."""

import logging
import re
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from align.modelfolder import OTHER_RUNTIMES, OWN_NETWORK, check_folder, fingerprint_folder
from glossary.errors import ModelError, UsageError

BUNDLED: Final = Path(__file__).with_name("model")
"""The encoder that comes along (its card: align/model/README.md)."""
MAX_TOKENS: Final = 128
"""Longer texts are cut: a term is a few words, and attention costs the square of the length."""
_HUB_NAME: Final = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")

_log = logging.getLogger(__name__)


class Encoder(Protocol):
    """What the pipeline asks of a model."""

    @property
    def fingerprint(self) -> str:
        """What identifies the model: equal fingerprints give equal vectors. Known without loading the model."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, float32 (n, d), of unit norm; (0, 0) for no texts.

        A text of which the model knows no piece, as in a script that it can't read, may have the vector zero: it is
        like nothing. Raises UsageError for an empty text, ModelError where the model can't be loaded.
        """


def get_encoder(name: str | None) -> "ModelEncoder":
    """Return the encoder of a sentence-transformers folder or model name; None is the one that comes along.

    Nothing is loaded before the first text. Raises ModelError for a folder that is missing or no model, or a name that
    can't be had.
    """
    if name is None:
        return ModelEncoder(BUNDLED)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _fetch_model(name)
    if not _is_model(folder):
        raise ModelError(
            f"the folder {str(folder)!r} holds no sentence-transformers model (no modules.json, no config.json); "
            "give the folder that SentenceTransformer.save wrote"
        )
    return ModelEncoder(folder)


class ModelEncoder:
    """A model in a folder, loaded at the first text. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._model: _Model | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the model's files and the length at which texts are cut."""
        try:
            return f"{fingerprint_folder(self.folder)}-{MAX_TOKENS}"
        except OSError as error:
            raise ModelError(f"can't read the model {str(self.folder)!r} ({error}); check the folder") from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, float32 (n, d), of unit norm; (0, 0) for no texts."""
        for text in texts:
            check_text(text)
        if not texts:
            return np.zeros((0, 0), np.float32)
        with self._lock:
            if self._model is None:
                self._model = self._load()
        try:
            vectors = self._model.encode(texts)
        except Exception as error:  # files that can be loaded, but don't belong together
            raise ModelError(
                f"the model {str(self.folder)!r} can't encode ({_first_line(error)}); get or save it once more"
            ) from error
        if not np.isfinite(vectors).all():
            raise ModelError(f"the model {str(self.folder)!r} gives vectors that aren't numbers; use another one")
        return vectors

    def _load(self) -> "_Model":
        check_folder(self.folder)
        try:
            return _open_model(self.folder)
        except Exception as error:  # whatever a damaged or foreign file makes four libraries raise
            raise ModelError(
                f"the model {str(self.folder)!r} can't be loaded ({_first_line(error)}); get or save it once more, "
                "or use another one: models that need code of their own are not run"
            ) from error


class _Model(Protocol):
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


def _open_model(folder: Path) -> _Model:
    if (folder / OWN_NETWORK).is_file():
        # A model of our own kind carries code for those who lack glossalign. It is never run from there: no folder that
        # a user gives can bring code along.
        from align.model.term_network import TermNetwork  # noqa: PLC0415 - most commands encode nothing

        return TermNetwork(folder)
    from align.sentence_model import SentenceModel  # noqa: PLC0415 - brings torch, seconds to import

    return SentenceModel(folder, MAX_TOKENS)


def check_text(text: str) -> None:
    """Raise UsageError for a text that has no vector: a blank one, or one with half of a surrogate pair."""
    if not text.strip():
        raise UsageError(f"can't encode the text {text!r}: it is blank; leave it out")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError(f"can't encode the text {text!r}: it has half of a surrogate pair; mend its encoding")


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
    except (OSError, ValueError) as error:
        raise ModelError(f"{name!r} is no model name ({_first_line(error)}); check it") from error
    try:
        return Path(snapshot_download(repository, ignore_patterns=list(OTHER_RUNTIMES)))
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
