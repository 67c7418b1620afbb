"""Checking translations: what is told, and above all what is not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.annotate import Annotator
from glossary.bilingual.content import Segment
from glossary.check import Checker
from glossary.findings import Check, Finding, OffsetUnit, Severity, Span
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Form,
    Glossary,
    LanguageSection,
    Term,
    TermType,
)
from glossary.store import Store

PREFERRED, ADMITTED = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED
DEPRECATED, REJECTED = AdministrativeStatus.DEPRECATED, AdministrativeStatus.REJECTED


def _term(text: str, status: AdministrativeStatus = PREFERRED, *forms: str) -> Term:
    return Term(text, status, forms=tuple(Form(form) for form in forms))


def _concept(
    name: str,
    polish: Sequence[Term],
    russian: Sequence[Term] = (),
    status: ConceptStatus = ConceptStatus.PROPOSED,
) -> Concept:
    sections = (("pl", polish), ("ru", russian))
    return Concept(name, tuple(LanguageSection(tag, tuple(terms)) for tag, terms in sections if terms), status=status)


BRIDGE = _concept(
    "bridge",
    [_term("most kolejowy", PREFERRED, "mostu kolejowego", "mosty kolejowe"), _term("most żelazny", DEPRECATED)],
    [
        _term("железнодорожный мост", PREFERRED, "железнодорожные мосты"),
        _term("мост железной дороги", ADMITTED),
        _term("чугунный мост", DEPRECATED, "чугунного моста"),
        _term("ЖДМ", ADMITTED),
    ],
)
PLAIN_BRIDGE = _concept("plain", [_term("most", PREFERRED, "mostu")], [_term("мост", PREFERRED, "мосты", "моста")])
CASTLE = _concept("castle", [_term("zamek")], [_term("замок")])
LOCK = _concept("lock", [_term("zamek")], [_term("запор")])
TOWER = _concept("tower", [_term("wieża")])
RIVER = _concept("river", [_term("rzeka")], [_term("река"), _term("русло", REJECTED)])
CROSSING = _concept("crossing", [_term("przeprawa")], [_term("переправа"), _term("чугунный мост", ADMITTED)])
KEPT = Concept("kept", (LanguageSection("pl", (Term("OpenBridge", PREFERRED, do_not_translate=True),)),))
GONE = _concept("gone", [_term("kanał")], [_term("канал")], status=ConceptStatus.REJECTED)
CONCEPTS = (BRIDGE, PLAIN_BRIDGE, CASTLE, LOCK, TOWER, RIVER, KEPT, GONE)

CheckTexts = Callable[..., list[Finding]]


MakeChecker = Callable[..., Checker]


@pytest.fixture(scope="module")
def make_checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeChecker]:
    """Give what makes a checker over some concepts, whose store and annotator are made once for the same ones."""
    made: dict[tuple[Concept, ...], tuple[Store, Annotator]] = {}

    def make(
        concepts: tuple[Concept, ...] = CONCEPTS,
        checks: frozenset[Check] = frozenset(Check),
        unit: OffsetUnit = OffsetUnit.CODE_POINT,
    ) -> Checker:
        if concepts not in made:
            store = Store.create(tmp_path_factory.mktemp("store") / "g.db")
            store.write_glossary(Glossary(concepts))
            made[concepts] = store, Annotator(store)
        return Checker(*made[concepts], checks, unit)

    yield make
    for store, _ in made.values():
        store.close()


@pytest.fixture(scope="module")
def check(make_checker: MakeChecker) -> CheckTexts:
    """Return what checks pairs of a Polish and a Russian text."""

    def find(
        *pairs: tuple[str, str], concepts: tuple[Concept, ...] = CONCEPTS, unit: OffsetUnit = OffsetUnit.CODE_POINT
    ) -> list[Finding]:
        texts = enumerate(pairs, 1)
        segments = (Segment(str(number), "pl", source, "ru", target) for number, (source, target) in texts)
        return list(make_checker(concepts, unit=unit).check(segments))

    return find


def _codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_any_form_of_the_preferred_term_renders_a_term(check: CheckTexts) -> None:
    """Inflection on either side is no fault."""
    assert check(("Nie ma mostu kolejowego.", "Есть железнодорожные мосты.")) == []


def test_a_term_without_a_rendering_is_told_once(check: CheckTexts) -> None:
    """However often the source repeats it; with its place in the source, the concept and what to write."""
    [found] = check(("Nowy most kolejowy. Mosty kolejowe stoją.", "Новая постройка. Она стоит."))
    assert found.check is Check.TERM_MISSING
    assert found.severity is Severity.WARNING
    assert found.source == Span(5, 18, "most kolejowy")
    assert (found.target, found.concept, found.form) == (None, "bridge", "most kolejowy")
    assert found.suggestion == "железнодорожный мост"
    assert found.place.segment == "1"
    assert found.message == (
        "'most kolejowy' has no rendering in the translation; "
        "the glossary has 'железнодорожный мост' or 'мост железной дороги' or 'ЖДМ'"
    )


def test_a_term_twice_in_the_source_needs_one_rendering(check: CheckTexts) -> None:
    """Pronouns exist."""
    assert check(("Rzeka i rzeka.", "Река и она.")) == []


def test_words_of_a_rendering_may_stand_apart(check: CheckTexts) -> None:
    """Where two terms share a word, neither stands there whole."""
    assert check(("Most kolejowy.", "Железнодорожные и другие мосты.")) == []
    far = "Железнодорожные служащие долго и упорно строили рядом со станцией мосты."
    assert _codes(check(("Most kolejowy.", far))) == ["T101"]


def test_a_term_within_a_longer_one_is_not_asked_for(check: CheckTexts) -> None:
    """'most' within 'most kolejowy' is no term of its own; elsewhere it is."""
    assert check(("Most kolejowy.", "ЖДМ.")) == []
    assert [found.concept for found in check(("Most kolejowy i most.", "ЖДМ."))] == ["plain"]


def test_a_rendering_within_a_longer_term_counts(check: CheckTexts) -> None:
    """The translation may say it more exactly."""
    assert check(("Most.", "Железнодорожный мост.")) == []


def test_a_homograph_is_content_with_any_of_its_concepts(check: CheckTexts) -> None:
    """What is meant can't be told; without any, it is missing once."""
    assert check(("Zamek.", "Замок.")) == []
    assert check(("Zamek.", "Запор.")) == []
    [found] = check(("Zamek.", "Дом."))
    assert found.message.endswith("the glossary has 'замок' or 'запор'")


def test_a_homograph_with_a_meaning_that_has_no_rendering_is_not_asked_for(check: CheckTexts) -> None:
    """That meaning may be the one."""
    zipper = _concept("zipper", [_term("zamek")])
    assert check(("Zamek.", "Дом."), concepts=(CASTLE, zipper)) == []


def test_what_has_no_term_in_the_target_language_or_is_rejected_is_not_asked_for(check: CheckTexts) -> None:
    """The glossary has nothing to say on it."""
    assert check(("Wieża i kanał.", "Дом.")) == []


def test_a_term_that_is_not_to_be_used_is_told_with_the_preferred_one(check: CheckTexts) -> None:
    """In any of its forms, and not as missing, too."""
    [found] = check(("Nie ma mostu kolejowego.", "Нет чугунного моста."))
    assert (found.check, found.severity) == (Check.FORBIDDEN_RENDERING, Severity.ERROR)
    assert found.target == Span(4, 19, "чугунного моста")
    assert found.source == Span(7, 23, "mostu kolejowego")
    assert (found.form, found.suggestion) == ("чугунного моста", "железнодорожный мост")
    assert found.message == (
        "'чугунного моста' for 'mostu kolejowego' is deprecated; the glossary has 'железнодорожный мост'"
    )


def test_one_right_rendering_does_not_excuse_a_wrong_one(check: CheckTexts) -> None:
    """Each place is told."""
    found = check(("Mosty kolejowe.", "Чугунный мост, железнодорожный мост, чугунный мост."))
    assert [each.target and each.target.start for each in found] == [0, 37]
    assert _codes(found) == ["T201", "T201"]


def test_a_discouraged_term_that_renders_another_concept_is_right(check: CheckTexts) -> None:
    """It is admitted for the crossing, which the source has, too."""
    concepts = (BRIDGE, CROSSING)
    assert check(("Most kolejowy, przeprawa.", "ЖДМ, чугунный мост."), concepts=concepts) == [
        found
        for found in check(("Most kolejowy, przeprawa.", "ЖДМ, чугунный мост."), concepts=concepts)
        if found.check is Check.COMPETING_VARIANT
    ]
    assert check(("Most kolejowy.", "ЖДМ, чугунный мост."), concepts=concepts) == []
    assert _codes(check(("Most kolejowy.", "Чугунный мост."), concepts=concepts)) == ["T201"]


def test_a_rejected_term_beside_a_right_one_is_not_told(check: CheckTexts) -> None:
    """What was rejected as a rendering may be a word for something else; in its place, it is wrong."""
    assert check(("Rzeka.", "Русло реки. Река.")) == []
    assert _codes(check(("Rzeka.", "Русло."))) == ["T201"]


def test_a_competing_variant_is_named_with_the_preferred_term(check: CheckTexts) -> None:
    """It is no more than information."""
    [found] = check(("Most kolejowy.", "Тут мост железной дороги."))
    assert (found.check, found.severity) == (Check.COMPETING_VARIANT, Severity.INFO)
    assert found.target == Span(4, 24, "мост железной дороги")
    assert found.suggestion == "железнодорожный мост"
    assert found.message == (
        "'мост железной дороги' for 'Most kolejowy' is admitted; 'железнодорожный мост' is preferred"
    )


def test_acronyms_and_short_forms_compete_with_nothing(check: CheckTexts) -> None:
    """Nobody writes the full name each time; nor is that inconsistent."""
    assert check(("Most kolejowy.", "ЖДМ."), ("Most kolejowy.", "Железнодорожный мост.")) == []
    short = Term("железка", ADMITTED, term_type=TermType.SHORT_FORM)
    line = _concept("line", [_term("kolej")], [_term("железная дорога"), short])
    assert check(("Kolej.", "Железка."), concepts=(line,)) == []


def test_inconsistent_renderings_are_told_at_the_end(check: CheckTexts) -> None:
    """Once for each rendering beside the most frequent one, at its first segment."""
    road = _concept("road", [_term("droga")], [_term("дорога", ADMITTED), _term("путь", ADMITTED)])
    found = check(("Droga.", "Дорога."), ("Droga.", "Путь."), ("Droga.", "Путь."), concepts=(road,))
    assert _codes(found) == ["T301"]
    assert found[0].message == "'Droga' is rendered by 'дорога' in 1 segment and by 'путь' in 2 segments"
    assert (found[0].place.segment, found[0].suggestion) == ("1", "путь")
    assert found[0].target == Span(0, 6, "Дорога")
    assert check(("Droga.", "Дорога."), ("Droga.", "Дорога."), concepts=(road,)) == []


def test_the_preferred_term_is_the_one_to_be_consistent_with(check: CheckTexts) -> None:
    """Even if it is the rarer one."""
    variant, preferred = "мост железной дороги", "железнодорожный мост"
    found = check(("Most kolejowy.", variant), ("Most kolejowy.", variant), ("Most kolejowy.", preferred))
    assert _codes(found) == ["T202", "T202", "T301"]
    assert (found[2].place.segment, found[2].suggestion) == ("1", preferred)


def test_words_derived_from_a_rendering_are_renderings(check: CheckTexts) -> None:
    """The adjective of a noun, or a compound; not if it is a term of something else."""
    parliament = _concept("parliament", [_term("parlament")], [_term("парламент")])
    building = _concept("building", [_term("sejm")], [_term("парламентское здание")])
    pair = ("Wybory do parlamentu. Parlament.", "Парламентские выборы.")
    assert check(pair, concepts=(parliament, building)) == []
    pair = ("Parlament.", "Парламентское здание.")
    assert _codes(check(pair, concepts=(parliament, building))) == ["T101"]


def test_a_name_that_is_kept_is_not_untranslated(check: CheckTexts) -> None:
    """A term within it is none; one in a sentence that nobody translated is."""
    assert check(("Tygodnik Nowa Rzeka pisze.", "Еженедельник «Nowa Rzeka» пишет.")) == []
    assert _codes(check(("Ta rzeka jest nowa.", "Ta rzeka jest nowa."))) == ["T102"]


def test_a_term_left_untranslated_is_told_with_both_places(check: CheckTexts) -> None:
    """In place of a missing term; not where the translation is given beside it."""
    [found] = check(("Nowy most kolejowy.", "Новый most kolejowy."))
    assert found.check is Check.UNTRANSLATED
    assert found.target == Span(6, 19, "most kolejowy")
    assert found.suggestion == "железнодорожный мост"
    assert check(("Nowy most kolejowy.", "Новый железнодорожный мост (most kolejowy).")) == []


def test_a_term_not_to_be_translated_must_stay(check: CheckTexts) -> None:
    """With any ending of the target language."""
    [found] = check(("Mapy OpenBridge.", "Карты Опен Бридж."))
    assert (found.check, found.severity) == (Check.KEPT_TERM_CHANGED, Severity.ERROR)
    assert (found.concept, found.suggestion, found.source) == ("kept", "OpenBridge", Span(5, 15, "OpenBridge"))
    assert check(("Mapy OpenBridge.", "Карты OpenBridge'а.")) == []


def test_capitals_matter_where_a_term_says_so(check: CheckTexts) -> None:
    """In the source, other capitals are another word; in the translation, they are a change."""
    name = Concept(
        "name", (LanguageSection("pl", (Term("Most", PREFERRED, do_not_translate=True, is_case_sensitive=True),)),)
    )
    assert check(("Stary most.", "Старый."), concepts=(name,)) == []
    [found] = check(("Firma Most.", "Фирма most."), concepts=(name,))
    assert (found.check, found.target) == (Check.KEPT_TERM_CHANGED, Span(6, 10, "most"))


def test_a_deprecated_term_in_the_source_is_information(check: CheckTexts) -> None:
    """Its translation is looked for all the same."""
    found = check(("Most żelazny.", "Железнодорожный мост."))
    assert [(each.code, each.severity, each.suggestion) for each in found] == [("T401", Severity.INFO, "most kolejowy")]
    assert found[0].message == "'Most żelazny' in the source is deprecated; the glossary has 'most kolejowy'"
    assert _codes(check(("Most żelazny.", "Дом."))) == ["T401", "T101"]


def test_an_empty_target_is_not_translated_yet(make_checker: MakeChecker) -> None:
    """It is counted, and nothing is missed in it."""
    checker = make_checker()
    segments = [Segment("1", "pl", "Rzeka.", "ru", " "), Segment("2", "pl", "Rzeka.", "ru", "Река.")]
    assert list(checker.check(segments)) == []
    assert (checker.checked, checker.untranslated) == (1, 1)


def test_a_region_is_served_by_its_language(make_checker: MakeChecker) -> None:
    """RFC 4647."""
    checker = make_checker()
    [found] = checker.check([Segment("1", "pl-PL", "Rzeka.", "ru-RU", "Дом.")])
    assert found.suggestion == "река"


def test_only_chosen_checks_are_told(make_checker: MakeChecker) -> None:
    """The others are made, and kept to themselves."""
    checker = make_checker(checks=frozenset({Check.DEPRECATED_SOURCE}))
    assert _codes(list(checker.check([Segment("1", "pl", "Most żelazny.", "ru", "Дом.")]))) == ["T401"]


def test_offsets_count_utf16_units_on_request(check: CheckTexts) -> None:
    """A character beyond the first 65,536 counts twice."""
    pair = ("😀 most kolejowy", "😀😀 чугунный мост")
    [found] = check(pair, unit=OffsetUnit.UTF16)
    assert (found.source, found.target) == (Span(3, 16, "most kolejowy"), Span(5, 18, "чугунный мост"))
    [found] = check(pair)
    assert (found.source, found.target) == (Span(2, 15, "most kolejowy"), Span(3, 16, "чугунный мост"))


_words = st.lists(st.sampled_from("most kolejowy żelazny zamek rzeka OpenBridge 😀 i".split()), max_size=8)
_russian = st.lists(
    st.sampled_from("мост железнодорожный чугунный замок русло река OpenBridge rzeka 😀 и".split()), max_size=8
)


@given(_words, _russian)
def test_spans_are_what_they_say(check: CheckTexts, source: list[str], target: list[str]) -> None:
    """Every span cuts its text out of the segment, and one thing is told once."""
    texts = " ".join(source), " ".join(target)
    found = check(texts)
    for each in found:
        assert each.source is not None
        assert texts[0][each.source.start : each.source.end] == each.source.text
        if each.target is not None:
            assert texts[1][each.target.start : each.target.end] == each.target.text
    assert len(found) == len(set(found))


@given(st.lists(st.tuples(_words, _russian), max_size=4))
def test_segments_are_checked_by_themselves(check: CheckTexts, pairs: list[tuple[list[str], list[str]]]) -> None:
    """What stands before and after makes no difference, but for what is told at the end."""
    texts = [(" ".join(source), " ".join(target)) for source, target in pairs]
    together = [found for found in check(*texts) if found.check is not Check.INCONSISTENT]
    alone = [
        replace(found, place=replace(found.place, segment=str(number)))
        for number, pair in enumerate(texts, 1)
        for found in check(pair)
        if found.check is not Check.INCONSISTENT
    ]
    assert together == alone
