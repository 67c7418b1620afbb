"""How many links between terms of other texts hold: `make bench-alignment`, or `python -m benchmarks.alignment --help`.

The texts are translated sentences, of which each language is given a share of its own, so that about half of the terms
have no counterpart. A link is confirmed where its two terms stand in translations of one sentence. It is judged where
that could be: both terms stand in some sentence that the other language has seen. Two terms of one sentence that are no
equivalents would be confirmed wrongly, so the share is a little too high; a term that a translator rendered freely is
not confirmed, so it is a little too low.
"""

import argparse
import csv
import itertools
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from align.calibration import read_calibration
from align.clusters import JOIN_SCORE
from align.documents import make_document
from align.encoder import get_encoder
from align.extract import reduce_mentions
from align.languages import LANGUAGES
from align.linkmodel import get_link_models
from align.links import find_links
from align.mentions import find_mentions
from align.pairs import TermLink
from align.variants import TermGroup, group_variants
from align.vectors import CachedEncoder

SHARE: Final = 0.6
_EDGES: Final = (JOIN_SCORE, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def read_rows(path: Path, languages: Sequence[str], seed: int) -> dict[str, dict[int, str]]:
    """Return for each language the rows that it sees of a table of sentences, a column a language."""
    random = np.random.default_rng(seed)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {tag: {n: row[tag] for n, row in enumerate(rows) if random.random() < SHARE} for tag in languages}


def extract(language: str, rows: Mapping[int, str]) -> tuple[list[TermGroup], dict[int, int]]:
    """Return the term groups of sentences, and the row of each place where a sentence begins."""
    document = make_document(language, language, list(rows.values()))
    starts = {segment.start: row for segment, row in zip(document.segments, rows, strict=True)}
    return group_variants(reduce_mentions(language, find_mentions(document))), starts


def find_rows(group: TermGroup, starts: Mapping[int, int]) -> set[int]:
    """Return the rows that a term stands in."""
    return {starts[c.start - c.sentence_start] for member in group.members for c in member.contexts}


def judge(
    links: Sequence[TermLink], seen: Mapping[str, Mapping[int, str]], starts: Mapping[str, Mapping[int, int]]
) -> list[tuple[float, bool]]:
    """Return score and outcome of each link between languages that can be judged."""
    judged = []
    for link in links:
        one, other = link.source, link.target
        rows, others = find_rows(one, starts[one.language]), find_rows(other, starts[other.language])
        can_be = rows & seen[other.language].keys() and others & seen[one.language].keys()
        if one.language != other.language and can_be:
            judged.append((link.score, bool(rows & others)))
    return judged


def measure(path: Path, cache: Path, seed: int = 1) -> list[tuple[float, bool]]:
    """Return score and outcome of the links that are found in a table of sentences."""
    seen = read_rows(path, LANGUAGES, seed)
    groups: list[TermGroup] = []
    starts = {}
    for language in LANGUAGES:
        found, starts[language] = extract(language, seen[language])
        groups += found
    encoder = get_encoder(None)
    links = find_links(groups, CachedEncoder(encoder, cache), read_calibration(encoder), get_link_models())
    return judge(links, seen, starts)


def main() -> None:
    """Print the share of confirmed links by score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sentences", type=Path, help="a table of translated sentences, a column a language, with tabs")
    parser.add_argument("--cache", type=Path, default=Path("build/cache"), help="where vectors are kept")
    options = parser.parse_args()
    if not options.sentences.is_file():
        sys.exit(f"no table of sentences at {options.sentences}: name one")
    judged = measure(options.sentences, options.cache)
    lines = ["     score      links  mean score  confirmed"]
    for low, high in (*itertools.pairwise(_EDGES), (JOIN_SCORE, 1.01)):
        inside = [(score, is_right) for score, is_right in judged if low <= score < high]
        if inside:
            score, right = (float(np.mean(column)) for column in zip(*inside, strict=True))
            lines.append(f"{low:.1f} .. {min(high, 1.0):.1f} {len(inside):10} {score:11.3f} {right:10.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
