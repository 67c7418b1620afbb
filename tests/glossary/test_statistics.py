"""Counting a glossary."""

from glossary.curation import create
from glossary.editing import apply_change
from glossary.history import Author
from glossary.model import AdministrativeStatus, Concept, Glossary, LanguageSection, Term
from glossary.statistics import count_glossary
from glossary.store import LanguageCount, Store


def test_everything_is_counted_by_kind_and_status(store: Store) -> None:
    """Sums agree with what the store counts by itself."""
    counts = count_glossary(store)
    assert counts.concepts == store.count_concepts() == sum(counts.kinds.values()) == sum(counts.statuses.values())
    assert counts.terms == sum(language.terms for language in counts.languages) == sum(counts.term_statuses.values())
    assert list(counts.languages) == store.count_languages()
    assert counts.kinds == {"person": 1, "term": 2}
    assert counts.documents == 2
    assert counts.revision == store.revision
    assert counts.changed_at is None


def test_the_last_change_is_that_of_the_history(store: Store) -> None:
    """A new concept is counted, and when it came is told."""
    concept = Concept("tunnel", (LanguageSection("pl", (Term("tunel", AdministrativeStatus.PREFERRED),)),))
    before = count_glossary(store)
    apply_change(store, create(concept), Author("ann", "2026-05-04T10:00:00Z"))
    after = count_glossary(store)
    assert after.concepts == before.concepts + 1
    assert after.term_statuses["preferred"] == before.term_statuses["preferred"] + 1
    assert after.changed_at == "2026-05-04T10:00:00Z"
    assert after.revision != before.revision


def test_an_empty_glossary_has_nothing(store: Store) -> None:
    """Nothing is counted as nothing."""
    store.write_glossary(Glossary(()))
    counts = count_glossary(store)
    assert (counts.concepts, counts.terms, counts.documents, counts.languages) == (0, 0, 0, ())
    assert counts.kinds == counts.statuses == counts.term_statuses == {}
    assert LanguageCount("pl", 0, 0) not in counts.languages
