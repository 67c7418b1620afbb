"""Approved terms that no text has in just that form join the candidates of a build."""

from align.anchors import make_anchors
from align.documents import make_document
from align.extract import reduce_mentions
from align.mentions import find_mentions
from align.variants import group_variants
from glossary.model import TermReference

CANDIDATES = reduce_mentions("pl", find_mentions(make_document("d", "pl", ["Kamienny filar pękł.", "Śluza działa."])))


def _make(*texts: str, language: str = "pl") -> list[str]:
    return [anchor.text for anchor in make_anchors([TermReference(language, text) for text in texts], CANDIDATES)]


def test_a_variant_of_a_candidate_is_an_anchor() -> None:
    """It has no occurrences, and groups with the candidate."""
    [anchor] = make_anchors([TermReference("pl", "filar kamienny")], CANDIDATES)
    assert (anchor.text, anchor.contexts, anchor.is_strong) == ("filar kamienny", (), False)
    [group] = [g for g in group_variants([*CANDIDATES, anchor]) if anchor in g.members]
    assert group.texts == ("kamienny filar", "filar kamienny")


def test_what_the_texts_have_themselves_is_none() -> None:
    """By its text or by its lemmas."""
    assert _make("kamienny filar", "kamienne filary", "śluza") == []


def test_what_has_no_variant_in_the_texts_is_none() -> None:
    """Nor is a term of another language, or what is no noun phrase."""
    assert _make("filar drewniany", "most zwodzony", "filar pęka", "kamienny") == []
    assert _make("filar kamienny", language="ru") == []


def test_each_is_one_whatever_the_order() -> None:
    """Forms of one term are one anchor."""
    assert (
        _make("filary kamienne", "filar kamienny") == _make("filar kamienny", "filary kamienne") == ["filar kamienny"]
    )
