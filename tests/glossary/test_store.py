"""What is written to the store is what is read from it."""

import random
import sqlite3
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import event, func, select

from glossary import rows
from glossary.errors import NotFoundError, StoreError, UsageError
from glossary.formats.content import Content
from glossary.loading import FormMatch
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Form,
    FormOrigin,
    Glossary,
    LanguageSection,
    Proposal,
    Term,
)
from glossary.outlines import outline
from glossary.schema import SENTENCES
from glossary.store import LanguageCount, Store
from glossary.text import lookup_key
from tests.glossary.conftest import MakeLocation
from tests.glossary.samples import BRIDGE, DOCUMENT, GLOSSARY, NEWTON, RAILWAY_BRIDGE, glossaries

PROPOSAL = Proposal(BRIDGE.links[0], "bridge", "newton")


def _trace(store: Store) -> list[str]:
    """Return a list that fills with the statements of the store."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    return statements


def _many(number: int) -> Glossary:
    return Glossary(tuple(Concept(f"c{i}", BRIDGE.sections) for i in range(number)))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(glossary=glossaries)
def test_nothing_is_lost(make_location: MakeLocation, glossary: Glossary) -> None:
    """Any glossary is read back equal, after another one stood in the store, and from a second process's view."""
    location = make_location()
    with Store.create(location) as store:
        store.write_glossary(GLOSSARY)
        store.write_glossary(glossary)
        found = tuple(store.iterate_concepts()), tuple(store.get_documents()), tuple(store.get_proposals())
        assert Glossary(*found) == glossary
        assert list(store.iterate_outlines()) == [outline(concept) for concept in glossary.concepts]
    with Store.open(location) as store:
        assert tuple(store.find_concepts(limit=9)) == glossary.concepts
        assert [store.get_concept(concept.id) for concept in glossary.concepts] == list(glossary.concepts)


def test_glossary_of_streams(make_location: MakeLocation) -> None:
    """The parts of a glossary are read once, in one pass, and give the revision that the same in memory gives."""
    streams = Content(iter(GLOSSARY.concepts), iter(GLOSSARY.documents), iter([PROPOSAL]))
    with Store.create(make_location()) as store:
        store.write_glossary(streams)
        streamed = store.revision
        store.write_glossary(replace(GLOSSARY, proposals=(PROPOSAL,)))
        assert store.revision == streamed
        assert tuple(store.iterate_concepts()) == GLOSSARY.concepts
        assert store.get_proposals() == [PROPOSAL]


def test_glossary_is_rewritten_from_itself(make_location: MakeLocation) -> None:
    """A store may be written from a stream of its own concepts: it reads what was there before."""
    with Store.create(make_location()) as store:
        store.write_glossary(_many(333))
        changed = (replace(concept, note="seen") for concept in store.iterate_concepts())
        store.write_glossary(Content(changed))
        assert [concept.id for concept in store.iterate_concepts()] == [f"c{i}" for i in range(333)]
        assert {concept.note for concept in store.iterate_concepts()} == {"seen"}


def test_writing_takes_flat_memory(make_location: MakeLocation) -> None:
    """Ten times as many concepts take no more memory to write and to iterate."""

    def measure(number: int) -> int:
        stream = (Concept(f"c{i}", BRIDGE.sections) for i in range(number))
        tracemalloc.start()
        store.write_glossary(Content(stream))
        assert sum(1 for _ in store.iterate_concepts()) == number
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    with Store.create(make_location()) as store:
        measure(300)  # what is loaded and compiled once
        assert measure(3000) < 1.5 * measure(300) + 1_000_000


def test_sentences_are_stored_once(store: Store) -> None:
    """A sentence that several contexts share stands in the store once."""
    with store.transaction("read") as connection:
        assert connection.scalar(select(func.count()).select_from(SENTENCES)) == 2


def test_forgotten_sentences_are_stored_again(make_location: MakeLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few sentences the writer remembers, each context has its own."""
    monkeypatch.setattr(rows, "_REMEMBERED_SENTENCES", 1)
    with Store.create(make_location()) as store:
        glossary = Glossary((BRIDGE, replace(BRIDGE, id="other")))
        store.write_glossary(glossary)
        assert tuple(store.iterate_concepts()) == glossary.concepts


def test_long_texts(make_location: MakeLocation) -> None:
    """A term of ten thousand letters is stored and found, though no index holds it."""
    text = "".join(random.Random(1).choices("абвгдежзиклмнопрст", k=10_000))
    concept = Concept("long", (LanguageSection("ru", (Term(text, forms=(Form(text + "ы"),)),)),))
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary((concept,)))
        assert [match.concept for key in (text, text + "ы") for match in store.find_matches(key)] == ["long", "long"]


def test_odd_characters_are_found(make_location: MakeLocation) -> None:
    """NUL and what stands for it in PostgreSQL are characters like any others, in ids and terms."""
    concepts = tuple(
        Concept(text, (LanguageSection("pl", (Term(f"most {text}"),)),)) for text in ("a\0b", "a\1b", "a\1\3b")
    )
    with Store.create(make_location()) as store:
        store.write_glossary(Glossary(concepts))
        for concept in concepts:
            assert store.get_concept(concept.id) == concept
            key = lookup_key(concept.sections[0].terms[0].text, "pl")
            assert concept.id in [match.concept for match in store.find_matches(key)]


def test_concept_by_id(store: Store) -> None:
    """A concept comes whole, with all its terms, forms, contexts and links."""
    assert store.get_concept("bridge") == BRIDGE


@pytest.mark.parametrize("identifier", ["nowhere", "", "x' OR 1=1 --", "\udcff", "x" * 100_000])
def test_unknown_concept(store: Store, identifier: str) -> None:
    """An unknown id is named, cut short, whatever it is."""
    with pytest.raises(NotFoundError, match=r"no concept .* in the glossary") as caught:
        store.get_concept(identifier)
    assert len(str(caught.value)) < 160


def test_concepts_by_ids(store: Store) -> None:
    """Concepts come in the order asked for; unknown and repeated ids add nothing."""
    assert store.find_concepts_by_id(["newton", "?", "bridge", "newton"]) == [NEWTON, BRIDGE]


def test_reading_takes_few_statements(store: Store) -> None:
    """A page of concepts takes as many statements as one concept: none for each term."""
    statements = _trace(store)
    store.get_concept("newton")
    one = len(statements)
    store.find_concepts()
    assert one <= 10
    assert len(statements) - one == one


def test_pages(store: Store) -> None:
    """Pages follow the order of the glossary, and the id of the last concept is the cursor."""
    assert store.find_concepts(limit=2) == [BRIDGE, RAILWAY_BRIDGE]
    assert store.find_concepts(limit=2, after="railway-bridge") == [NEWTON]
    assert store.find_concepts(after="newton") == []


@pytest.mark.parametrize("after", ["gone", "", "\udcff"])
def test_unknown_cursor(store: Store, after: str) -> None:
    """A cursor whose concept is gone is refused, not taken for the beginning."""
    with pytest.raises(UsageError, match=r"no page begins after '.*'; start again"):
        store.find_concepts(after=after)


def test_page_of_no_concepts(store: Store) -> None:
    """A limit below one is refused."""
    with pytest.raises(UsageError, match="limit is 0; ask for at least 1"):
        store.find_concepts(limit=0)


def test_filters(store: Store) -> None:
    """Language, kind and status narrow the list, together too; a region falls back on its language."""
    assert store.find_concepts(language="el") == [BRIDGE, NEWTON]
    assert store.find_concepts(language="EL-gr") == [BRIDGE, NEWTON]
    assert store.find_concepts(language="fr") == []
    assert store.find_concepts(kind=ConceptKind.PERSON) == [NEWTON]
    assert store.find_concepts(status=ConceptStatus.APPROVED) == [BRIDGE]
    assert store.find_concepts(language="el", kind=ConceptKind.TERM, after="bridge") == []
    with pytest.raises(UsageError, match="'pl_PL' is no language tag"):
        store.find_concepts(language="pl_PL")


def test_streaming_outlasts_a_page(make_location: MakeLocation) -> None:
    """All concepts are streamed in order, however many, and a stream begun before a rebuild stays whole."""
    with Store.create(make_location()) as store:
        store.write_glossary(_many(333))
        stream = store.iterate_concepts()
        ids = [next(stream).id]
        store.write_glossary(GLOSSARY)
        ids += [concept.id for concept in stream]
        assert ids == [f"c{i}" for i in range(333)]
        assert [concept.id for concept in store.iterate_concepts()] == ["bridge", "railway-bridge", "newton"]


def test_matches(store: Store) -> None:
    """A key finds citation forms, seen and generated forms, in the order of the glossary."""
    seen = FormMatch(
        *("bridge", "pl", "most zwodzony", "mosty zwodzone"), FormOrigin.SEEN, AdministrativeStatus.PREFERRED, 5, 1, 1
    )
    rejected = FormMatch(
        concept="railway-bridge",
        language="pl",
        term="kolejowy most zwodzony",
        form="mosty zwodzone",
        origin=FormOrigin.SEEN,
        status=AdministrativeStatus.REJECTED,
        frequency=0,
        rank=2,
        number=7,
    )
    assert store.find_matches("mosty zwodzone") == [seen, rejected]
    assert store.find_matches("mosty zwodzone", "pl-PL") == [seen, rejected]
    assert store.find_matches("mosty zwodzone", "ru") == []
    assert [match.origin for match in store.find_matches("mostem zwodzonym", "pl")] == [FormOrigin.GENERATED]
    assert [(match.form, match.origin) for match in store.find_matches("κινητη γεφυρα")] == [("κινητή γέφυρα", None)]
    assert store.find_matches("") == []
    assert store.find_matches("\udcff") == []


def test_matches_use_the_index(store: Store) -> None:
    """Neither terms nor forms are scanned for a key."""
    statements = _trace(store)
    store.find_matches("most")
    query = next(statement for statement in statements if "UNION ALL" in statement)
    with store.transaction("read") as connection:
        if connection.dialect.name == "postgresql":
            # So few rows it would rather scan.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            found = connection.exec_driver_sql(f"EXPLAIN {query}", {"key": "most"})
        else:
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("most", "most"))
        plan = " / ".join(str(row[-1]) for row in found)
    assert "terms_by_key" in plan
    assert "forms_by_key" in plan
    assert "SCAN" not in plan
    assert "Seq Scan" not in plan


def test_documents(store: Store) -> None:
    """Documents come in the order of the glossary, or one by its id."""
    assert tuple(store.get_documents()) == GLOSSARY.documents
    assert store.get_document("d1") == DOCUMENT
    with pytest.raises(NotFoundError, match="no document 'd9' in the glossary"):
        store.get_document("d9")


def test_languages(store: Store) -> None:
    """Languages are counted by concepts and by terms, and known anew after a rebuild."""
    assert store.count_languages() == [
        LanguageCount("ar", 1, 1),
        LanguageCount("el", 2, 2),
        LanguageCount("pl", 3, 5),
        LanguageCount("ru", 1, 1),
    ]
    assert store.get_languages() == ("ar", "el", "pl", "ru")
    with Store.create(store.name) as writer:
        writer.write_glossary(Glossary((NEWTON,)))
    assert store.get_languages() == ("el", "pl")


def test_revision_follows_the_content(make_location: MakeLocation) -> None:
    """The revision is the same for the same glossary, wherever it is written, and another for another one."""
    with Store.create(make_location()) as one, Store.create(make_location()) as two:
        assert one.revision == ""
        one.write_glossary(GLOSSARY)
        two.write_glossary(Glossary((NEWTON,)))
        other = two.revision
        two.write_glossary(GLOSSARY)
        assert one.revision == two.revision
        assert one.revision != other
        assert len(one.revision) == 32
        other_order = Glossary(GLOSSARY.concepts[::-1], GLOSSARY.documents)
        two.write_glossary(other_order)
        assert two.revision != one.revision
        two.write_glossary(Glossary(()))
        assert two.revision not in ("", one.revision, other)


def test_open_store_sees_a_rebuild(location: str) -> None:
    """A store that is open, as in a server, shows the new glossary once another connection has written it."""
    with Store.open(location) as server:
        before = server.revision
        with Store.create(location) as build:
            build.write_glossary(Glossary((NEWTON,)))
        assert server.find_concepts() == [NEWTON]
        assert server.revision != before


def test_threads_share_a_store(make_location: MakeLocation) -> None:
    """Many threads read while another writes, and each sees one whole glossary."""
    with Store.create(make_location()) as store:
        first, second = _many(12), Glossary((NEWTON,))
        store.write_glossary(first)

        def read(_: int) -> int:
            return len(list(store.iterate_concepts()))

        def write(turn: int) -> None:
            store.write_glossary(second if turn % 2 else first)

        with ThreadPoolExecutor(12) as pool:
            writes = pool.map(write, range(6))
            sizes = set(pool.map(read, range(120)))
            list(writes)
        assert sizes <= {12, 1}


def test_url_and_path_are_the_same_place(file: Path) -> None:
    """A store opens by its path, as text too, and by its SQLAlchemy URL."""
    for where in (file, str(file), f"sqlite:///{file}"):
        with Store.open(where) as store:
            assert store.get_concept("newton") == NEWTON


def test_odd_file_names(tmp_path: Path) -> None:
    """A path with characters that mean something in a URL is still that path."""
    path = tmp_path / "ä b?mode=memory#%41&.db"
    with Store.create(path) as store:
        store.write_glossary(GLOSSARY)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    with Store.open(path) as store:
        assert store.get_concept("newton") == NEWTON


def test_journal_is_a_write_ahead_log(file: Path) -> None:
    """The file is in WAL mode, so that readers and a writer don't wait for one another."""
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_ids_must_differ(make_location: MakeLocation) -> None:
    """Two concepts of one id are refused, and the old glossary stays."""
    with Store.create(make_location()) as store:
        store.write_glossary(GLOSSARY)
        with pytest.raises(StoreError, match="two concepts have the id 'newton'; nothing was written"):
            store.write_glossary(Glossary((NEWTON, NEWTON)))
        with pytest.raises(StoreError, match="two concepts have the id 'c7'; nothing was written"):
            store.write_glossary(Glossary((*_many(600).concepts, Concept("c7", ()))))
        with pytest.raises(StoreError, match="two documents have the id 'd1'; nothing was written"):
            store.write_glossary(Glossary((), (DOCUMENT, DOCUMENT)))
        with pytest.raises(StoreError, match=r"the id 'xxx.* has 501 characters; shorten it to 500"):
            store.write_glossary(Glossary((Concept("x" * 501, ()),)))
        assert tuple(store.iterate_concepts()) == GLOSSARY.concepts


def test_many_ids_at_once(make_location: MakeLocation) -> None:
    """More ids than a statement has room for are looked up all the same, and all may lead elsewhere."""
    ids = [f"c{i}" for i in range(70_000)]
    with Store.create(make_location()) as store:
        store.write_glossary(_many(3), dict.fromkeys(ids[3:], "c1"))
        assert [concept.id for concept in store.find_concepts_by_id(ids)] == ["c0", "c1", "c2"]
        assert store.get_concept(ids[-1]).id == "c1"
