"""What holds of every file of pairs: the round trip, entry by entry, and what is never written."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from glossary.formats import Format
from glossary.formats.identity import make_id
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, Glossary, LanguageSection, Term
from tests.glossary.formats.contract import PAIR, read, write


def check_pairs(chosen: Format, glossary: Glossary, *, by_source: bool = True) -> None:
    """Raise AssertionError unless the entries of what is kept are read back, and written again to the same bytes.

    This is the contract of every format, but for what only other concepts tell: an entry that has the source term of
    an earlier one (if not `by_source`, its target, too) is none; entries that stand together and have the same target
    are one concept.
    """
    content = write(chosen, glossary)
    again = read(chosen, content)
    entries = _iterate_entries(chosen, glossary, by_source=by_source)
    joined = [(key, [source for source, _ in group]) for key, group in groupby(entries, key=lambda entry: entry[1])]
    assert list(again.concepts) == [make_pair(*sources, target=target, note=note) for (target, note), sources in joined]
    assert write(chosen, again) == content


def check_statuses(chosen: Format) -> None:
    """Raise AssertionError unless what is out of use, or rejected, is left out, and the preferred target is taken."""
    sources = tuple(Term(each.value, each) for each in reversed(AdministrativeStatus))
    targets = (
        Term("не этот", AdministrativeStatus.DEPRECATED),
        Term("мост"),
        Term("!", AdministrativeStatus.PREFERRED),
    )
    concept = Concept("c", (LanguageSection("pl", sources), LanguageSection("ru", targets)))
    assert chosen.keep is not None
    assert chosen.keep(concept, PAIR) == make_pair("preferred", "proposed", "admitted", target="!")
    assert chosen.keep(replace(concept, status=ConceptStatus.REJECTED), PAIR) is None
    for status in (AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED):
        out = (LanguageSection("pl", (Term("most"),)), LanguageSection("ru", (Term("мост", status),)))
        assert chosen.keep(Concept("c", out), PAIR) is None


def make_pair(*sources: str, target: str, note: str | None = None) -> Concept:
    """Return the concept that entries of these sources with the same target are read as."""
    sections = (LanguageSection("pl", tuple(map(Term, sources))), LanguageSection("ru", (Term(target),)))
    return Concept(make_id(sections), sections, note=note)


def _iterate_entries(
    chosen: Format, glossary: Glossary, *, by_source: bool
) -> Iterator[tuple[str, tuple[str, str | None]]]:
    assert chosen.keep is not None
    seen = set()
    for concept in glossary.concepts:
        kept = chosen.keep(concept, PAIR)
        if kept is None:
            continue
        sources, targets = kept.sections
        [target] = targets.terms
        for term in sources.terms:
            key = (term.text, None if by_source else target.text)
            if key not in seen:
                seen.add(key)
                yield term.text, (target.text, kept.note)
