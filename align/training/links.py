"""Fit the logistic model that turns the signals of a pair of terms into the probability that they are equivalent.

    python -m align.training.links PAIRS.tsv.gz [--cache FOLDER]

PAIRS has lines of language, text, language, text, source (tab-separated, gzip). Small corpora are made of it: in each
language 600 terms, of which half have no counterpart, as in real texts that are not translations of one another; and
the parts of longer terms stand among them, as nested terms do. Prints the weights and how well they are calibrated.
"""

import argparse
import csv
import gzip
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from align.encoder import get_encoder
from align.extract import Candidate
from align.languages import LANGUAGES, get_language
from align.languages.phrases import Phrase
from align.links import make_spaces, measure_pairs
from align.variants import TermGroup, group_variants
from align.vectors import CachedEncoder
from glossary.model import ConceptKind, PartOfSpeech

SIGNALS = ("csls", "mutual", "margin", "coverage", "gap", "length")
SHARED = 300
"""Terms with a counterpart in each small corpus; as many stand in one language only."""
MAX_PARTS = 150
"""Parts of longer terms that are added to each side."""
CORPORA = 2
"""Small corpora for each pair of languages."""

Pair = tuple[str, str]


def read_pairs(path: Path, seed: int) -> dict[Pair, list[Pair]]:
    """Return shuffled translation pairs of each pair of our languages, at least two letters a side."""
    pairs: dict[Pair, list[Pair]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for a, text_a, b, text_b, *_ in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if a in LANGUAGES and b in LANGUAGES and min(len(text_a), len(text_b)) > 1:
                one, other = ((a, text_a), (b, text_b)) if a < b else ((b, text_b), (a, text_a))
                pairs[one[0], other[0]].append((one[1], other[1]))
    shuffler = random.Random(seed)  # noqa: S311 - sampling, no secret
    for found in pairs.values():
        found.sort()
        shuffler.shuffle(found)
    return pairs


def find_whole_phrases(language: str, texts: Sequence[str]) -> dict[str, Phrase]:
    """Return the texts that are one noun phrase from end to end, as phrases."""
    found = {}
    for text, phrases in zip(texts, get_language(language).find_phrases(texts), strict=True):
        if len(phrases) == 1 and not phrases[0].is_name and (phrases[0].start, phrases[0].end) == (0, len(text)):
            found[text] = phrases[0]
    return found


def make_candidate(language: str, phrase: Phrase, text: str) -> Candidate:
    """Return a candidate without occurrences."""
    key = tuple(word.lemma.casefold() for word in phrase.words)
    kind, part_of_speech = ConceptKind.TERM, PartOfSpeech.NOUN
    return Candidate(language, key, text, phrase, kind, part_of_speech, None, (), 0, 0.0, is_strong=True)


def make_corpora(
    languages: Pair, pairs: Sequence[Pair], rng: random.Random
) -> Iterator[tuple[list[TermGroup], set[Pair]]]:
    """Yield small corpora: the groups of both languages and the pairs of group ids that are translations."""
    sample = pairs[: CORPORA * SHARED * 8]
    phrases = tuple(
        find_whole_phrases(tag, sorted({pair[side] for pair in sample})) for side, tag in enumerate(languages)
    )
    usable = [p for p in sample if p[0] in phrases[0] and p[1] in phrases[1]]
    # Dictionaries hold single words above all; running text has more phrases than words.
    long = [p for p in usable if max(len(phrases[0][p[0]].content()), len(phrases[1][p[1]].content())) > 1]
    short = [p for p in usable if p not in set(long)]
    known = {(a.casefold(), b.casefold()) for a, b in pairs}
    for n in range(CORPORA):
        chosen = long[n * 2 * SHARED : (n + 1) * 2 * SHARED]
        chosen += short[n * 3 * SHARED : n * 3 * SHARED + 3 * SHARED - len(chosen)]
        rng.shuffle(chosen)
        sides: tuple[dict[str, Phrase], dict[str, Phrase]] = ({}, {})
        for i, pair in enumerate(chosen[: 3 * SHARED]):
            for side in (0, 1):
                if i < SHARED or i % 2 == side:
                    sides[side][pair[side]] = phrases[side][pair[side]]
        for side, tag in enumerate(languages):
            sides[side].update(find_parts(tag, list(sides[side].values())[:SHARED], rng))
        groups = [
            g
            for side, tag in enumerate(languages)
            for g in group_variants([make_candidate(tag, ph, text) for text, ph in sorted(sides[side].items())])
        ]
        yield groups, known


def find_parts(language: str, phrases: Sequence[Phrase], rng: random.Random) -> dict[str, Phrase]:
    """Return some proper parts of phrases, cited."""
    module = get_language(language)
    parts = {}
    for phrase in phrases:
        for part in phrase.find_subphrases(5):
            if len(part.words) < len(phrase.words) and not part.is_name:
                parts[module.cite(part, "Sing")] = part
    texts = sorted(parts)
    rng.shuffle(texts)
    return {text: parts[text] for text in texts[:MAX_PARTS]}


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("build/cache"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    encoder = CachedEncoder(get_encoder(None, options.cache), options.cache)
    rows, labels = [], []
    for languages, pairs in sorted(read_pairs(options.pairs, options.seed).items()):
        rng = random.Random(options.seed)  # noqa: S311 - sampling, no secret
        for groups, known in make_corpora(languages, pairs, rng):
            spaces = make_spaces({t: [g for g in groups if g.language == t] for t in languages}, encoder)
            for a, b, signals in measure_pairs(*(spaces[tag] for tag in languages)):
                texts = itertools.product(a.texts, b.texts)
                rows.append([signals[name] for name in SIGNALS])
                labels.append(any((x.casefold(), y.casefold()) in known for x, y in texts))
        print(languages, len(rows), sum(labels), flush=True)  # noqa: T201 - the output of a script
    report(np.array(rows), np.array(labels))


def report(
    rows: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", labels: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> None:
    """Print the weights, precision and recall at some thresholds, and the reliability of the probabilities."""
    model = LogisticRegression(C=10.0, max_iter=1000)
    probability = cross_val_predict(model, rows, labels, cv=5, method="predict_proba")[:, 1]
    model.fit(rows, labels)
    lines = [f"bias {model.intercept_[0]:.3f}"]
    lines += [f"{name} {weight:.3f}" for name, weight in zip(SIGNALS, model.coef_[0], strict=True)]
    for threshold in (0.3, 0.5, 0.7, 0.9):
        taken = probability >= threshold
        hits = (taken & labels).sum()
        lines.append(f"p >= {threshold}: precision {hits / max(1, taken.sum()):.3f}, recall {hits / labels.sum():.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = (probability >= low) & (probability < low + 0.1)
        if inside.sum():
            lines.append(
                f"predicted {probability[inside].mean():.2f} true {labels[inside].mean():.2f} n {inside.sum()}"
            )
    print("\n".join(lines))  # noqa: T201 - the output of a script


if __name__ == "__main__":
    main()
