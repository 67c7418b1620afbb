"""Arabic: segmentation in context, phrase trees, citation, forms and roots."""

import pytest

from align.languages import Language, get_language
from align.languages.arabic import load
from align.languages.arabic_lexicon import find_closed_class, load_lexicon
from align.languages.phrases import Phrase, Relation, WordClass

COMMITTEE = (
    "عقدت لجنة التعبئة الجماهيرية التابعة للجنة الحزب الإقليمية مؤتمرا.",
    "حضر المؤتمر رئيس اللجنة الشعبية الإقليمية.",
    "اللجنة المركزية للتعبئة الجماهيرية.",
)


def find(*sentences: str) -> list[Phrase]:
    """Return the maximal phrases of all sentences in order."""
    return [phrase for phrases in load().find_phrases(sentences) for phrase in phrases]


def text_of(phrase: Phrase) -> str:
    """Return the words of a phrase as they stand."""
    return " ".join(word.text for word in phrase.words)


def subphrases(*sentences: str) -> dict[str, Phrase]:
    """Return every sub-phrase by its text."""
    return {text_of(part): part for phrase in find(*sentences) for part in phrase.find_subphrases(8)}


def lemma_of(token: str, *context: str) -> str:
    """Return the lemma of the head of the phrase that begins with a token."""
    return next(phrase for phrase in find(token, *context) if phrase.words[0].text == token).words[0].lemma


def test_language_is_registered() -> None:
    """The module is found by its tag and satisfies the protocol."""
    language: Language = get_language("ar")
    assert language.tag == "ar"
    assert language is load()


def test_offsets_are_those_of_whole_tokens() -> None:
    """Each word is a whole token of the sentence, proclitics included."""
    sentence = "في للجنة المركزية والمنظمات الشعبية"
    for phrase in find(sentence):
        for word in phrase.words:
            assert sentence[word.start : word.end] == word.text
    assert "والمنظمات الشعبية" in subphrases(sentence)


@pytest.mark.parametrize(
    ("tokens", "lemma"),
    [
        (("المنظمات", "منظمات", "منظمة", "والمنظمات", "للمنظمات", "بمنظمة"), "منظمة"),
        (("لجنة", "لجان", "اللجنة", "لجانها"), "لجنة"),
        (("عمل", "أعمال", "الأعمال", "بأعمال"), "عمل"),
        (("مؤتمر", "المؤتمرات", "مؤتمرا", "بالمؤتمر"), "مؤتمر"),
        (("قانون", "قوانين", "والقوانين"), "قانون"),
        (("مدرسة", "المدارس", "مدرستهم"), "مدرسة"),
        (("مستوى", "المستويات"), "مستوى"),
        (("المواطنين", "المواطنون", "مواطن"), "مواطن"),
        (("تحسين", "بتحسين"), "تحسين"),
        (("وزير", "الوزراء", "ووزير"), "وزير"),
        (("حل", "الحلول"), "حل"),
        (("ظروف", "الظروف"), "ظرف"),
    ],
)
def test_inflected_forms_share_a_lemma(tokens: tuple[str, ...], lemma: str) -> None:
    """Clitics, article, pronoun and plural do not change the lemma."""
    assert {lemma_of(token) for token in tokens} == {lemma}


def test_first_letters_of_a_word_are_not_taken_for_proclitics() -> None:
    """وطن, بناء, لقاء, كتاب and فريق are whole words."""
    assert [lemma_of(word) for word in ("وطن", "بناء", "لقاء", "كتاب", "فريق")] == [
        "وطن",
        "بناء",
        "لقاء",
        "كتاب",
        "فريق",
    ]


def test_to_the_committee_is_not_paradise() -> None:
    """للجنة in a text about a committee is ل + لجنة, in the construct state before a noun that does not agree."""
    part = subphrases(*COMMITTEE)["للجنة الحزب"]
    assert part.words[0].lemma == "لجنة"
    assert load().cite(part, "Sing") == "لجنة الحزب"


def test_to_the_committee_keeps_its_article_before_an_adjective() -> None:
    """للجنة المركزية is ل + اللجنة المركزية."""
    part = subphrases("قدم التقرير للجنة المركزية.", *COMMITTEE)["للجنة المركزية"]
    assert load().cite(part, "Sing") == "اللجنة المركزية"


def test_adjective_belongs_to_the_noun_it_agrees_with() -> None:
    """In لجنة الحزب الإقليمية the feminine adjective is the committee's, so "الحزب الإقليمية" is no part."""
    parts = subphrases("لجنة الحزب الإقليمية")
    assert set(parts) == {"لجنة", "الحزب", "لجنة الحزب", "لجنة الحزب الإقليمية"}
    adjective = parts["لجنة الحزب الإقليمية"].words[2]
    assert (adjective.lemma, adjective.word_class, adjective.relation, adjective.governor) == (
        "إقليمي",
        WordClass.ADJECTIVE,
        Relation.MODIFIER,
        0,
    )


def test_plural_of_things_takes_a_feminine_adjective() -> None:
    """The adjective of a broken plural of things is feminine singular: قوانين الحزب الجديدة."""
    words = find("قوانين الحزب الجديدة")[0].words
    assert [word.governor for word in words] == [-1, 0, 0]


def test_relational_adjective_is_not_taken_for_a_plural() -> None:
    """قيادية and نهائية look like broken plurals, but are feminine adjectives."""
    words = find("التوجيهات القيادية النهائية")[0].words
    assert [(word.lemma, word.governor) for word in words] == [("توجيه", -1), ("قيادي", 0), ("نهائي", 0)]


def test_coordinated_adjectives_are_modifiers_of_one_noun() -> None:
    """الاجتماعية والسياسية both describe المنظمات; a noun after و is coordinated."""
    words = find("المنظمات الاجتماعية والسياسية والأحزاب")[0].words
    assert [(word.relation, word.governor) for word in words] == [
        (Relation.HEAD, -1),
        (Relation.MODIFIER, 0),
        (Relation.MODIFIER, 0),
        (Relation.COORDINATED, 0),
    ]


def test_lam_links_to_a_definite_phrase() -> None:
    """للتعبئة is linked to اللجنة and makes a term of its own, cited with its article."""
    parts = subphrases("اللجنة المركزية للتعبئة الجماهيرية")
    words = parts["اللجنة المركزية للتعبئة الجماهيرية"].words
    assert (words[2].relation, words[2].governor) == (Relation.LINKED, 0)
    assert load().cite(parts["للتعبئة الجماهيرية"], "Sing") == "التعبئة الجماهيرية"


def test_linking_participle_is_a_function_word() -> None:
    """التابعة introduces what لجنة belongs to and never ends a term."""
    words = find(*COMMITTEE)[0].words
    assert [word.text for word in words] == "لجنة التعبئة الجماهيرية التابعة للجنة الحزب الإقليمية".split()
    assert (words[3].relation, words[3].governor) == (Relation.FUNCTION, 4)
    assert (words[4].relation, words[4].governor) == (Relation.LINKED, 0)
    assert "لجنة التعبئة الجماهيرية التابعة" not in subphrases(*COMMITTEE)


def test_preposition_links_as_a_function_word() -> None:
    """في stands between a noun and the noun linked to it."""
    words = find("الاستثمار في الطاقة المتجددة")[0].words
    assert [(word.relation, word.governor) for word in words[:3]] == [
        (Relation.HEAD, -1),
        (Relation.FUNCTION, 2),
        (Relation.LINKED, 0),
    ]


def test_verbs_and_function_words_are_no_phrases() -> None:
    """Verbs, particles and prepositions with pronouns stand outside of phrases; so does a noun-like opening verb."""
    sentence = "حضر المؤتمر أكثر الوزراء، ثم ألقى الرئيس كلمة أكد فيها أن الحكومة تعمل معهم."
    words = {word.text for phrase in find(sentence) for word in phrase.words}
    assert words.isdisjoint({"حضر", "ثم", "ألقى", "أكد", "فيها", "أن", "تعمل", "معهم"})
    assert {"المؤتمر", "الرئيس", "الحكومة"} <= words


def test_verbal_sentence_does_not_join_subject_and_object() -> None:
    """Two definite nouns that do not agree are not noun and adjective."""
    assert [text_of(phrase) for phrase in find("عقدت اللجنة المؤتمر")] == ["اللجنة", "المؤتمر"]


def test_names_are_one_phrase() -> None:
    """Unknown words in a row are a name, with the small words among and before them."""
    found = {text_of(phrase): phrase for phrase in find("حضر المؤتمر تران ذي دونج.", "زار مقاطعة ها تينه.")}
    assert found["تران ذي دونج"].is_name
    assert "ها تينه" in subphrases("زار مقاطعة ها تينه.")
    assert text_of(found["مقاطعة ها تينه"]) == "مقاطعة ها تينه"


def test_name_may_begin_like_a_preposition() -> None:
    """After a title في cannot be a preposition, and the same sequence is a name wherever it stands."""
    found = find("حضر الرفيق في تو ليو.", "أكد رئيس القسم (اللجنة) في تو ليو: نعم.")
    assert [text_of(phrase) for phrase in found if phrase.is_name] == ["في تو ليو", "في تو ليو"]
    assert [text for text, part in subphrases("يعيش الناس في لندن.").items() if part.is_name] == ["لندن"]


def test_common_words_are_no_names() -> None:
    """Verbal nouns, which rarely take the article, and derived forms are nouns."""
    for word in ("إيجاد", "اتخاذ", "تعزيز", "انعكاسات", "اقتراحاتهم", "محادثات", "مواصلة"):
        assert not find(word)[0].is_name, word


@pytest.mark.parametrize(
    ("text", "number", "citation"),
    [
        ("والمنظمات الشعبية", "Plur", "المنظمات الشعبية"),
        ("والمنظمات الشعبية", "Sing", "المنظمة الشعبية"),
        ("القرارات السياسية", "Sing", "القرار السياسي"),
        ("بسياسات الحزب", "Plur", "سياسات الحزب"),
        ("بسياسات الحزب", "Sing", "سياسة الحزب"),
        ("مؤتمراً وطنياً", "Sing", "مؤتمر وطني"),
        ("دورها الأساسي", "Sing", "الدور الأساسي"),
        ("المواطنين", "Plur", "المواطنون"),
        ("المواطنين", "Sing", "المواطن"),
        ("لجان الحزب", "Sing", "لجان الحزب"),
        ("للأعمال غير المشروعة", "Plur", "الأعمال غير المشروعة"),
        ("المؤتمر الوطني الثالث عشر", "Sing", "المؤتمر الوطني الثالث عشر"),
    ],
)
def test_citation(text: str, number: str, citation: str) -> None:
    """The head loses proclitics and pronoun and keeps its definiteness; a sound plural may become singular."""
    phrase = find(text)[0]
    assert text_of(phrase) == text
    assert load().cite(phrase, number) == citation


def test_forms_toggle_the_article_and_add_proclitics() -> None:
    """Forms hold both definitenesses with agreement, contraction after ل, and the accusative."""
    forms = load().forms(find("مؤتمر وطني")[0])
    assert {"المؤتمر الوطني", "للمؤتمر الوطني", "والمؤتمر الوطني", "بمؤتمر وطني", "مؤتمرا وطنيا"} <= forms
    assert "المؤتمر وطني" not in forms


def test_forms_of_a_construct_change_its_end() -> None:
    """The head of a construct never takes the article; its last noun and all adjectives do."""
    forms = load().forms(find("لجنة التعبئة الجماهيرية")[0])
    assert {"للجنة التعبئة الجماهيرية", "وبلجنة التعبئة الجماهيرية", "لجنة تعبئة جماهيرية"} <= forms
    assert not any(form.startswith("اللجنة") for form in forms)


@pytest.mark.parametrize(
    ("adjective", "noun"),
    [
        ("حزبي", "حزب"),
        ("وطني", "وطن"),
        ("إقليمي", "إقليم"),
        ("شعبي", "شعب"),
        ("سياسي", "سياسة"),
        ("مركزي", "مركز"),
        ("جماهيري", "جمهور"),
        ("حكومي", "حكومة"),
        ("اجتماعي", "اجتماع"),
        ("إداري", "ادارة"),
    ],
)
def test_relational_adjective_shares_the_root_of_its_noun(adjective: str, noun: str) -> None:
    """A nisba adjective and its noun have one root, whatever the hamza carrier."""
    assert load().stem(adjective) == load().stem(noun)


@pytest.mark.parametrize(
    ("one", "other"), [("شعبي", "شعبة"), ("عملي", "عامل"), ("حكم", "حكومة"), ("نادي", "ناد"), ("مركزي", "تركيز")]
)
def test_other_words_keep_their_own_root(one: str, other: str) -> None:
    """Words that only look alike are kept apart."""
    assert load().stem(one) != load().stem(other)


def test_general_lemmas() -> None:
    """Quantifiers and light nouns are general; content nouns are not."""
    language = load()
    assert [language.is_general(lemma) for lemma in ("كل", "كافة", "عدد", "غير", "شكل")] == [True] * 5
    assert not any(language.is_general(lemma) for lemma in ("لجنة", "حزب", "قانون"))


def test_reading_is_deterministic() -> None:
    """The same sentences give the same phrases, in any order of the calls."""
    first = load().find_phrases(COMMITTEE)
    load().find_phrases(["دخل الجنة."])
    assert load().find_phrases(COMMITTEE) == first


@pytest.mark.parametrize("sentence", ["", " ", "،", "123 abc", "ـ", "و", "\u064b"])
def test_sentences_without_words_have_no_phrases(sentence: str) -> None:
    """Empty text, punctuation, stray marks and foreign letters yield nothing and raise nothing."""
    assert find(sentence) == []


def test_singular_of_a_sound_plural_needs_evidence() -> None:
    """A word that merely ends like a plural has no singular."""
    lexicon = load_lexicon()
    assert lexicon.find_masculine_plural("مسؤولين") == "مسؤول"
    assert [lexicon.find_masculine_plural(word) for word in ("قوانين", "تحسين", "تلفزيون")] == [None, None, None]


def test_number_hangs_on_the_noun_for_a_document() -> None:
    """The number with its sign is one word, before or after the genitives of the noun."""
    decision = subphrases("أصدر القرار رقم 2254 أمس")["القرار رقم 2254"]
    assert [(word.lemma, word.word_class) for word in decision.words][1] == ("2254", WordClass.NUMBER)
    council = subphrases("صدر قرار مجلس المدينة رقم 5")["قرار مجلس المدينة رقم 5"]
    assert (council.words[3].relation, council.words[3].governor) == (Relation.MODIFIER, 0)
    assert load().cite(council, "Sing") == "قرار مجلس المدينة رقم 5"
    assert "المدرسة رقم 5" not in subphrases("زرت المدرسة رقم 5")


def test_quoted_phrase_is_the_genitive_of_a_bare_noun() -> None:
    """It is, if the marks hold one whole noun phrase; the article is not put inside them."""
    parts = subphrases('نجح مشروع "المدينة النظيفة" أمس')
    project = parts['مشروع "المدينة النظيفة"']
    assert [word.relation for word in project.words] == [Relation.HEAD, Relation.GENITIVE, Relation.MODIFIER]
    assert load().cite(project, "Sing") == 'مشروع "المدينة النظيفة"'
    assert {form for form in load().forms(project) if form.startswith("ال")} == set()
    assert "المدينة النظيفة" in parts
    assert not [text for text in subphrases('نجح مشروع "المدينة النظيفة') if '"' in text]


def test_rare_syllables_beside_a_name_belong_to_it() -> None:
    """A syllable that no other text has is no verb."""
    found = [text_of(phrase) for phrase in find("زار المدينة نغوين نجوك تشاو.") if phrase.is_name]
    assert "نغوين نجوك تشاو" in found


@pytest.mark.parametrize("mark", ["ـ", "ً", "ـً"])
def test_a_word_of_marks_only_is_no_word(mark: str) -> None:
    """A stretching stroke or a vowel sign that stands alone is nothing, also beside a name."""
    sentence = f"زار نجوين {mark} هاي المدينة {mark} القديمة."
    assert len(get_language("ar").find_phrases([sentence])) == 1
    assert find_closed_class("") is None
