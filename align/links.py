"""Propose which term groups mean the same, between languages and inside each, with a probability and its evidence."""

from collections.abc import Mapping, Sequence

from align.abbreviations import find_abbreviations
from align.calibration import Calibration
from align.encoder import Encoder
from align.linkmodel import LinkModels
from align.pairs import ScoredPairs, TermLink, score_pairs
from align.spaces import Space, make_spaces
from align.synonyms import find_synonyms
from align.variants import TermGroup


def find_links(
    groups: Sequence[TermGroup], encoder: Encoder, calibration: Calibration, models: LinkModels
) -> list[TermLink]:
    """Return the links in a stable order. `calibration` is that of the encoder."""
    spaces = make_spaces(groups, encoder, calibration)
    return collect_links(spaces, score_pairs(spaces, calibration, models), models, calibration)


def collect_links(
    spaces: Mapping[str, Space], pairs: Sequence[ScoredPairs], models: LinkModels, calibration: Calibration
) -> list[TermLink]:
    """Return the links that scored pairs give, and those inside each language that follow from them."""
    between = [link for pair in pairs for link in pair.links()]
    ordered = [spaces[language] for language in sorted(spaces)]
    synonyms = [link for space in ordered for link in find_synonyms(space, pairs, models, calibration)]
    short = [link for space in ordered for link in find_abbreviations(space.groups)]
    return [*between, *synonyms, *short]
