"""Russian: phrases, names, citation forms, paradigms and roots, with the real dictionary and networks."""

import pytest

from align.languages import get_language
from align.languages.chains import Word
from align.languages.grammar import AgreementLanguage
from align.languages.phrases import Phrase, WordClass
from align.languages.russian import Russian
from align.languages.russian_names import infer_name_lemmas, infer_person_lemmas
from align.languages.russian_roots import find_base_noun
from align.languages.russian_tagger import Tag
from align.languages.tokens import tokenize


@pytest.fixture(scope="module")
def russian() -> Russian:
    """Return the module of Russian, loaded once."""
    language = get_language("ru")
    assert isinstance(language, Russian)
    return language


def find(russian: AgreementLanguage, sentence: str) -> list[Phrase]:
    """Return the maximal phrases of one sentence."""
    return russian.find_phrases([sentence])[0]


def find_one(russian: AgreementLanguage, sentence: str, text: str) -> Phrase:
    """Return the phrase or part of a phrase that stands for `text` in a sentence."""
    parts = [part for phrase in find(russian, sentence) for part in phrase.find_subphrases(8)]
    return next(part for part in parts if sentence[part.start : part.end] == text)


def read_names(russian: Russian, sentence: str) -> list[str]:
    """Return the text of each name of a sentence."""
    return [sentence[p.start : p.end] for p in find(russian, sentence) if p.is_name]


@pytest.mark.parametrize(
    ("sentence", "text", "citation"),
    [
        (
            "Он выступил на заседании провинциального комитета партии.",
            "провинциального комитета партии",
            "провинциальный комитет партии",
        ),
        (
            "Они уделяют внимание работе по массовой мобилизации.",
            "работе по массовой мобилизации",
            "работа по массовой мобилизации",
        ),
        ("Собрались руководители партийных комитетов.", "партийных комитетов", "партийный комитет"),
        ("Они повысили роль органов власти.", "органов власти", "орган власти"),
        ("Растёт число государственных служащих.", "государственных служащих", "государственный служащий"),
        ("Он долго беседовал с верующими.", "верующими", "верующий"),
        ("Построено много бедных и прочных домов.", "бедных и прочных домов", "бедный и прочный дом"),
        ("Купили три пары новых ножниц.", "новых ножниц", "новые ножницы"),
        ("Решение принято на 14-м съезде партии.", "14-м съезде партии", "14-й съезд партии"),
        ("Это сказано в резолюции XIII съезда.", "XIII съезда", "XIII съезд"),
        ("Он говорил о Руководящем комитете.", "Руководящем комитете", "Руководящий комитет"),
        ("Фильм получил приз за лучшую картину.", "лучшую картину", "лучшая картина"),
        ("Об этом говорят комитетам и организациям.", "комитетам и организациям", "комитет и организация"),
    ],
)
def test_cite_puts_head_and_modifiers_into_the_nominative(
    russian: Russian, sentence: str, text: str, citation: str
) -> None:
    """The head and what agrees with it are cited in the nominative singular, the rest stays as it stands."""
    assert russian.cite(find_one(russian, sentence, text), "Sing") == citation


def test_cite_in_the_plural(russian: Russian) -> None:
    """The plural citation form agrees as well."""
    phrase = find_one(russian, "Он посетил провинциальный комитет партии.", "провинциальный комитет партии")
    assert russian.cite(phrase, "Plur") == "провинциальные комитеты партии"


def test_phrases_are_joined_by_genitive_preposition_and_conjunction(russian: Russian) -> None:
    """A phrase goes on over genitives and governed prepositions, and the clause around it stays outside."""
    sentence = "Заместитель секретаря комитета партии по работе с населением выступил на конференции."
    texts = [sentence[p.start : p.end] for p in find(russian, sentence)]
    assert texts == ["Заместитель секретаря комитета партии по работе с населением", "конференции"]


def test_prepositions_of_several_words_are_no_nouns(russian: Russian) -> None:
    """Prepositions such as "за счет" and "в соответствии с" join phrases; their nouns are never found."""
    sentence = "Фонд оказал помощь за счет бюджета в соответствии с законом."
    lemmas = {word.lemma for phrase in find(russian, sentence) for word in phrase.content()}
    assert lemmas == {"фонд", "помощь", "бюджет", "закон"}


def test_participle_clause_after_a_comma_is_no_modifier(russian: Russian) -> None:
    """A participle before its noun modifies it; one that opens a clause does not."""
    sentence = "Меры, направленные властями, помогли пострадавшим районам."
    texts = [sentence[p.start : p.end] for p in find(russian, sentence)]
    assert texts == ["Меры", "властями", "пострадавшим районам"]


def test_pronouns_are_no_part_of_phrases(russian: Russian) -> None:
    """A demonstrative or possessive word before a noun is left out."""
    sentence = "Этот комитет изменил свою программу."
    assert [sentence[p.start : p.end] for p in find(russian, sentence)] == ["комитет", "программу"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("На собрании выступил секретарь комитета партии Чан Тхе Зунг.", ["Чан Тхе Зунг"]),
        ("В работе участвовали товарищ Нгуен Тхи Май Туй и Ле Нгок Чау.", ["Нгуен Тхи Май Туй", "Ле Нгок Чау"]),
        ("Секретарь Хо Ши Мин приехал в Ханой.", ["Хо Ши Мин", "Ханой"]),
        ("Постановление принял Центральный исполнительный комитет.", []),
        ("Решение поддержал Отечественный фронт.", []),
        ("Группу возглавил солист Стив Тайлер.", ["Стив Тайлер"]),
        ("Отдел ООН открылся в Куинёне.", ["Куинёне"]),
        ("Сегодня в городе продолжаются дожди.", []),
    ],
)
def test_names_come_whole_and_without_titles(russian: Russian, sentence: str, names: list[str]) -> None:
    """A name is one sequence, known words in it included; titles and institutions are no names."""
    assert read_names(russian, sentence) == names


def test_a_known_place_depends_on_a_noun_in_the_genitive(russian: Russian) -> None:
    """A place that the dictionary declines may stand inside a phrase, with its lemma in capitals."""
    phrase = find_one(russian, "Он изучал историю партии Вьетнама.", "партии Вьетнама")
    assert russian.cite(phrase, "Sing") == "партия Вьетнама"
    assert [word.lemma for word in phrase.words] == ["партия", "Вьетнам"]


def test_names_of_the_dictionary_are_declined_whole(russian: Russian) -> None:
    """A name that the dictionary knows has its cases, in the singular only."""
    phrase = find_one(russian, "Встретились с Владимиром Путиным в Москве.", "Владимиром Путиным")
    assert russian.cite(phrase, "Plur") == "Владимир Путин"
    assert {"Владимира Путина", "Владимиру Путину"} <= russian.forms(phrase)


def test_unknown_name_gets_the_nominative_that_two_forms_prove(russian: Russian) -> None:
    """Two cases of an unknown place lead to one lemma; the sentences are read together."""
    sentences = ["Делегация приехала из Хатиня.", "Конференция прошла в Хатине.", "Они жили в Куангчи."]
    found = [[p.words[0].lemma for p in phrases if p.is_name] for phrases in russian.find_phrases(sentences)]
    assert found == [["Хатинь"], ["Хатинь"], ["Куангчи"]]


def test_infer_name_lemmas_leaves_single_forms_and_nominatives() -> None:
    """One form proves nothing, and a nominative stays even if it looks like another name's genitive."""
    forms = [("Куиньоне", "Loc"), ("Лан", "Nom"), ("Лана", "Nom"), ("Зунга", "Gen"), ("Зунг", "Nom")]
    assert infer_name_lemmas(forms) == {"Зунга": "Зунг"}


@pytest.mark.parametrize(
    ("words", "case", "lemmas"),
    [
        (["Хо", "Ши", "Мина"], "Gen", ["Хо", "Ши", "Мин"]),
        (["Джо", "Байденом"], "Ins", ["Джо", "Байден"]),
        (["Чан", "Тхе", "Лане"], "Dat", ["Чан", "Тхе", "Лане"]),
        (["Ши", "Мина"], "Nom", ["Ши", "Мина"]),
        (["Мина"], "Gen", ["Мина"]),
        (["Анна", "Бретани"], "Gen", ["Анна", "Бретани"]),
    ],
)
def test_infer_person_lemmas(words: list[str], case: str, lemmas: list[str]) -> None:
    """The last word of a person's name gives up its ending where only one nominative is possible."""
    assert infer_person_lemmas(words, [Tag("PROPN", case, "Sing", "Masc")] * len(words)) == lemmas


def test_forms_hold_the_whole_paradigm_with_agreement(russian: Russian) -> None:
    """All cases of both numbers, each with the adjective in agreement."""
    phrase = find_one(russian, "Идёт массовая мобилизация населения.", "массовая мобилизация")
    assert russian.forms(phrase) == {
        "массовая мобилизация", "массовой мобилизации", "массовую мобилизацию", "массовой мобилизацией",
        "массовые мобилизации", "массовых мобилизаций", "массовым мобилизациям", "массовыми мобилизациями",
        "массовых мобилизациях",
    }  # fmt: skip


def test_accusative_of_animate_nouns(russian: Russian) -> None:
    """The adjective's accusative is the genitive beside an animate noun and the nominative beside another."""
    judge = russian.forms(find_one(russian, "Это сделал молодой судья.", "молодой судья"))
    assert "молодого судью" in judge
    assert "молодой судью" not in judge
    assert "молодых судей" in judge
    law = russian.forms(find_one(russian, "Действует новый закон.", "новый закон"))
    assert "нового закон" not in law


def test_yo_is_written_where_the_text_has_it(russian: Russian) -> None:
    """Lemmas have no ё; a citation has one only if the word in the text has one."""
    without = find_one(russian, "Они повысили осведомленность населения.", "осведомленность населения")
    with_yo = find_one(russian, "Они повысили осведомлённость населения.", "осведомлённость населения")
    assert without.words[0].lemma == with_yo.words[0].lemma == "осведомленность"
    assert russian.cite(without, "Sing") == "осведомленность населения"
    assert russian.cite(with_yo, "Sing") == "осведомлённость населения"


def test_capitals_are_kept(russian: Russian) -> None:
    """A citation has the capitals of the text, acronyms all of them."""
    sentence = "Решение Отечественного Фронта касается министра США."
    assert russian.cite(find_one(russian, sentence, "Отечественного Фронта"), "Sing") == "Отечественный Фронт"
    assert russian.cite(find_one(russian, sentence, "министра США"), "Sing") == "министр США"


@pytest.mark.parametrize(
    ("adjective", "noun"),
    [
        ("партийный", "партия"), ("массовый", "масса"), ("массово", "масса"), ("мобилизационный", "мобилизация"),
        ("государственный", "государство"), ("провинциальный", "провинция"), ("народный", "народ"),
        ("центральный", "центр"), ("районный", "район"), ("революционный", "революция"),
        ("экономический", "экономика"), ("демократический", "демократия"), ("технический", "техника"),
        ("городской", "город"), ("российский", "Россия"), ("книжный", "книга"), ("научный", "наука"),
        ("человеческий", "человек"), ("земельный", "земля"), ("семейный", "семья"), ("областной", "область"),
        ("национальный", "нация"), ("водный", "вода"), ("лесной", "лес"), ("правовой", "право"),
        ("эффективный", "эффективность"), ("должностной", "должность"), ("учебный", "учёба"),
    ],
)  # fmt: skip
def test_stem_joins_an_adjective_and_its_noun(russian: Russian, adjective: str, noun: str) -> None:
    """A relational adjective, or the first part of a compound, has the stem of its noun."""
    assert russian.stem(adjective) == russian.stem(noun)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("партийный", "парта"), ("крупный", "крупа"), ("частный", "часть"), ("точный", "ток"), ("банк", "банка"),
        ("общество", "общий"), ("местный", "местность"), ("новость", "новый"), ("национальность", "нация"),
        ("руководитель", "руководство"), ("сложный", "слог"), ("право", "правый"), ("политика", "политик"),
        ("странный", "страна"), ("массовый", "массаж"), ("государство", "государь"),
    ],
)  # fmt: skip
def test_stem_keeps_unrelated_words_apart(russian: Russian, one: str, other: str) -> None:
    """Words that only look alike, or differ in meaning, have different stems."""
    assert russian.stem(one) != russian.stem(other)


def test_find_base_noun_takes_the_commonest_noun() -> None:
    """Of several nouns with the root the commonest is the base; what is rare or no noun at all is none."""
    rates = {"техник": 3.0, "техника": 4.0, "слив": 1.0}
    assert find_base_noun("технический", lambda word: rates.get(word, 0.0)) == "техника"
    assert find_base_noun("сливный", lambda word: rates.get(word, 0.0)) is None


def test_is_general(russian: Russian) -> None:
    """Pronouns, quantifiers and measures are general; terms of any subject are not."""
    assert all(map(russian.is_general, ["этот", "который", "ряд", "год", "количество"]))
    assert not any(map(russian.is_general, ["партия", "среда", "качество", "метод", "общий"]))


def test_read_gives_one_word_a_token_and_its_class(russian: Russian) -> None:
    """Every token has its word; readings tell nouns, adjectives, numbers and names, verbs have none."""
    sentence = "XIII съезд избрал новых делегатов из Ханоя."
    words: list[Word] = russian.read([tokenize(sentence), []])[0]
    classes = [word.readings[0].word_class if word.readings else None for word in words]
    assert [word.token.text for word in words] == ["XIII", "съезд", "избрал", "новых", "делегатов", "из", "Ханоя", "."]
    assert classes == [
        WordClass.NUMBER, WordClass.NOUN, None, WordClass.ADJECTIVE, WordClass.NOUN, None, WordClass.NAME, None,
    ]  # fmt: skip


def test_sentences_do_not_disturb_one_another(russian: Russian) -> None:
    """Phrases come back in the order of the sentences, though they are tagged in batches by length."""
    sentences = ["Работа партии.", "", "Общественные организации уделяют внимание пропаганде.", "Закон."]
    texts = [
        [sentence[p.start : p.end] for p in phrases]
        for sentence, phrases in zip(sentences, russian.find_phrases(sentences), strict=True)
    ]
    assert texts == [["Работа партии"], [], ["Общественные организации", "внимание", "пропаганде"], ["Закон"]]


@pytest.mark.parametrize(
    ("sentence", "text", "citation"),
    [
        ("Сотрудники изучили Указ № 7-ПК/ЦА губернатора.", "Указ № 7-ПК/ЦА губернатора", "Указ № 7-ПК/ЦА губернатора"),
        ("Согласно Директиве 2016/679 всё готово.", "Директиве 2016/679", "Директива 2016/679"),
        ("Работает принцип «одной двери».", "принцип «одной двери»", "принцип «одной двери»"),
        ("Собрались школы всех районов.", "школы всех районов", "школа всех районов"),
    ],
)
def test_numbers_quotations_and_quantifiers_are_parts_of_phrases(
    russian: Russian, sentence: str, text: str, citation: str
) -> None:
    """They depend on the noun before them and stand in the citation form as in the text."""
    assert russian.cite(find_one(russian, sentence, text), "Sing") == citation


@pytest.mark.parametrize(
    ("sentence", "text", "citation"),
    [
        ("Собрались директора городских школ.", "директора городских школ", "директор городской школы"),
        ("Пришли представители органов.", "представители органов", "представитель органов"),  # органа is rarer
        ("Пришёл директор городских школ.", "директор городских школ", "директор городских школ"),
    ],
)
def test_plural_genitives_of_a_plural_become_singular_with_it(
    russian: Russian, sentence: str, text: str, citation: str
) -> None:
    """The heads of schools are each the head of a school, unless the plural is the commoner form."""
    phrase = find_one(russian, sentence, text)
    assert russian.cite(phrase, "Sing") == citation
    assert citation in russian.forms(phrase)
