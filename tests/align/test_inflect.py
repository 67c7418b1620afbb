"""Generated forms of terms that files and people bring."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.inflect import MAX_LENGTH, choose_forms, inflect, inflect_change, inflect_concept_change
from glossary.curation import Action, Change, ConceptChange, create, edit, merge
from glossary.model import (
    Concept,
    Form,
    FormOrigin,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    Term,
)
from glossary.text import lookup_key

OLD = Form("starym formom", FormOrigin.GENERATED)


def make_concept(*terms: Term, language: str = "pl", identifier: str = "c") -> Concept:
    """Return a concept with terms of one language."""
    return Concept(identifier, (LanguageSection(language, terms),))


def list_forms(concept: Concept | None, term: int = 0) -> list[str]:
    """Return the forms of a term of a concept's first section."""
    assert concept is not None
    return [form.text for form in concept.sections[0].terms[term].forms]


def test_a_bare_term_gets_its_paradigm() -> None:
    """All forms but the citation form are there, marked as generated and counted nowhere."""
    term = inflect(make_concept(Term("czarny kot"))).sections[0].terms[0]
    assert {form.text for form in term.forms} >= {"czarnego kota", "czarnym kotem", "czarne koty", "czarnych kotów"}
    assert {(form.origin, form.count) for form in term.forms} == {(FormOrigin.GENERATED, 0)}
    assert "czarny kot" not in [form.text for form in term.forms]


@pytest.mark.parametrize(
    ("language", "text", "form"),
    [
        ("pl-PL", "czarny kot", "czarnego kota"),
        ("ru", "чёрный кот", "чёрного кота"),
        ("el-CY", "μαύρη γάτα", "μαύρης γάτας"),
        ("ar-EG", "قطة صغيرة", "بالقطة الصغيرة"),
    ],
)
def test_a_regional_tag_has_the_forms_of_its_language(language: str, text: str, form: str) -> None:
    """Only the primary subtag matters."""
    assert any(each.startswith(form) for each in list_forms(inflect(make_concept(Term(text), language=language))))


def test_a_term_with_generated_forms_keeps_them() -> None:
    """As does a concept of a language that has no module; both are returned as they are."""
    done, foreign = make_concept(Term("kot", forms=(OLD,))), make_concept(Term("Katze"), language="de")
    assert inflect(done) is done
    assert inflect(foreign) is foreign


def test_seen_forms_stay_and_are_not_generated_again() -> None:
    """A form that differs from a seen one only in what lookups fold is left out."""
    seen = Form("Czarnego Kota", FormOrigin.SEEN, 2)
    forms = list_forms(inflect(make_concept(Term("czarny kot", forms=(seen,)))))
    assert forms[0] == "Czarnego Kota"
    assert "czarnego kota" not in forms
    assert "czarnemu kotu" in forms


@pytest.mark.parametrize(
    ("term", "form", "has_it"),
    [
        (Term("zamki", number=GrammaticalNumber.PLURAL), "zamków", True),
        (Term("łagodny", part_of_speech=PartOfSpeech.ADJECTIVE), "łagodnymi", True),
        (Term("biec", part_of_speech=PartOfSpeech.VERB), "biegnie", True),
        (Term("łagodnie", part_of_speech=PartOfSpeech.ADVERB), "łagodny", False),
        (Term("sierota", gender=GrammaticalGender.FEMININE), "sierotę", True),
        (Term("kot " * (MAX_LENGTH // 4) + "domowy"), "kota", False),
    ],
)
def test_the_grammar_of_a_term_is_heeded(term: Term, form: str, *, has_it: bool) -> None:
    """Its number, gender and part of speech; adverbs and whole sentences have no forms."""
    assert (form in list_forms(inflect(make_concept(term)))) is has_it


# -- acts --------------------------------------------------------------------------------------------------------------


def test_a_new_concept_is_inflected() -> None:
    """An act that puts one in keeps all else."""
    change = create(make_concept(Term("kot")))
    inflected = inflect_change(change)
    assert "kotem" in list_forms(inflected.concepts[0].after)
    assert replace(inflected, concepts=change.concepts) == change


def test_a_renamed_term_loses_the_forms_of_its_old_text() -> None:
    """It gets those of the new one, and keeps the forms that texts have shown."""
    seen = Form("kotu", FormOrigin.SEEN, 1)
    before = inflect(make_concept(Term("kot", forms=(seen,)), Term("pies")))
    [section] = before.sections
    renamed = replace(
        before, sections=(replace(section, terms=(replace(section.terms[0], text="lis"), section.terms[1])),)
    )
    after = inflect_change(edit(before, renamed)).concepts[0].after
    assert "kotem" not in list_forms(after)
    assert list_forms(after)[0] == "kotu"
    assert "lisem" in list_forms(after)
    assert list_forms(after, 1) == list_forms(before, 1)


def test_a_term_of_another_grammar_gets_other_forms() -> None:
    """Whoever says that it is a plural need not see to its forms."""
    before = make_concept(Term("zamki", forms=(OLD,)))
    term = replace(before.sections[0].terms[0], number=GrammaticalNumber.PLURAL)
    after = inflect_change(edit(before, make_concept(term))).concepts[0].after
    assert OLD.text not in list_forms(after)
    assert "zamkami" in list_forms(after)


def test_terms_that_an_act_leaves_alone_stay_as_they_are() -> None:
    """Even if they have no generated forms: nothing is looked up for them."""
    one, other = make_concept(Term("kot")), make_concept(Term("pies"), identifier="d")
    change = merge(one, other)
    assert inflect_change(change) is change


def test_forms_that_come_with_a_new_term_stay() -> None:
    """They are not those of any term that went."""
    before = make_concept(Term("kot"))
    after = make_concept(Term("kot"), Term("kotek", forms=(OLD,)))
    assert list_forms(inflect_change(edit(before, after)).concepts[0].after, 1) == [OLD.text]


def test_a_concept_that_goes_and_one_that_is_the_same_need_no_forms() -> None:
    """An import tells changes one by one."""
    concept = make_concept(Term("kot"))
    gone, same = ConceptChange(concept, None), ConceptChange(concept, concept)
    assert inflect_concept_change(gone) == gone
    assert inflect_concept_change(same) == same
    assert inflect_change(Change(Action.DELETE, (gone,))).concepts == (gone,)


# -- distinct forms ----------------------------------------------------------------------------------------------------


def test_of_forms_with_one_key_the_plainest_is_kept() -> None:
    """The shortest; of equally long ones that with the fewest capitals."""
    forms = ["الكتاب", "كتاب", "للكتاب", "وكتاب", "والكتاب"]
    assert choose_forms("كتاب", [], forms, "ar") == ["للكتاب", "والكتاب", "وكتاب"]
    assert choose_forms("dom", ["domu"], ["DOMU", "Domem", "domem", "dom."], "pl") == ["domem"]


@given(st.text(max_size=5), st.lists(st.text("aAbBąَو ", max_size=4)), st.lists(st.text("aAbBąَو ", max_size=4)))
def test_chosen_forms_are_distinct_by_key(citation: str, seen: list[str], made: list[str]) -> None:
    """In whatever order they come, every key is there once, and none that needs no generated form."""
    chosen = choose_forms(citation, seen, made, "pl")
    keys = [lookup_key(text, "pl") for text in chosen]
    known = {lookup_key(text, "pl") for text in (citation, *seen)}
    assert set(keys) == {lookup_key(text, "pl") for text in made} - known - {""}
    assert len(keys) == len(set(keys))
    assert choose_forms(citation, seen, sorted(made, reverse=True), "pl") == chosen
