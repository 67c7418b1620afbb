"""What a format leaves out is counted."""

from collections import Counter
from dataclasses import replace

from glossary.formats.losses import Losses, count_losses
from glossary.model import Concept
from tests.glossary.samples import BRIDGE, NEWTON, RAILWAY_BRIDGE


def test_nothing_is_lost_where_all_is_kept() -> None:
    """Another id is no loss."""
    assert +count_losses(BRIDGE, BRIDGE) == Counter()
    assert +count_losses(BRIDGE, replace(BRIDGE, id="c-1")) == Counter()


def test_parts_are_counted_once() -> None:
    """What goes with a part that is left out is not counted by itself."""
    polish = BRIDGE.sections[0]
    assert count_losses(BRIDGE, None) == Counter(concepts=1)
    assert +count_losses(BRIDGE, replace(BRIDGE, sections=BRIDGE.sections[1:])) == Counter(languages=1)
    short = replace(polish, terms=polish.terms[1:])
    assert +count_losses(BRIDGE, replace(BRIDGE, sections=(short, *BRIDGE.sections[1:]))) == Counter(terms=1)


def test_evidence_and_details_are_counted() -> None:
    """Forms, contexts and links by their number, single values by theirs."""
    polish = BRIDGE.sections[0]
    bare = replace(polish.terms[0], forms=(), contexts=polish.terms[0].contexts[:1], note=None, frequency=0)
    kept = replace(
        BRIDGE,
        sections=(replace(polish, terms=(bare, *polish.terms[1:]), definition=None), *BRIDGE.sections[1:]),
        links=(),
        subject_field=None,
    )
    assert +count_losses(BRIDGE, kept) == Counter(forms=2, contexts=2, links=1, details=4)


def test_a_stream_is_watched() -> None:
    """The concepts go through as they are, and the numbers are told in words."""

    def keep(concept: Concept, _pair: object) -> Concept | None:
        return None if concept is NEWTON else replace(concept, links=())

    losses = Losses(keep, None)
    assert list(losses.watch([BRIDGE, RAILWAY_BRIDGE, NEWTON])) == [BRIDGE, RAILWAY_BRIDGE, NEWTON]
    assert losses.describe() == ["left out: 1 concept, 1 link"]


def test_a_report_leaves_out_what_it_likes() -> None:
    """It is no glossary."""
    losses = Losses(None, None)
    assert list(losses.watch([NEWTON])) == [NEWTON]
    assert losses.describe() == []
