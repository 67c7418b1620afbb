"""A store in a file is read by the driver itself, as the store reads it."""

from pathlib import Path

from glossary.curation import set_status
from glossary.editing import apply_change
from glossary.history import Author
from glossary.localreading import TERM_COLUMNS, open_reader
from glossary.model import ConceptStatus
from glossary.store import Store
from tests.glossary.conftest import MakeLocation
from tests.glossary.samples import BRIDGE, GLOSSARY


def test_a_reader_finds_what_the_store_finds(tmp_path: Path) -> None:
    """Matches, concepts and terms are those of one snapshot."""
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(GLOSSARY)
        reader = open_reader(store)
        assert reader is not None
        with reader, reader.snapshot() as version:
            apply_change(store, set_status(store.get_concept("bridge"), ConceptStatus.REJECTED), Author("ann", "2026"))
            found = sorted(reader.find_matches("mosty zwodzone"), key=lambda match: match.rank)
            [bridge] = [match.rank for match in found if match.concept == "bridge"]
            concept = reader.read_concept(bridge)
            texts = [row[2 + TERM_COLUMNS.index("text")] for row in reader.read_terms(bridge)]
            assert version.revision != store.revision
    assert [match.concept for match in found] == ["bridge", "railway-bridge"]
    assert (concept.id, concept.status, concept.confidence) == ("bridge", BRIDGE.status.value, BRIDGE.confidence)
    assert texts == [term.text for section in BRIDGE.sections for term in section.terms]


def test_only_a_file_has_a_reader(make_location: MakeLocation) -> None:
    """Nothing is taken from the connections of a server for that."""
    with Store.create(make_location()) as store:
        store.write_glossary(GLOSSARY)
        before = store._engine.pool.status()
        for _ in range(20):
            reader = open_reader(store)
            assert (reader is None) == (store._engine.dialect.name == "postgresql")
            if reader is not None:
                reader.close()
        if store._engine.dialect.name == "postgresql":
            assert store._engine.pool.status() == before
