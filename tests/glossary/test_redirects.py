"""Ids of concepts that were merged lead to the one that took them in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import NotFoundError, StoreError
from glossary.model import Concept, Glossary
from glossary.redirects import collapse
from glossary.store import Store
from tests.glossary.samples import BRIDGE, GLOSSARY, NEWTON, RAILWAY_BRIDGE


@pytest.mark.parametrize(
    ("redirects", "living", "collapsed"),
    [
        ({"a": "b", "b": "c"}, {"c"}, {"a": "c", "b": "c"}),
        ({"a": "b"}, {"a", "b"}, {}),
        ({"a": "b"}, {"c"}, {}),
        ({"a": "b", "b": "a"}, {"c"}, {}),
        ({"a": "b", "b": "c"}, {"b", "c"}, {"a": "b"}),
    ],
)
def test_chains_collapse(redirects: dict[str, str], living: set[str], collapsed: dict[str, str]) -> None:
    """Each id leads to a living concept in one step; living ids, dead ends and circles lead nowhere."""
    assert collapse(redirects, living) == collapsed


_ids = st.sampled_from("abcdef")


@given(st.dictionaries(_ids, _ids), st.sets(_ids))
def test_collapsing_ends(redirects: dict[str, str], living: set[str]) -> None:
    """Whatever leads where, what is left leads from no living id to a living one, and stays the same."""
    found = collapse(redirects, living)
    assert not found.keys() & living
    assert set(found.values()) <= living
    assert collapse(found, living) == found


def test_a_merged_id_leads_to_the_concept(location: str) -> None:
    """A concept is found by each id it ever had, over two mergers, and says which it has now."""
    with Store.create(location) as store:
        store.write_glossary(Glossary((BRIDGE, NEWTON)), {"railway-bridge": "bridge"})
        assert store.get_concept("railway-bridge") == BRIDGE
        assert store.get_concept("railway-bridge").id == "bridge"
        store.write_glossary(Glossary((NEWTON,)), {"bridge": "newton"})
    with Store.open(location) as store:
        assert [store.get_concept(i).id for i in ("railway-bridge", "bridge", "newton")] == ["newton"] * 3
        assert store.find_concepts_by_id(["bridge"]) == []


def test_an_id_that_lives_again_is_itself(location: str) -> None:
    """A concept that comes back is answered by its own id, and where the target is gone there is nothing."""
    with Store.create(location) as store:
        store.write_glossary(Glossary((BRIDGE, NEWTON)), {"railway-bridge": "bridge"})
        store.write_glossary(Glossary((NEWTON,)))
        with pytest.raises(NotFoundError, match="no concept 'railway-bridge'"):
            store.get_concept("railway-bridge")
        store.write_glossary(GLOSSARY)
        assert store.get_concept("railway-bridge") == RAILWAY_BRIDGE


def test_redirects_are_of_the_revision(location: str) -> None:
    """Where ids lead is part of what the store answers with; writing the same without them keeps both."""
    with Store.create(location) as store:
        before = store.revision
        store.write_glossary(GLOSSARY, {"footbridge": "bridge"})
        changed = store.revision
        assert changed != before
        store.write_glossary(GLOSSARY)
        assert store.revision == changed
        assert store.get_concept("footbridge").id == "bridge"


def test_a_build_in_between_is_noticed(location: str) -> None:
    """What was made for one glossary is not written over another."""
    with Store.create(location) as store:
        before = store.revision
        store.write_glossary(Glossary((NEWTON,)))
        with pytest.raises(StoreError, match=r"another build has written to .* in the meantime; build again"):
            store.write_glossary(Glossary((Concept("c", ()),)), replaces=before)
        assert list(store.iterate_concepts()) == [NEWTON]
        store.write_glossary(GLOSSARY, replaces=store.revision)
        assert tuple(store.iterate_concepts()) == GLOSSARY.concepts
