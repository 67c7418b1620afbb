"""Keys: made once, known by their digest, revoked for good."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from glossary import keys
from glossary.errors import NotFoundError, UsageError
from glossary.keys import ApiKey, Keyring, Scope, create_key, find_keys, revoke_key
from glossary.schema import API_KEYS
from glossary.store import Store
from tests.glossary.samples import GLOSSARY


class _Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_key_is_found_by_its_token_and_by_no_other(store: Store) -> None:
    """One letter more, less or other, another id, or another prefix are nobody's."""
    key, token = create_key(store, " ann ", Scope.CURATE)
    other, other_token = create_key(store, "bob", Scope.READ)
    ring = Keyring(store)
    assert ring.find(token) == key == ApiKey(key.id, "ann", Scope.CURATE, key.created_at)
    assert ring.find(other_token) == other
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    mixed = f"gla_{other.id}_{token.split('_', 2)[2]}"
    for wrong in (
        changed,
        token[:-1],
        token + "A",
        mixed,
        token[1:],
        token.upper(),
        "",
        "gla",
        "gla__",
        "\udcff",
        "x" * 999,
    ):
        assert ring.find(wrong) is None, wrong


def test_a_token_has_256_random_bits_and_is_not_stored(store: Store) -> None:
    """What is stored is a digest; no secret is like another, and none is in what a key shows of itself."""
    made = [create_key(store, "ann", Scope.ADMIN) for _ in range(20)]
    assert all(re.fullmatch(r"gla_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", token) for _, token in made)
    secrets = [token.split("_", 2)[2] for _, token in made]
    assert len(set(secrets)) == 20
    with store.transaction("read") as connection:
        rows = connection.execute(select(API_KEYS)).all()
    for secret, row in zip(secrets, rows, strict=True):
        assert secret not in str(rows)
        assert re.fullmatch("[0-9a-f]{64}", row.digest)
        assert row.digest not in str(find_keys(store))


def test_a_revoked_key_is_good_for_nothing_within_a_second(store: Store) -> None:
    """A process asks the store again when what it knows is a second old, and not before."""
    key, token = create_key(store, "ann", Scope.READ)
    clock = _Clock()
    ring = Keyring(store, clock)
    assert not ring.is_fresh
    assert ring.find(token) == key
    revoked = revoke_key(store, key.id)
    assert (revoked.id, revoked.revoked_at is None) == (key.id, False)
    clock.now += 0.99
    assert ring.is_fresh
    assert ring.find(token) == key
    clock.now += 0.01
    assert not ring.is_fresh
    assert ring.find(token) is None


def test_revoking_twice_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the first stays; the key stays on record."""
    key, _ = create_key(store, "ann", Scope.READ)
    first = revoke_key(store, key.id)
    monkeypatch.setattr(keys, "make_time", lambda: "2099-01-01T00:00:00Z")
    assert revoke_key(store, key.id).revoked_at == first.revoked_at
    assert [each.revoked_at for each in find_keys(store)] == [first.revoked_at]
    assert find_keys(store, revoked=False) == []


@pytest.mark.parametrize("identifier", ["", "nobody", "\udcff", "a" * 300])
def test_an_unknown_key_can_not_be_revoked(store: Store, identifier: str) -> None:
    """The fault names it, and where the ids stand."""
    with pytest.raises(NotFoundError, match=r"^no key '.*'; the ids of all stand in: glossalign key list$"):
        revoke_key(store, identifier)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101, "\udcff", "\u202eevil"])
def test_a_name_is_short_and_printable(store: Store, name: str) -> None:
    """It goes into the history and the log."""
    with pytest.raises(UsageError, match=r"is none for a key; give 1 to 100 printable characters$"):
        create_key(store, name, Scope.READ)
    assert find_keys(store) == []


def test_keys_outlast_every_build_and_leave_the_revision(store: Store) -> None:
    """They are no part of the glossary."""
    before = store.revision
    key, token = create_key(store, "Łucja Ω", Scope.PROPOSE)
    assert store.revision == before
    store.write_glossary(GLOSSARY)
    assert Keyring(store).find(token) == key


@given(st.sampled_from(Scope), st.sampled_from(Scope))
def test_scopes_are_in_order(one: Scope, other: Scope) -> None:
    """Of two, one includes the other, and both only if they are the same."""
    assert one.includes(other) or other.includes(one)
    assert (one.includes(other) and other.includes(one)) is (one is other)
