"""The checks of a glossary: what each finds, and what it passes over."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given

from glossary.mending import mend_glossary, mend_text
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Context,
    Glossary,
    LanguageSection,
    Link,
    SourceDocument,
    Term,
)
from glossary.rules import Check
from glossary.validate import Finding, find_faults
from tests.glossary.samples import GLOSSARY, glossaries

ADMITTED, PREFERRED = AdministrativeStatus.ADMITTED, AdministrativeStatus.PREFERRED
REJECTED, DEPRECATED = AdministrativeStatus.REJECTED, AdministrativeStatus.DEPRECATED
DOCUMENTS = (
    SourceDocument("d", "mosty.txt", "pl", "O mostach"),
    SourceDocument("r", "мосты.txt", "ru-RU", "О мостах"),
    SourceDocument("p", "mosty.html", "p_PL", "Mosty"),
)


def _term(text: str, status: AdministrativeStatus = PREFERRED, document: str = "d") -> Term:
    return Term(text, status, contexts=(Context(document, 0, 1, "x", 0, 1),))


def _section(*terms: Term, language: str = "pl") -> LanguageSection:
    return LanguageSection(language, terms)


def _concept(*terms: Term, name: str = "c", definition: str | None = None) -> Concept:
    return Concept(name, (_section(*terms),), definition=definition)


def _check(*concepts: Concept) -> list[Finding]:
    return list(find_faults(lambda: concepts, DOCUMENTS))


def _brief(findings: Iterable[Finding]) -> list[tuple[str, str, str | None]]:
    return [(finding.code, finding.concept, finding.term) for finding in findings]


CLEAN = Concept(
    "clean",
    (
        _section(_term("most kolejowy"), _term("kolejowy most", DEPRECATED), _term("Izaak-Newton", ADMITTED)),
        _section(_term("железнодорожный мост", document="r"), language="ru"),
    ),
    status=ConceptStatus.APPROVED,
    links=(Link("pl", "most kolejowy", "ru", "железнодорожный мост", "embedding", 0.5),),
)


def test_a_sound_concept_has_no_finding() -> None:
    """Regions of a language are that language; discouraged terms are no fault."""
    assert _check(CLEAN) == []


LINK = Link("pl", "most", "ru", "мост", "embedding", 0.5)


@pytest.mark.parametrize(
    ("concept", "code", "message"),
    [
        (Concept("c", ()), "E101", "the concept has no language"),
        (Concept("c", (_section(),)), "E102", "the section 'pl' has no term"),
        (_concept(_term(" \xad")), "E103", r"the term ' \xad' is empty"),
        (Concept("c", (_section(_term("x", document="p"), language="p_PL"),)), "E104", "'p_PL' is no language tag"),
        (Concept("c", (_section(_term("a")), _section(_term("b")))), "E105", "2 sections are of the language 'pl'"),
        (Concept("c", (_section(_term("a"), language="PL"),)), "W106", "the language tag 'PL' is written 'pl'"),
        (_concept(_term("most", document="r")), "W107", "'most' has a context in 'r', which is in 'ru-RU'"),
        (_concept(_term("mo\x07st")), "E201", r"'mo\x07st' has U+0007 in it"),
        (_concept(_term("most\nkolejowy")), "E201", r"'most\nkolejowy' has U+000A in it"),
        (_concept(_term("\u202etsom")), "E202", r"'\u202etsom' has U+202E RIGHT-TO-LEFT OVERRIDE in it"),
        (
            _concept(_term("mоst kolejowy")),  # the second letter is Cyrillic
            "E203",
            "'mоst' has U+043E CYRILLIC SMALL LETTER O among Latin letters",
        ),
        (_concept(_term("most ")), "W204", "'most ' has white space around it"),
        (_concept(_term("most  kolejowy")), "W205", "'most  kolejowy' has several spaces in a row"),
        (_concept(_term("mo\u0301st")), "W206", "'mo\u0301st' is not in NFC, which is 'móst'"),
        (_concept(_term("mo\xadst")), "W207", r"'mo\xadst' has U+00AD SOFT HYPHEN in it"),
        (_concept(_term("kΩ")), "W208", "'kΩ' has U+03A9 GREEK CAPITAL LETTER OMEGA among Latin letters"),
        (_concept(_term("most"), _term("most", ADMITTED)), "E301", "'most' stands 2 times"),
        (_concept(_term("most"), _term("Most", ADMITTED)), "W302", "lookup doesn't tell 'Most' from 'most'"),
        (_concept(_term("most"), _term("wiadukt")), "E303", "2 terms are preferred: 'most', 'wiadukt'"),
        (_concept(_term("most", ADMITTED), _term("x", REJECTED)), "W304", "none is preferred of 'most'"),
        (
            replace(_concept(_term("most", REJECTED)), status=ConceptStatus.APPROVED),
            "E305",
            "the concept is approved, and each of its terms is rejected",
        ),
        (_concept(_term("most", document="z")), "W501", "'most' has a context in 'z', which is no document"),
        (
            replace(_concept(_term("most")), links=(LINK,)),
            "E502",
            "the link 'pl:most' - 'ru:мост' names 'ru:мост', which the concept lacks",
        ),
        (_concept(Term("most", PREFERRED)), "W503", "'most' has neither a context nor a note"),
    ],
)
def test_each_fault_is_found_alone(concept: Concept, code: str, message: str) -> None:
    """A fault has its code and a message with the value, and raises no other one."""
    found = _check(concept)
    assert [(finding.code, finding.concept, finding.message) for finding in found] == [(code, "c", message)]
    assert found[0].remedy


@pytest.mark.parametrize(
    "text",
    [
        "most-мост",
        "МиГ29UB",
        "β-rozpad",
        "5 µm",
        "Ångström",
        "AT&T / мост",
        "é́t",
        "l’été",
        "تعبئة",
        "می\u200cروم",
        "日本ビル",
        "10\u00a0000",
    ],
)
def test_text_that_is_meant_so(text: str) -> None:
    """Scripts may differ between the parts of a word; joiners, marks and hard spaces belong to the writing."""
    assert [f.message for f in _check(_concept(_term(text))) if f.code[1] == "2"] == []


@pytest.mark.parametrize(
    ("text", "odd"),
    [("cлово", "U+0063 LATIN"), ("γέφυρa", "U+0061 LATIN"), ("pοlicja", "U+03BF GREEK"), ("Кoлодец", "U+006F LATIN")],
)
def test_the_letter_that_is_out_of_place_is_named(text: str, odd: str) -> None:
    """The script of most letters is that of the word."""
    [finding] = _check(_concept(_term(text)))
    assert finding.check is Check.LOOKALIKE_LETTER
    assert odd in finding.message


def test_findings_come_by_concept_language_term_and_code() -> None:
    """The order is that of the glossary, and the same however a concept is ordered inside."""
    first = Concept("z", (_section(_term(" x  y"), _term("b ", ADMITTED)), _section(language="ar")))
    turned = Concept("z", tuple(reversed(first.sections)))
    expected = [("E102", "z", None), ("W204", "z", " x  y"), ("W205", "z", " x  y"), ("W204", "z", "b ")]
    assert _brief(_check(first, Concept("a", ()))) == [*expected, ("E101", "a", None)]
    assert _brief(_check(turned)) == expected


def test_only_chosen_checks_are_made() -> None:
    """What was not asked for is not told."""
    found = find_faults(lambda: [_concept(_term(" x  y"))], DOCUMENTS, frozenset({Check.DOUBLE_SPACE}))
    assert _brief(found) == [("W205", "c", " x  y")]


def test_rejected_concepts_need_no_preferred_term() -> None:
    """What is rejected is not used."""
    concept = replace(_concept(_term("most", ADMITTED)), status=ConceptStatus.REJECTED)
    assert _check(concept) == []


# -- several concepts --------------------------------------------------------------------------------------------------


def test_a_term_preferred_here_and_discouraged_there() -> None:
    """It is told where the term is preferred, with the concepts that discourage it."""
    concepts = (
        _concept(_term("most"), name="a", definition="A."),
        _concept(_term("wiadukt"), _term("Most", DEPRECATED), name="b", definition="B."),
        _concept(_term("kładka"), _term("most", REJECTED), name="c", definition="C."),
    )
    [finding] = _check(*concepts)
    assert (finding.code, finding.concept) == ("W401", "a")
    assert finding.message == "'most' is preferred here, and not to be used in 'b', 'c'"


def test_a_homograph_is_told_where_it_is_not_defined() -> None:
    """Concepts that say what they mean are no fault; rejected terms and concepts have no meaning."""
    castle, lock = (
        _concept(_term("zamek"), name="castle"),
        _concept(_term("Zamek"), name="lock", definition="It locks."),
    )
    gone = replace(_concept(_term("zamek"), name="gone"), status=ConceptStatus.REJECTED)
    other = Concept("other", (_section(_term("zamek"), language="cs"),))
    found = [finding for finding in _check(castle, lock, gone, other) if finding.code != "W107"]
    assert _brief(found) == [("W402", "castle", "zamek")]
    assert found[0].message == "'zamek' stands in 'lock', too, and has no definition here"
    assert _check(castle, _concept(_term("x"), _term("zamek", REJECTED), name="b")) != []
    assert [f.code for f in _check(castle, _concept(_term("x"), _term("zamek", REJECTED), name="b"))] == ["W401"]


def test_a_term_of_many_concepts_names_three_of_them() -> None:
    """Messages stay short, and never name the concept itself."""
    found = _check(*(_concept(_term("zamek"), name=f"c{number}") for number in range(6)))
    assert [finding.message for finding in found[:2]] == [
        "'zamek' stands in 'c1', 'c2', 'c3' and 2 more, too, and has no definition here",
        "'zamek' stands in 'c0', 'c2', 'c3' and 2 more, too, and has no definition here",
    ]
    assert found[5].message == "'zamek' stands in 'c0', 'c1', 'c2' and 2 more, too, and has no definition here"


def test_a_term_twice_in_one_concept_is_no_homograph() -> None:
    """Two terms of one key in one concept are told as such."""
    assert _brief(_check(_concept(_term("most"), _term("Most", DEPRECATED)))) == [("W302", "c", "Most")]


# -- whole glossaries --------------------------------------------------------------------------------------------------


def test_the_sample_glossary() -> None:
    """A glossary as builds make it: no errors, and what its writers left open."""
    found = list(find_faults(lambda: GLOSSARY.concepts, GLOSSARY.documents))
    assert {finding.code for finding in found} == {"W304", "W501", "W503"}
    assert [finding.concept for finding in found if finding.code == "W304"] == ["newton", "newton"]


@given(glossaries)
def test_what_is_mended_is_found_no_more(glossary: Glossary) -> None:
    """After the fixes only what people must decide is left: empty terms, and terms that say different things."""
    mended, _ = mend_glossary(glossary, frozenset(Check))
    left = [f for f in find_faults(lambda: mended.concepts, mended.documents) if f.check.value.is_fixable]
    undecided = {
        (concept.id, section.language)
        for concept in mended.concepts
        for section in concept.sections
        if len({mend_text(term.text, frozenset(Check)) for term in section.terms}) < len(section.terms)
    }
    assert {(finding.concept, finding.language) for finding in left} <= undecided
