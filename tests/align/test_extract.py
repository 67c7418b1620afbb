"""Mentions are reduced to candidates: one for each lemma key, with every occurrence, nesting and termhood."""

from align.documents import Document, Segment
from align.extract import Candidate, reduce_mentions
from align.mentions import find_mentions
from glossary.model import ConceptKind, GrammaticalGender, PartOfSpeech


def _document(language: str, *sentences: str) -> Document:
    segments = []
    start = 0
    for sentence in sentences:
        segments.append(Segment(sentence, language, start))
        start += len(sentence) + 1
    return Document("d", "d.txt", language, "t", " ".join(sentences), tuple(segments))


def _extract(language: str, *sentences: str) -> dict[str, Candidate]:
    return {c.text: c for c in reduce_mentions(language, find_mentions(_document(language, *sentences)))}


def test_inflected_forms_of_one_term_are_one_candidate() -> None:
    """Three cases of one phrase give one candidate in its citation form, with all its occurrences."""
    found = _extract(
        "pl", "Rada gminna obraduje.", "Uchwała rady gminnej obowiązuje.", "Wójt przedstawił radzie gminnej budżet."
    )
    term = found["rada gminna"]
    assert term.frequency == 3
    assert [c.sentence[c.sentence_start : c.sentence_end] for c in term.contexts] == [
        "Rada gminna",
        "rady gminnej",
        "radzie gminnej",
    ]
    assert (term.part_of_speech, term.gender) == (PartOfSpeech.NOUN, GrammaticalGender.FEMININE)


def test_offsets_point_into_the_original_text() -> None:
    """The offsets of each occurrence cut the very words out of the document."""
    document = _document("ru", "Закон принят.", "Текст закона опубликован.", "О законе спорят.")
    (term,) = [c for c in reduce_mentions("ru", find_mentions(document)) if c.text == "закон"]
    assert [document.text[c.start : c.end] for c in term.contexts] == ["Закон", "закона", "законе"]


def test_nested_occurrences_are_counted() -> None:
    """An occurrence inside a longer candidate is nested."""
    found = _extract(
        "ru",
        "Городской совет собрался.",
        "Председатель городского совета выступил.",
        "Председателя городского совета избрали.",
    )
    assert (found["городской совет"].frequency, found["городской совет"].nested) == (3, 2)
    assert found["председатель городского совета"].frequency == 2


def test_a_part_that_always_goes_on_with_the_same_word_does_not_stand_by_itself() -> None:
    """Where "союз" never stands without the word after it, "профессиональный союз" alone is weak."""
    found = _extract(
        "ru",
        "Профессиональный союз учителей бастует.",
        "Лидер профессионального союза учителей выступил.",
        "Они вступили в профессиональный союз учителей.",
    )
    assert found["профессиональный союз учителей"].is_strong
    assert not found["профессиональный союз"].is_strong


def test_a_part_that_is_nowhere_whole_owes_its_most_frequent_container() -> None:
    """That other, rare phrases hold "профессиональный союз", too, makes it no better a term."""
    found = _extract(
        "ru",
        "Профессиональный союз учителей бастует.",
        "Лидер профессионального союза учителей выступил.",
        "Они вступили в профессиональный союз учителей.",
        "Там есть профессиональный союз врачей.",
    )
    assert found["профессиональный союз"].termhood < found["профессиональный союз учителей"].termhood / 2


def test_names_joined_by_a_conjunction_are_no_term() -> None:
    """Two institutions are two terms; common nouns, and a name with a coordination in it, are one."""
    found = _extract("pl", "Dziś Rada Gminy i Urząd Miasta, prawo i obowiązek oraz Ministerstwo Nauki i Sportu.")
    assert not [text for text in found if "Urząd" in text and "Rada" in text]
    assert "prawo i obowiązek" in found
    assert "Ministerstwo Nauki i Sportu" in found


def test_linked_phrase_needs_statistics() -> None:
    """A prepositional phrase seen once is no term; one that its noun takes habitually is."""
    once = _extract("pl", "Ustawa leżała na biurku.", "Projekt ustawy czeka.", "Nowa ustawa i stara ustawa.")
    assert not [text for text in once if " na " in text]
    often = _extract("pl", "Rada do spraw edukacji obraduje.", "Powołano radę do spraw edukacji.")
    assert often["rada do spraw edukacji"].frequency == 2


def test_coordination_needs_repetition() -> None:
    """Two nouns joined by a conjunction stand by themselves only where that is repeated."""
    assert not _extract("pl", "Znamy prawo i obowiązek.")["prawo i obowiązek"].is_strong
    assert _extract("pl", "Znamy prawo i obowiązek.", "Prawo i obowiązek to jedno.")["prawo i obowiązek"].is_strong


def test_names_of_persons_and_places_are_told_apart() -> None:
    """A name of several words is a person; a name after a locative preposition a place."""
    found = _extract("pl", "Minister Nguyen Van Hung wystąpił w Hanoi.", "Konferencja odbyła się w Hanoi.")
    assert found["Nguyen Van Hung"].kind is ConceptKind.PERSON
    assert found["Hanoi"].kind is ConceptKind.PLACE
    assert found["Hanoi"].part_of_speech is PartOfSpeech.PROPER_NOUN


def test_capitals_inside_a_sentence_make_an_organisation() -> None:
    """A phrase that is written with capitals where nothing asks for them names an institution."""
    found = _extract("ru", "Сегодня Верховный Суд отменил решение.", "Его направили в Верховный Суд.")
    assert found["Верховный Суд"].kind is ConceptKind.ORGANIZATION


def test_a_capital_at_the_start_of_a_sentence_or_quotation_says_nothing() -> None:
    """The citation form has a small letter where capitals stand only at starts."""
    found = _extract("ru", "Народный контроль нужен.", "Статья «Народный контроль» вышла.", "О народном контроле.")
    assert "народный контроль" in found


def test_arabic_citation_has_no_proclitics() -> None:
    """Prepositions and conjunctions that are written together with the word are no part of the term."""
    found = _extract(
        "ar", "اجتمع المجلس البلدي اليوم.", "قدم تقريرا للمجلس البلدي.", "وقال المجلس البلدي إن العمل مستمر."
    )
    assert found["المجلس البلدي"].frequency == 3


def test_greek_articles_are_no_part_of_the_key() -> None:
    """A genitive with or without its article is the same term."""
    found = _extract("el", "Το μέλος του κόμματος ψήφισε.", "Τα μέλη του κόμματος ψήφισαν.")
    assert found["μέλος του κόμματος"].key == ("μέλος", "κόμμα")
    assert found["μέλος του κόμματος"].frequency == 2


def test_a_term_stands_without_its_ordinal() -> None:
    """An ordinal tells one occasion from another; the term is what all of them are."""
    found = _extract("pl", "XIII Zjazd Nauczycieli trwa.", "Uchwały XIII Zjazdu Nauczycieli ogłoszono.")
    assert found["Zjazd Nauczycieli"].is_strong


def test_documents_are_told_by_number_or_title() -> None:
    """A noun for a document with a number or a title is a document; without either it is a term."""
    found = _extract("pl", "Rada przyjęła uchwałę nr 12/2021.", "Czytamy Kodeks Pracy.", "Nowa ustawa obowiązuje.")
    assert found["uchwała nr 12/2021"].kind is ConceptKind.DOCUMENT
    assert found["Kodeks Pracy"].kind is ConceptKind.DOCUMENT
    assert found["nowa ustawa"].kind is ConceptKind.TERM


def test_what_quantifies_is_cited_in_the_plural_and_needs_repetition() -> None:
    """Schools of all districts are many; seen once, such a phrase is weak."""
    once = _extract("ru", "Собрались школы всех районов.")
    assert not once["школы всех районов"].is_strong
    twice = _extract("ru", "Собрались школы всех районов.", "Мы видели школы всех районов.")
    assert twice["школы всех районов"].is_strong


def test_an_ambiguous_head_takes_the_number_of_what_is_coordinated_with_it() -> None:
    """A form like "powieści" may be a genitive of the singular; beside a plural it is one."""
    assert "powieści i wiersze" in _extract("pl", "Czytał powieści i wiersze.")


def test_phrases_without_support_are_weak_and_make_nothing_nested() -> None:
    """A short prepositional phrase is possible, but does not count around its parts."""
    found = _extract("pl", "Ustawa o podatku leżała.", "Projekt ustawy czeka.", "Nowa ustawa i stara ustawa.")
    assert not found["ustawa o podatku"].is_strong
    assert found["podatek"].nested == 0
