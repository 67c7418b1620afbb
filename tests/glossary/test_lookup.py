"""A word or phrase in any form finds its concepts, the best first."""

import time
from pathlib import Path

import pytest

from glossary.errors import UsageError
from glossary.lookup import Hit, MatchKind, find_hits
from glossary.model import AdministrativeStatus, Concept, Form, FormOrigin, Glossary, LanguageSection, Term
from glossary.store import Store
from tests.glossary.samples import BRIDGE, NEWTON


def _found(hits: list[Hit]) -> list[tuple[str, str, str, MatchKind, float]]:
    return [(hit.concept.id, hit.language, hit.form, hit.match, hit.score) for hit in hits]


def _one_term(identifier: str, *terms: Term, language: str = "pl") -> Concept:
    return Concept(identifier, (LanguageSection(language, terms),))


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("Most  Zwodzony", "pl", ("bridge", "pl", "most zwodzony", MatchKind.EXACT, 1.0)),
        ("„most zwodzony”.", None, ("bridge", "pl", "most zwodzony", MatchKind.EXACT, 1.0)),
        ("mostem zwodzonym", "pl", ("bridge", "pl", "mostem zwodzonym", MatchKind.INFLECTED, 0.8)),
        ("mosty zwodzone", "pl-PL", ("bridge", "pl", "mosty zwodzone", MatchKind.INFLECTED, 0.9)),
        ("РАЗВОДНОЙ МОСТ", None, ("bridge", "ru", "разводной мост", MatchKind.EXACT, 1.0)),
        ("ΚΙΝΗΤΗ ΓΕΦΥΡΑ", None, ("bridge", "el", "κινητή γέφυρα", MatchKind.EXACT, 1.0)),
        ("جسر متحرك", None, ("bridge", "ar", "الجسر المتحرك", MatchKind.EXACT, 1.0)),
        ("للجسر المتحرك", "ar", ("bridge", "ar", "للجسر المتحرك", MatchKind.INFLECTED, 0.9)),
    ],
)
def test_queries(
    store: Store, query: str, language: str | None, expected: tuple[str, str, str, MatchKind, float]
) -> None:
    """Case, accents, quotes, the article and inflection don't keep a query from its concept."""
    assert _found(find_hits(store, query, language=language))[0] == expected


def test_hit_carries_concept_and_term(store: Store) -> None:
    """A hit holds the whole concept and the term that matched, which need not be the preferred one."""
    [hit] = find_hits(store, "zwodzony most")
    assert hit == Hit(BRIDGE, "pl", BRIDGE.sections[0].terms[1], "zwodzony most", MatchKind.EXACT, 1.0)


@pytest.mark.parametrize(
    ("query", "language"), [("wiadukt", None), ("most zwodzony", "ru"), ("most", "fr"), ("«»", None)]
)
def test_nothing_found(store: Store, query: str, language: str | None) -> None:
    """What is not in the glossary, or not in that language, finds nothing."""
    assert find_hits(store, query, language=language) == []


def test_folding_is_that_of_the_match(tmp_path: Path) -> None:
    """A query without a language is folded as each language folds: ё is е in Russian but not in Ukrainian."""
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(
            Glossary((_one_term("ru", Term("ёлка"), language="ru"), _one_term("uk", Term("елка"), language="uk")))
        )
        assert [hit.concept.id for hit in find_hits(store, "ёлка")] == ["ru"]
        assert [hit.concept.id for hit in find_hits(store, "елка")] == ["ru", "uk"]


def test_order(tmp_path: Path) -> None:
    """Exact before inflected, seen before generated; then by status, by frequency and by the glossary's order."""
    preferred, admitted = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED
    concepts = (
        _one_term("generated", Term("a", preferred, frequency=99, forms=(Form("most", FormOrigin.GENERATED),))),
        _one_term("seen", Term("b", preferred, frequency=9, forms=(Form("most", count=1),))),
        _one_term("admitted", Term("most", admitted, frequency=50)),
        _one_term("rare", Term("most", preferred, frequency=1)),
        _one_term("later", Term("most", preferred, frequency=1)),
        _one_term("frequent", Term("most", preferred, frequency=7)),
        _one_term("rejected", Term("most", AdministrativeStatus.REJECTED, frequency=70)),
    )
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(Glossary(concepts))
        order = [hit.concept.id for hit in find_hits(store, "most")]
        assert order == ["frequent", "rare", "later", "admitted", "rejected", "seen", "generated"]
        assert [hit.concept.id for hit in find_hits(store, "most", limit=2)] == ["frequent", "rare"]


def test_one_hit_for_concept_and_language(tmp_path: Path) -> None:
    """Where several terms and forms of a concept match, the best one stands for it in each language."""
    forms = (Form("ONZ", FormOrigin.GENERATED), Form("onz", count=2))
    concept = Concept(
        "un",
        (
            LanguageSection("pl", (Term("Organizacja", AdministrativeStatus.PREFERRED, forms=forms), Term("ONZ"))),
            LanguageSection("cs", (Term("Organizace", AdministrativeStatus.PREFERRED, forms=forms),)),
        ),
    )
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(Glossary((concept,)))
        assert _found(find_hits(store, "onz")) == [
            ("un", "pl", "ONZ", MatchKind.EXACT, 1.0),
            ("un", "cs", "onz", MatchKind.INFLECTED, 0.9),
        ]
        assert [hit.term.text for hit in find_hits(store, "onz", language="pl")] == ["ONZ"]


def test_kinds(store: Store) -> None:
    """Only the kinds of match that were asked for are found."""
    exact, inflected = frozenset([MatchKind.EXACT]), frozenset([MatchKind.INFLECTED])
    assert find_hits(store, "mosty zwodzone", kinds=exact) == []
    assert find_hits(store, "most zwodzony", kinds=inflected) == []
    assert [hit.concept.id for hit in find_hits(store, "mosty zwodzone", kinds=inflected)] == [
        "bridge",
        "railway-bridge",
    ]
    assert find_hits(store, "most zwodzony", kinds=frozenset()) == []


@pytest.mark.parametrize("query", ["", " \n", "\u00a0"])
def test_empty_query(store: Store, query: str) -> None:
    """A query of nothing but white space is refused."""
    with pytest.raises(UsageError, match=r"the query '.*' is empty; give a term"):
        find_hits(store, query)


def test_longest_query(store: Store) -> None:
    """A query of 500 characters is looked up; a longer one is refused, and echoed only in part."""
    assert find_hits(store, " " + "x" * 500 + " ") == []
    with pytest.raises(UsageError, match=r"'x{40}…' has 10000 characters; give a term of at most 500"):
        find_hits(store, "x" * 10_000)


def test_bad_parameters(store: Store) -> None:
    """A malformed language and a limit below one are refused."""
    with pytest.raises(UsageError, match="'polish!' is no language tag"):
        find_hits(store, "most", language="polish!")
    with pytest.raises(UsageError, match="limit is 0; ask for at least 1"):
        find_hits(store, "most", limit=0)


def test_lookup_stays_quick_in_a_large_glossary(tmp_path: Path) -> None:
    """A lookup among 8,000 terms takes some milliseconds at most, not a scan."""
    sections = BRIDGE.sections
    concepts = [Concept(f"c{i}", sections[1:]) for i in range(2_000)]
    concepts += [_one_term(f"t{i}", Term(f"most {i}", forms=(Form(f"mostu {i}"),))) for i in range(2_000)]
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(Glossary((*concepts, NEWTON)))
        assert [hit.concept.id for hit in find_hits(store, "mostu 1234")] == ["t1234"]
        begun = time.process_time()
        for i in range(50):
            find_hits(store, f"mostu {i}", language="pl")
        assert (time.process_time() - begun) / 50 < 0.01
