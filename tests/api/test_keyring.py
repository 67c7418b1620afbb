"""`glossalign key`: keys made, listed and revoked on the command line."""

import json
from collections.abc import Callable

import pytest

from api.keyring import commands
from glossary.errors import NotFoundError, UsageError
from glossary.keys import Keyring, Scope, find_keys
from glossary.store import Store

Output = pytest.CaptureFixture[str]
Key = Callable[..., None]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


@pytest.fixture
def key(location: str) -> Key:
    """Return a function that runs `key` on the small glossary."""

    def run(*arguments: str) -> None:
        commands([*arguments, "--store", location], prog_name="glossalign key", standalone_mode=False)

    return run


def test_a_key_is_printed_once(key: Key, location: str, capsys: Output) -> None:
    """Alone on standard output, to be passed on; the rest is for the person."""
    key("create", "ann", "--scope", "curate")
    printed = capsys.readouterr()
    token = printed.out.strip()
    with Store.open(location) as store:
        found = Keyring(store).find(token)
        assert found is not None
        assert (found.name, found.scope) == ("ann", Scope.CURATE)
    assert printed.err == f"key {found.id} for ann, scope curate; it is not shown again\n"
    key("list")
    assert token.rpartition("_")[2] not in capsys.readouterr().out


def test_keys_are_listed_and_revoked(key: Key, location: str, capsys: Output) -> None:
    """A list tells which are good; as JSON, too."""
    key("create", "ann", "--scope", "read", "--json")
    made = json.loads(capsys.readouterr().out)
    assert set(made) == {"id", "name", "scope", "created_at", "revoked_at", "token"}
    key("list")
    assert capsys.readouterr().out == f"{made['id']}  read     {made['created_at']}  good  ann\n"
    key("revoke", made["id"])
    with Store.open(location) as store:
        [found] = find_keys(store)
    assert capsys.readouterr().out == f"key {made['id']} of ann is revoked since {found.revoked_at}\n"
    key("list", "--json")
    [listed] = json.loads(capsys.readouterr().out)
    assert listed == {
        **{name: value for name, value in made.items() if name != "token"},
        "revoked_at": found.revoked_at,
    }


def test_no_keys_are_told_of_with_what_to_do(key: Key, capsys: Output) -> None:
    """The output stays empty, as it is data."""
    key("list")
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "no keys; make one with: glossalign key create NAME --scope curate\n")


def test_what_can_not_be_is_named(key: Key) -> None:
    """A scope and an id that are not known, and a name that can't be."""
    with pytest.raises(UsageError, match=r"^--scope 'root' is none of read, propose, curate, admin$"):
        key("create", "ann", "--scope", "root")
    with pytest.raises(UsageError, match=r"^the name '' is none for a key"):
        key("create", "", "--scope", "read")
    with pytest.raises(NotFoundError, match=r"^no key 'abc'"):
        key("revoke", "abc")
