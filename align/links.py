"""Propose which term groups mean the same, between languages and inside each, with a probability and its evidence."""

from collections.abc import Sequence

from align.abbreviations import find_abbreviations
from align.calibration import Calibration
from align.encoder import Encoder
from align.linkmodel import LinkModels
from align.pairs import TermLink, score_pairs
from align.spaces import make_spaces
from align.synonyms import find_synonyms
from align.variants import TermGroup


def find_links(
    groups: Sequence[TermGroup], encoder: Encoder, calibration: Calibration, models: LinkModels
) -> list[TermLink]:
    """Return the links in a stable order. `calibration` is that of the encoder."""
    languages = sorted({group.language for group in groups})
    spaces = make_spaces({tag: [g for g in groups if g.language == tag] for tag in languages}, encoder)
    pairs = score_pairs(spaces, calibration, models)
    between = [link for pair in pairs for link in pair.links()]
    synonyms = [link for tag in languages for link in find_synonyms(spaces[tag], pairs, models, calibration)]
    short = [link for tag in languages for link in find_abbreviations(spaces[tag].groups)]
    return [*between, *synonyms, *short]
