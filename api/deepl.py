"""The glossary as DeepL has glossaries: one with a dictionary for each pair of languages, and one for each pair.

The entries are those of the export for DeepL (`glossary.formats.flat_tables`). Ids are made of the languages, so that
every process and every revision has the same; a glossary is there for each pair of languages that are in the store.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import permutations
from uuid import UUID, uuid5

from sqlalchemy import select

from glossary.errors import NotFoundError
from glossary.formats.content import Content, LanguagePair
from glossary.formats.flat_tables import keep_deepl, write_deepl
from glossary.history import load_entries
from glossary.model import Concept
from glossary.schema import CONCEPTS
from glossary.store import Store
from glossary.text import primary_language, shorten

_NAMESPACE = UUID("6f0d6a3e-9a0b-5c1f-8d0e-2b6b6c1e7a55")
_CHUNK = 500
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class DeeplGlossary:
    """A glossary as DeepL lists it: its id, its name, and the pairs of languages that it has dictionaries for."""

    id: str
    name: str
    pairs: tuple[LanguagePair, ...]


def list_pair_glossaries(store: Store) -> list[DeeplGlossary]:
    """Return a glossary for each pair of languages, as the second version of the API has them."""
    return [
        DeeplGlossary(_make_id(f"{pair.source}>{pair.target}"), f"Glossary {pair.source} → {pair.target}", (pair,))
        for pair in _list_pairs(store)
    ]


def make_whole_glossary(store: Store) -> DeeplGlossary:
    """Return the glossary of all pairs of languages, as the third version of the API has them."""
    return DeeplGlossary(_make_id("*"), "Glossary", tuple(_list_pairs(store)))


def get_glossary(store: Store, identifier: str, *, with_whole: bool = True) -> DeeplGlossary:
    """Return the glossary of that id, or raise NotFoundError."""
    known = [*([make_whole_glossary(store)] if with_whole else []), *list_pair_glossaries(store)]
    found = next((each for each in known if each.id == identifier.lower()), None)
    if found is None:
        where = "/v3/glossaries" if with_whole else "/v2/glossaries"
        raise NotFoundError(f"no glossary {shorten(identifier)!r}; {where} lists those that there are")
    return found


def find_pair(glossary: DeeplGlossary, source: str, target: str) -> LanguagePair:
    """Return the dictionary of a glossary for two languages, or raise NotFoundError.

    DeepL's clients write languages in capitals and without a region, which is met where no dictionary has it exactly.
    """
    for match in (str.lower, primary_language):
        for pair in glossary.pairs:
            if (match(pair.source), match(pair.target)) == (match(source), match(target)):
                return pair
    known = ", ".join(f"{pair.source}-{pair.target}" for pair in glossary.pairs[:30])
    raise NotFoundError(f"no dictionary {shorten(source)!r} to {shorten(target)!r}; there are {known or 'none'}")


def write_entries(store: Store, pair: LanguagePair) -> str:
    """Return the entries of a dictionary, one a line, with a tab between source and target."""
    stream = BytesIO()
    write_deepl(Content(_iterate_concepts(store), pair=pair), stream)
    return stream.getvalue().decode()


def find_time(store: Store) -> str:
    """Return when the glossary was last changed, as DeepL writes times; the history knows it, or nobody."""
    with store.transaction("read") as connection:
        entries = load_entries(connection, limit=1)
    when = entries[0].author.when if entries else _NEVER
    return when.removesuffix("Z") + ".000Z"


class EntryCounts:
    """Counts the entries of dictionaries: all of them at once, and again when the glossary has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._counted: tuple[str, Counter[LanguagePair]] | None = None

    def count(self) -> Counter[LanguagePair]:
        """Return the number of entries of each pair of languages."""
        with self._lock:
            revision = self._store.revision
            if self._counted is None or self._counted[0] != revision:
                pairs = list(_list_pairs(self._store))
                self._counted = (revision, count_entries(_iterate_concepts(self._store), pairs))
            return self._counted[1]


def count_entries(concepts: Iterable[Concept], pairs: Sequence[LanguagePair]) -> Counter[LanguagePair]:
    """Return how many entries the export for DeepL has for each pair: one for each source term, the first time."""
    seen: dict[LanguagePair, set[int]] = {pair: set() for pair in pairs}
    for concept in concepts:
        tags = {section.language.lower() for section in concept.sections}
        for pair in pairs:
            kept = keep_deepl(concept, pair) if pair.source.lower() in tags else None
            if kept is not None:
                seen[pair].update(hash(term.text) for term in kept.sections[0].terms)
    return Counter({pair: len(sources) for pair, sources in seen.items()})


def _list_pairs(store: Store) -> Iterator[LanguagePair]:
    return (LanguagePair(*tags) for tags in permutations(store.get_languages(), 2))


def _iterate_concepts(store: Store) -> Iterator[Concept]:
    """Yield every concept without its evidence, holding a chunk of them in memory."""
    with store.transaction("read") as connection:
        ids = connection.scalars(select(CONCEPTS.c.id).order_by(CONCEPTS.c.rank)).all()
    for start in range(0, len(ids), _CHUNK):
        yield from store.find_concepts_by_id(ids[start : start + _CHUNK], with_evidence=False)


def _make_id(name: str) -> str:
    return str(uuid5(_NAMESPACE, name))
