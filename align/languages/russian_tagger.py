"""Tag Russian words in context and find the names among them, with the networks of the natasha project."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from glossary.errors import ModelError

_T = TypeVar("_T")
_BATCH = 8
_EMBEDDINGS = "data/emb/navec_news_v1_1B_250K_300d_100q.tar"
_MORPH = "data/model/slovnet_morph_news_v1.tar"
_ENTITIES = "data/model/slovnet_ner_news_v1.tar"


class Tag(NamedTuple):
    """What the tagger says of a word, in Universal Dependencies spelling; "" where it says nothing."""

    pos: str
    case: str = ""
    number: str = ""
    gender: str = ""
    form: str = ""
    """Part for a participle in full form, Short for the short form of an adjective or participle."""


class Span(NamedTuple):
    """The words of a name, `words[start:stop]`; kind is PER, LOC or ORG."""

    start: int
    stop: int
    kind: str


class Tagger:
    """The morphological tagger and the entity recogniser; both share one table of word embeddings."""

    def __init__(self) -> None:
        from navec import Navec  # noqa: PLC0415 - these three load numpy and 50 MB of weights
        from slovnet import NER, Morph  # noqa: PLC0415

        folder = _find_weights()
        embeddings = Navec.load(folder / _EMBEDDINGS)
        self._morph: Any = Morph.load(folder / _MORPH, batch_size=_BATCH).navec(embeddings)
        self._entities: Any = NER.load(folder / _ENTITIES, batch_size=_BATCH).navec(embeddings)

    def tag(self, sentences: Sequence[Sequence[str]]) -> tuple[list[list[Tag]], list[list[Span]]]:
        """Return the tag of each word and the names of each sentence."""
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only where numpy is loaded already

        # Matrices so small are multiplied by one thread faster than several can agree on who does what.
        with threadpool_limits(limits=1):
            return self._tag(sentences)

    def _tag(self, sentences: Sequence[Sequence[str]]) -> tuple[list[list[Tag]], list[list[Span]]]:
        everything = range(len(sentences))
        tags: list[list[Tag]] = _map_by_length(self._read_tags, sentences, everything)
        # Names have capitals, so that a sentence without one after its first word need not be searched.
        capitals = [i for i in everything if any(word[:1].isupper() for word in sentences[i][1:])]
        spans: list[list[Span]] = _map_by_length(self._find_spans, sentences, capitals)
        return tags, spans

    def _read_tags(self, sentences: Iterable[Sequence[str]]) -> Iterable[list[Tag]]:
        for markup in self._morph.map(sentences):
            yield [_read_tag(str(token.pos), token.feats) for token in markup.tokens]

    def _find_spans(self, sentences: Iterable[Sequence[str]]) -> Iterable[list[Span]]:
        # The recogniser cuts texts into words by itself, so it gets the words with spaces between them.
        kept = list(sentences)
        for words, markup in zip(kept, self._entities.map(" ".join(words) for words in kept), strict=True):
            starts, at = [], 0
            for word in words:
                starts.append(at)
                at += len(word) + 1
            yield [
                Span(inside[0], inside[-1] + 1, str(found.type))
                for found in markup.spans
                if (inside := [i for i, start in enumerate(starts) if found.start <= start < found.stop])
            ]


def _map_by_length(
    compute: Callable[[Iterable[Sequence[str]]], Iterable[list[_T]]],
    sentences: Sequence[Sequence[str]],
    chosen: Iterable[int],
) -> list[list[_T]]:
    """Apply a batched function to the chosen sentences, those of a length together because batches are padded."""
    order = sorted((i for i in chosen if sentences[i]), key=lambda i: len(sentences[i]))
    results: list[list[_T]] = [[] for _ in sentences]
    for i, result in zip(order, compute([sentences[i] for i in order]), strict=True):
        results[i] = result
    return results


def _read_tag(pos: str, feats: Mapping[str, str]) -> Tag:
    form = "Short" if feats.get("Variant") == "Short" else "Part" if feats.get("VerbForm") == "Part" else ""
    return Tag(pos, feats.get("Case", ""), feats.get("Number", ""), feats.get("Gender", ""), form)


def _find_weights() -> Path:
    """Return the folder of the natasha package without importing it: only its weights are wanted."""
    spec = find_spec("natasha")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    missing = [name for name in (_EMBEDDINGS, _MORPH, _ENTITIES) if not (folder and (folder / name).is_file())]
    if folder is None or missing:
        raise ModelError(f"the Russian weights {missing!r} of the natasha package are missing; reinstall natasha")
    return folder
