"""Where the ids of concepts lead that were merged into others: an id that was once given out is never forgotten."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, insert, select

from glossary.schema import REDIRECTS


def collapse(redirects: Mapping[str, str], living: Collection[str]) -> dict[str, str]:
    """Return where each id leads in the end, sorted: chains are followed, and end in a concept that lives.

    An id that lives itself leads nowhere else; one whose concept is gone, or that goes round in a circle, is left out.

    >>> collapse({"a": "b", "b": "c", "x": "gone"}, {"c"})
    {'a': 'c', 'b': 'c'}
    """
    found = {}
    for identifier in sorted(redirects.keys() - living):
        target, seen = identifier, set[str]()
        while target not in living and target in redirects and target not in seen:
            seen.add(target)
            target = redirects[target]
        if target in living:
            found[identifier] = target
    return found


def load_redirects(connection: Connection) -> dict[str, str]:
    """Return where each id leads."""
    query = select(REDIRECTS.c.id, REDIRECTS.c.target).order_by(REDIRECTS.c.id)
    return {row.id: row.target for row in connection.execute(query)}


def find_redirect(connection: Connection, identifier: str) -> str | None:
    """Return where an id leads, or None."""
    return connection.scalars(select(REDIRECTS.c.target).where(REDIRECTS.c.id == identifier)).one_or_none()


def insert_redirects(connection: Connection, redirects: Mapping[str, str]) -> None:
    """Write where ids lead."""
    if redirects:
        connection.execute(insert(REDIRECTS), [{"id": one, "target": other} for one, other in redirects.items()])
