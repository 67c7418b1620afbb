"""Choosing preferred terms over a whole glossary: usage, doubt, coherence, and the reasons told."""

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.extract import Candidate
from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass
from align.preference import COHERENCE_LEAD, RankedVariant, Variant, measure_deviation, rank_variants
from glossary.model import ConceptKind, Context, PartOfSpeech, Verdict
from glossary.text import lookup_key


def _make_phrase(text: str) -> Phrase:
    """Return a phrase in which each word hangs on the one before it."""
    words, position = [], 0
    for i, word in enumerate(text.split()):
        relation = Relation.HEAD if i == 0 else Relation.GENITIVE
        words.append(PhraseWord(word, word.lower(), WordClass.NOUN, relation, i - 1, position, position + len(word)))
        position += len(word) + 1
    return Phrase(tuple(words), 0)


def _variant(
    text: str,
    counts: int | Mapping[str, int],
    *,
    kind: ConceptKind = ConceptKind.TERM,
    forms: frozenset[str] = frozenset(),
    seen: str | None = None,
) -> Variant:
    """Return a variant that stands so often in document "a", or in each of some documents."""
    found = seen or text
    by_document = {"a": counts} if isinstance(counts, int) else counts
    contexts = tuple(
        Context(document, 1000 * i, 1000 * i + len(found), found, 0, len(found))
        for document, count in by_document.items()
        for i in range(count)
    )
    phrase = _make_phrase(text)
    key = tuple(text.lower().split())
    noun = PartOfSpeech.NOUN
    return Variant(text, (Candidate("pl", key, text, phrase, kind, noun, None, contexts, 0, 1.0, True),), forms)


def _texts(ranked: Sequence[RankedVariant]) -> list[str]:
    return [each.variant.text for each in ranked]


def _reasons(ranked: Sequence[RankedVariant]) -> dict[str, str]:
    return {each.variant.text: each.reason for each in ranked}


PLOUGH = [_variant("pług śruba", 41), _variant("śruba pług", 33)]


# -- usage -------------------------------------------------------------------------------------------------------------


def test_the_most_used_variant_is_preferred() -> None:
    """The reason quotes the occurrences and the documents."""
    [ranked] = rank_variants([PLOUGH])
    assert _reasons(ranked) == {
        "pług śruba": "41 of 74 occurrences, in 1 of 1 documents",
        "śruba pług": "33 of 74 occurrences, in 1 of 1 documents",
    }


def test_a_lone_variant_needs_no_figures() -> None:
    """Where nothing competes, the reason says so."""
    [[ranked]] = rank_variants([[_variant("brona", 3)]])
    assert ranked.reason == "the only term attested"


def test_evenness_counts_beside_frequency() -> None:
    """A term of one document of four loses to a rarer one that all of them use, and the reason tells."""
    one = _variant("kosa", {"a": 9})
    everywhere = _variant("sierp", dict.fromkeys("abcd", 2))
    filler = [_variant("pole", {"a": 4, "b": 11, "c": 11, "d": 11})]
    [ranked, _] = rank_variants([[one, everywhere], filler])
    assert _texts(ranked) == ["sierp", "kosa"]
    assert ranked[0].reason == (
        "8 of 17 occurrences, in 4 of 4 documents; more evenly spread than the more frequent kosa (9)"
    )


def test_deviation_of_proportions() -> None:
    """The measure of Gries weighs each document by its size: where half the words are, half the occurrences belong."""
    sizes = {"a": 60, "b": 30, "c": 10}
    assert measure_deviation({"a": 6, "b": 3, "c": 1}, sizes) == pytest.approx(0.0)
    assert measure_deviation({"c": 5}, sizes) == pytest.approx(0.9)
    assert measure_deviation({"a": 5}, sizes) == pytest.approx(0.4)


# -- doubt -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("doubtful", "why"),
    [
        ("3 pług", "has a number"),
        ("pług „lemiesz", "has a quotation mark or bracket without its other half"),
        ("lemiesz rol.", "is cut short"),
        ("Lemiesz Pługu", "is written as a title"),
    ],
)
def test_a_doubtful_citation_form_loses(doubtful: str, why: str) -> None:
    """What is odd about the more frequent form is told in the reasons of both."""
    [ranked] = rank_variants([[_variant(doubtful, 5), _variant("lemiesz pługa", 2)]])
    assert _texts(ranked) == ["lemiesz pługa", doubtful]
    assert ranked[0].reason.endswith(f"; beats the more frequent {doubtful} (5), which {why}")
    assert ranked[1].reason.endswith(f"; {why}")


def test_a_form_that_is_neither_attested_nor_regular_loses() -> None:
    """A citation that nobody wrote and no paradigm gives is a guess; one that a paradigm gives is not."""
    guessed = _variant("lemies", 5, forms=frozenset({"lemieszy"}), seen="lemieszy")
    regular = _variant("krój", 2, forms=frozenset({"krój", "kroju"}), seen="kroju")
    [ranked] = rank_variants([[guessed, regular]])
    assert _texts(ranked) == ["krój", "lemies"]
    assert ranked[1].reason.endswith("; is neither attested nor a regular form")


def test_a_doubtful_form_that_is_far_more_used_wins() -> None:
    """Doubt has its bound: forty occurrences are no accident."""
    [ranked] = rank_variants([[_variant("3 pług", 40), _variant("lemiesz pługa", 2)]])
    assert _texts(ranked) == ["3 pług", "lemiesz pługa"]


def test_the_name_of_an_institution_bears_its_capitals() -> None:
    """Capitals are odd in a term, and right in the name of an institution."""
    names = [_variant("Rada Pługu", 3, kind=ConceptKind.ORGANIZATION), _variant("rada pługa", 2)]
    [ranked] = rank_variants([names])
    assert _texts(ranked) == ["Rada Pługu", "rada pługa"]
    assert "title" not in ranked[0].reason


def test_what_belongs_to_a_form_is_no_doubt() -> None:
    """Marks in pairs, and the number of a document, are part of how a thing is called."""
    quoted = [_variant("pług „lemiesz”", 3), _variant("lemiesz pługa", 2)]
    numbered = [_variant("dekret 7", 3, kind=ConceptKind.DOCUMENT), _variant("siódmy dekret", 2)]
    assert [_texts(ranked)[0] for ranked in rank_variants([quoted, numbered])] == ["pług „lemiesz”", "dekret 7"]


# -- coherence ---------------------------------------------------------------------------------------------------------


def test_coherence_beats_frequency() -> None:
    """A longer term follows what is preferred for its part, though the other variant is more frequent."""
    longer = [_variant("warsztat śruba pług", 15), _variant("warsztat pług śruba", 9)]
    [ranked, _] = rank_variants([longer, PLOUGH])
    assert _reasons(ranked) == {
        "warsztat pług śruba": (
            "9 of 24 occurrences, in 1 of 1 documents; contains the preferred pług śruba; "
            "coherence beats the more frequent warsztat śruba pług (15)"
        ),
        "warsztat śruba pług": (
            "15 of 24 occurrences, in 1 of 1 documents; contains śruba pług, where pług śruba is preferred"
        ),
    }


def test_coherence_has_its_bound() -> None:
    """Up to the lead, one more occurrence granted to each, the coherent variant wins; beyond it the frequent one."""
    rare = 2
    limit = int(COHERENCE_LEAD * (rare + 1)) - 1
    for frequency, winner in ((limit - 1, "warsztat pług śruba"), (limit + 1, "warsztat śruba pług")):
        longer = [_variant("warsztat śruba pług", frequency), _variant("warsztat pług śruba", rare)]
        [ranked, _] = rank_variants([longer, PLOUGH])
        assert ranked[0].variant.text == winner
    assert ranked[0].reason.endswith("; used far more than the more coherent warsztat pług śruba (2)")


def test_decisions_reach_up_through_several_lengths() -> None:
    """What is preferred of two words decides of three, and that of four; the shortest conflict is what counts."""
    three = [_variant("warsztat śruba pług", 6), _variant("warsztat pług śruba", 4)]
    four = [_variant("mistrz warsztat śruba pług", 3), _variant("mistrz warsztat pług śruba", 1)]
    [ranked, _, _] = rank_variants([four, three, PLOUGH])
    assert _texts(ranked) == ["mistrz warsztat pług śruba", "mistrz warsztat śruba pług"]
    assert ranked[1].reason.endswith("; contains śruba pług, where pług śruba is preferred")


def test_a_longer_decision_settles_what_is_inside_it() -> None:
    """Where frequency won over coherence for a part, what contains that part goes with it."""
    three = [_variant("warsztat śruba pług", 40), _variant("warsztat pług śruba", 1)]
    four = [_variant("mistrz warsztat śruba pług", 2), _variant("mistrz warsztat pług śruba", 3)]
    [ranked, _, _] = rank_variants([four, three, PLOUGH])
    assert _texts(ranked) == ["mistrz warsztat śruba pług", "mistrz warsztat pług śruba"]


def test_a_part_that_no_rival_contains_is_no_conflict() -> None:
    """Coherence chooses between ways to name the part; a variant without the part gains nothing by it."""
    longer = [_variant("warsztat śruba pług", 3), _variant("kuźnia", 2)]
    [ranked, _] = rank_variants([longer, PLOUGH])
    assert _texts(ranked) == ["warsztat śruba pług", "kuźnia"]
    assert "contains" not in ranked[0].reason


_WORDS = ("bruzda", "kosa", "młyn", "żarno")
_phrases = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3, unique=True).map(" ".join)


@given(st.lists(_phrases, min_size=2, max_size=9, unique=True), st.data())
def test_order_makes_no_difference(texts: list[str], data: st.DataObject) -> None:
    """Sections, and variants in them, may come in any order: the ranks and reasons are the same."""
    counts = data.draw(st.lists(st.integers(1, 6), min_size=len(texts), max_size=len(texts)))
    variants = [_variant(text, {"a": count, "b": 1}) for text, count in zip(texts, counts, strict=True)]
    cut = data.draw(st.integers(1, len(variants) - 1))
    sections = [variants[:cut], variants[cut:]]
    expected = {
        frozenset(_texts(ranked)): [(r.variant.text, r.reason) for r in ranked] for ranked in rank_variants(sections)
    }
    shuffled = [random.Random(cut).sample(section, len(section)) for section in sections[::-1]]
    found = {
        frozenset(_texts(ranked)): [(r.variant.text, r.reason) for r in ranked] for ranked in rank_variants(shuffled)
    }
    assert found == expected


# -- people ------------------------------------------------------------------------------------------------------------


def test_what_a_person_prefers_comes_first_and_longer_terms_keep_to_it() -> None:
    """A decision on a part decides the whole, where the whole would follow a machine's choice, too."""
    long = [_variant("oś pług śruba", 3), _variant("oś śruba pług", 2)]
    machine = rank_variants([PLOUGH, long])
    assert [_texts(ranked)[0] for ranked in machine] == ["pług śruba", "oś pług śruba"]
    people = rank_variants([PLOUGH, long], {("pl", lookup_key("Śruba pług", "pl")): Verdict.PREFERRED})
    assert [_texts(ranked)[0] for ranked in people] == ["śruba pług", "oś śruba pług"]


@pytest.mark.parametrize("verdict", [Verdict.DEPRECATED, Verdict.REJECTED])
def test_what_a_person_does_not_want_comes_last(verdict: Verdict) -> None:
    """The next best takes its place; a term that is only admitted stays where it is."""
    key = ("pl", lookup_key("pług śruba", "pl"))
    assert _texts(rank_variants([PLOUGH], {key: verdict})[0]) == ["śruba pług", "pług śruba"]
    assert _texts(rank_variants([PLOUGH], {key: Verdict.ADMITTED})[0]) == ["pług śruba", "śruba pług"]
