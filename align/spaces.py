"""The term groups of each language as points in the encoder's space."""

from dataclasses import dataclass

import numpy as np

from align.encoder import Encoder
from align.index import Vectors, centre, normalize
from align.languages.phrases import PhraseWord
from align.variants import TermGroup


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of one language: of its groups (n, d) and of its content words (w, d), centred, unit norm."""

    language: str
    groups: tuple[TermGroup, ...]
    terms: Vectors
    words: tuple[str, ...]
    word_rows: dict[str, int]
    word_vectors: Vectors

    def rows_of(self, group: TermGroup) -> list[int]:
        """Return the rows of a group's content words."""
        return [self.word_rows[word.lemma] for word in content_words(group)]


def make_spaces(groups: dict[str, list[TermGroup]], encoder: Encoder) -> dict[str, Space]:
    """Encode all texts in one call, so that the encoder can batch them, and centre each language by itself."""
    words = {tag: sorted({w.lemma for g in found for w in content_words(g)}) for tag, found in groups.items()}
    texts = sorted(
        {t for found in groups.values() for g in found for t in g.texts} | {w for ws in words.values() for w in ws}
    )
    rows = {text: i for i, text in enumerate(texts)}
    vectors = encoder.encode(texts)
    spaces = {}
    for tag, found in groups.items():
        terms = normalize(np.stack([vectors[[rows[text] for text in group.texts]].mean(axis=0) for group in found]))
        spaces[tag] = Space(
            language=tag,
            groups=tuple(found),
            terms=centre(terms),
            words=tuple(words[tag]),
            word_rows={word: i for i, word in enumerate(words[tag])},
            word_vectors=centre(vectors[[rows[word] for word in words[tag]]]),
        )
    return spaces


def content_words(group: TermGroup) -> tuple[PhraseWord, ...]:
    """Return the words of a group's first member that carry meaning."""
    return group.phrase.content()
