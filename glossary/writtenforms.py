"""The forms of terms as they are written: what an index knows is only the keys of these."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from glossary.model import FormOrigin
from glossary.schema import FORMS
from glossary.store import Store


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """A form of a term, other than its citation form, and its lookup key."""

    text: str
    key: str
    origin: FormOrigin


def find_written_forms(store: Store, numbers: Collection[int]) -> dict[int, list[WrittenForm]]:
    """Return the forms of the terms of these numbers (`glossary.termkeys`), which may be some hundred."""
    columns = (FORMS.c.term, FORMS.c.text, FORMS.c.key, FORMS.c.origin)
    query = select(*columns).where(FORMS.c.term.in_(sorted(set(numbers)))).order_by(FORMS.c.term, FORMS.c.position)
    found: dict[int, list[WrittenForm]] = {}
    with store.transaction("read") as connection:
        for number, text, key, origin in connection.execute(query):
            found.setdefault(number, []).append(WrittenForm(text, key, FormOrigin(origin)))
    return found
