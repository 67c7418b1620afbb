"""The chunker and the inflection of agreement languages, with readings made by hand."""

from collections.abc import Mapping, Sequence

import pytest

from align.languages.chains import Reading, Word
from align.languages.grammar import AgreementLanguage, read_quantifiers
from align.languages.inflection import match_case
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import Token

N, A, NAME, NUMBER, DET = (
    WordClass.NOUN,
    WordClass.ADJECTIVE,
    WordClass.NAME,
    WordClass.NUMBER,
    WordClass.DETERMINER,
)


def read(lemma: str, word_class: WordClass, *values: str) -> Reading:
    """Return a reading; each value is case, number and gender, such as "Gen Sing Fem"."""
    agreement = frozenset(Agreement(*[*value.split(), "", ""][:3]) for value in values)
    return Reading(lemma, word_class, agreement)


class Toy(AgreementLanguage):
    """A language whose words and forms are given one by one."""

    tag = "und"
    prepositions: Mapping[str, frozenset[str]] = {
        "по": frozenset({"Dat"}),
        "nad": frozenset({"Ins"}),
        "dla": frozenset({"Gen"}),
        "w": frozenset({"Loc"}),
        "w zakresie": frozenset({"Gen"}),
    }
    conjunctions = frozenset({"i", "и"})
    general_lemmas = frozenset({"inny"})
    document_nouns = frozenset({"ustawa"})
    number_signs = frozenset({"nr"})
    quantifiers = read_quantifiers("wszystek: wszystkich Gen Loc")

    def __init__(self, words: Mapping[str, Sequence[Reading]], forms: Mapping[tuple[str, str], str]) -> None:
        self.words = words
        self.paradigms = forms

    def read(self, sentences: Sequence[Sequence[Token]]) -> list[list[Word]]:
        """Return the readings given for each form."""
        return [[Word(token, tuple(self.words.get(token.text, ()))) for token in tokens] for tokens in sentences]

    def inflect(self, word: PhraseWord, target: Agreement) -> str | None:
        """Return the form given for a lemma and "case number gender"."""
        return self.paradigms.get((word.lemma, " ".join(target)))

    def stem(self, lemma: str) -> str:
        """Return the lemma."""
        return lemma


class Postposed(Toy):
    """A toy whose adjectives may follow their nouns, as in Polish."""

    modifiers_follow = True


WORDS: dict[str, Sequence[Reading]] = {
    "komitet": [read("komitet", N, "Nom Sing Masc3", "Acc Sing Masc3")],
    "komitetu": [read("komitet", N, "Gen Sing Masc3")],
    "Komitetu": [read("komitet", N, "Gen Sing Masc3")],
    "komitety": [read("komitet", N, "Nom Plur Masc3", "Acc Plur Masc3")],
    "partyjny": [read("partyjny", A, "Nom Sing Masc1", "Nom Sing Masc3", "Acc Sing Masc3")],
    "partyjnego": [read("partyjny", A, "Gen Sing Masc3", "Gen Sing Masc1", "Acc Sing Masc1")],
    "stały": [read("stały", A, "Nom Sing Masc3", "Acc Sing Masc3")],
    "Centralnego": [read("centralny", A, "Gen Sing Masc3", "Gen Sing Masc1", "Acc Sing Masc1")],
    "członka": [read("członek", N, "Gen Sing Masc1", "Acc Sing Masc1")],
    "członek": [read("członek", N, "Nom Sing Masc1")],
    "prowincji": [read("prowincja", N, "Gen Sing Fem", "Dat Sing Fem", "Loc Sing Fem")],
    "praca": [read("praca", N, "Nom Sing Fem")],
    "ustawą": [read("ustawa", N, "Ins Sing Fem")],
    "ustawy": [read("ustawa", N, "Gen Sing Fem", "Nom Plur Fem", "Acc Plur Fem")],
    "masową": [read("masowy", A, "Ins Sing Fem", "Acc Sing Fem")],
    "agencje": [read("agencja", N, "Nom Plur Fem", "Acc Plur Fem")],
    "kadr": [read("kadr", N, "Nom Sing Masc3"), read("kadra", N, "Gen Plur Fem")],
    "polityczna": [read("polityczny", A, "Nom Sing Fem")],
    "społeczna": [read("społeczny", A, "Nom Sing Fem")],
    "Nowa": [read("nowy", A, "Nom Sing Fem")],
    "nowa": [read("nowy", A, "Nom Sing Fem")],
    "Szkocja": [read("Szkocja", NAME, "Nom Sing Fem")],
    "Szkocji": [read("Szkocja", NAME, "Gen Sing Fem", "Loc Sing Fem")],
    "Jana": [read("Jan", NAME, "Gen Sing Masc1", "Acc Sing Masc1")],
    "Van": [read("Van", NAME)],
    "The": [read("The", NAME)],
    "XIII": [read("XIII", NUMBER)],
}
FORMS = {
    ("komitet", "Nom Sing Masc3"): "komitet",
    ("komitet", "Nom Plur Masc3"): "komitety",
    ("komitet", "Gen Sing Masc3"): "komitetu",
    ("partyjny", "Nom Sing Masc3"): "partyjny",
    ("partyjny", "Nom Plur Masc3"): "partyjne",
    ("centralny", "Nom Sing Masc3"): "centralny",
    ("członek", "Nom Sing Masc1"): "członek",
    ("członek", "Nom Plur Masc1"): "członkowie",
    ("agencja", "Nom Sing Fem"): "agencja",
    ("agencja", "Nom Plur Fem"): "agencje",
    ("drzwi", "Nom Plur Neut"): "drzwi",
    ("drewniany", "Nom Plur Neut"): "drewniane",
    ("drewniany", "Nom Sing Neut"): "drewniane",
    ("Szkocja", "Nom Sing Fem"): "Szkocja",
    ("Szkocja", "Nom Plur Fem"): "Szkocje",
    ("nowy", "Nom Sing Fem"): "nowa",
    ("Jan", "Nom Sing Masc1"): "Jan",
    ("ustawa", "Nom Sing Fem"): "ustawa",
    ("praca", "Nom Sing Fem"): "praca",
    ("praca", "Nom Plur Fem"): "prace",
}
POLISH = Postposed(WORDS, FORMS)


def find(language: AgreementLanguage, sentence: str) -> list[str]:
    """Return the text of the maximal phrases."""
    return [sentence[phrase.start : phrase.end] for phrase in language.find_phrases([sentence])[0]]


def find_one(language: AgreementLanguage, sentence: str) -> Phrase:
    """Return the only phrase of a sentence."""
    (phrase,) = language.find_phrases([sentence])[0]
    return phrase


def read_tree(phrase: Phrase) -> list[tuple[str, str, int]]:
    """Return text, relation and governor of each word."""
    return [(word.text, word.relation.value, word.governor) for word in phrase.words]


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("stały komitet partyjny", ["stały komitet partyjny"]),
        ("komitet partyjnego", ["komitet"]),  # no agreement
        ("członka Centralnego Komitetu", ["członka Centralnego Komitetu"]),
        ("członek komitetu partyjnego prowincji", ["członek komitetu partyjnego prowincji"]),
        ("praca nad masową ustawą", ["praca nad masową ustawą"]),
        ("praca nad prowincji", ["praca", "prowincji"]),  # the preposition governs another case
        ("praca w zakresie ustawy", ["praca w zakresie ustawy"]),
        ("w zakresie ustawy", ["ustawy"]),  # the noun of a preposition begins no phrase
        ("polityczna i społeczna praca", ["polityczna i społeczna praca"]),
        ("polityczna, społeczna praca", ["polityczna, społeczna praca"]),
        ("polityczna i społeczna", []),
        ("komitet i agencje", ["komitet i agencje"]),
        ("praca i ustawą", ["praca", "ustawą"]),  # coordinated nouns share their case
        ("XIII komitet", ["XIII komitet"]),
        ("komitet Szkocji", ["komitet Szkocji"]),
        ("praca w Szkocji", ["praca w Szkocji"]),
        ("członka Jana", ["członka", "Jana"]),  # an apposition, not a genitive
        ("komitetu Van The", ["komitetu", "Van The"]),  # nothing tells that the name is a genitive
        ("Nowa Szkocja", ["Nowa Szkocja"]),
        ("nowa Szkocja", ["Szkocja"]),
        ("komitet, agencje", ["komitet", "agencje"]),
        ("nieznane słowa", []),
        ("", []),
    ],
)
def test_finds_maximal_phrases(sentence: str, phrases: list[str]) -> None:
    """Agreement, case and government decide what belongs to a phrase."""
    assert find(POLISH, sentence) == phrases


def test_adjectives_follow_only_where_the_language_says_so() -> None:
    """Without following modifiers the adjective after a noun is left out."""
    assert find(Toy(WORDS, FORMS), "stały komitet partyjny") == ["stały komitet"]


def test_an_adjective_hangs_on_the_noun_that_it_agrees_with() -> None:
    """Capitals tell where an adjective belongs: "członka Centralnego Komitetu" is a member of the Committee."""
    assert read_tree(find_one(POLISH, "członka Centralnego Komitetu")) == [
        ("członka", "head", -1),
        ("Centralnego", "modifier", 2),
        ("Komitetu", "genitive", 0),
    ]
    assert read_tree(find_one(POLISH, "członka partyjnego komitetu"))[1] == ("partyjnego", "modifier", 0)


def test_genitives_hang_on_the_nearest_noun() -> None:
    """A chain of genitives is a tree that grows to the right."""
    assert read_tree(find_one(POLISH, "członek komitetu partyjnego prowincji")) == [
        ("członek", "head", -1),
        ("komitetu", "genitive", 0),
        ("partyjnego", "modifier", 1),
        ("prowincji", "genitive", 1),
    ]


def test_joining_words_hang_on_the_word_that_they_introduce() -> None:
    """Prepositions and conjunctions are function words of the second noun."""
    linked = find_one(POLISH, "praca w zakresie ustawy")
    assert read_tree(linked)[1:] == [("w", "function", 3), ("zakresie", "function", 3), ("ustawy", "linked", 0)]
    assert [word.word_class for word in linked.words[1:3]] == [WordClass.PREPOSITION] * 2
    joined = find_one(POLISH, "komitet i agencje")
    assert read_tree(joined)[1:] == [("i", "function", 2), ("agencje", "coordinated", 0)]
    assert joined.words[1].word_class is WordClass.CONJUNCTION
    adjectives = find_one(POLISH, "polityczna i społeczna praca")
    assert read_tree(adjectives) == [
        ("polityczna", "modifier", 3),
        ("i", "function", 3),
        ("społeczna", "modifier", 3),
        ("praca", "head", -1),
    ]


def test_a_preposition_before_a_phrase_chooses_the_reading() -> None:
    """After a preposition of the genitive "kadr" is a form of "kadra", elsewhere the nominative of "kadr"."""
    assert find_one(POLISH, "kadr").words[0].lemma == "kadr"
    assert find_one(POLISH, "dla kadr").words[0].lemma == "kadra"
    assert find_one(POLISH, "komitet kadr").words[1].lemma == "kadra"


def test_agreement_of_a_word_is_narrowed_by_its_phrase() -> None:
    """A noun keeps only the values that its adjectives and its governor allow."""
    phrase = find_one(POLISH, "komitet partyjny prowincji")
    assert phrase.words[0].agreement == {Agreement("Nom", "Sing", "Masc3"), Agreement("Acc", "Sing", "Masc3")}
    assert phrase.words[2].agreement == {Agreement("Gen", "Sing", "Fem")}


def test_articles_give_case_and_stay_outside() -> None:
    """A Greek article decides between cases, is no part at the head, and is a function word inside."""
    words: dict[str, Sequence[Reading]] = {
        "η": [read("ο", DET, "Nom Sing Fem")],
        "του": [read("ο", DET, "Gen Sing Masc", "Gen Sing Neut")],
        "την": [read("ο", DET, "Acc Sing Fem")],
        "Κεντρική": [read("κεντρικός", A, "Nom Sing Fem", "Acc Sing Fem")],
        "Επιτροπή": [read("επιτροπή", N, "Nom Sing Fem", "Acc Sing Fem")],
        "Κόμματος": [read("κόμμα", N, "Gen Sing Neut")],
        "Βιετνάμ": [read("Βιετνάμ", NAME)],
    }
    greek = Toy(words, {})
    sentence = "η Κεντρική Επιτροπή του Κόμματος"
    phrase = find_one(greek, sentence)
    assert (phrase.start, phrase.words[0].text) == (2, "Κεντρική")
    assert read_tree(phrase)[2:] == [("του", "function", 3), ("Κόμματος", "genitive", 1)]
    assert phrase.words[1].agreement == {Agreement("Nom", "Sing", "Fem")}
    assert find(greek, "την Επιτροπή του Βιετνάμ") == ["Επιτροπή του Βιετνάμ"]
    assert find(greek, "του Επιτροπή") == ["Επιτροπή"]


def test_linked_phrases_of_russian() -> None:
    """The preposition of "работа по массовой мобилизации" governs the dative and narrows the noun to it."""
    words: dict[str, Sequence[Reading]] = {
        "работа": [read("работа", N, "Nom Sing Fem")],
        "массовой": [read("массовый", A, "Gen Sing Fem", "Dat Sing Fem", "Ins Sing Fem")],
        "мобилизации": [read("мобилизация", N, "Gen Sing Fem", "Dat Sing Fem", "Nom Plur Fem")],
    }
    phrase = find_one(Toy(words, {}), "работа по массовой мобилизации")
    assert read_tree(phrase) == [
        ("работа", "head", -1),
        ("по", "function", 3),
        ("массовой", "modifier", 3),
        ("мобилизации", "linked", 0),
    ]
    assert phrase.words[3].agreement == {Agreement("Dat", "Sing", "Fem")}


def test_names_run_together() -> None:
    """Names in a row are one name; a place in the genitive ends where a nominative begins."""
    assert read_tree(find_one(POLISH, "Van The")) == [("Van", "head", -1), ("The", "name", 0)]
    words = {**WORDS, "Recep": [read("Recep", NAME, "Nom Sing")]}
    assert find(Postposed(words, FORMS), "Szkocji Recep") == ["Szkocji", "Recep"]


@pytest.mark.parametrize(
    ("sentence", "singular", "plural"),
    [
        ("komitetu partyjnego", "komitet partyjny", "komitety partyjne"),
        ("Komitetu partyjnego prowincji", "Komitet partyjny prowincji", "Komitety partyjne prowincji"),
        ("członka Centralnego Komitetu", "członek Centralnego Komitetu", "członkowie Centralnego Komitetu"),
        ("komitety i agencje", "komitet i agencja", "komitety i agencje"),
        ("prowincji", "prowincji", "prowincji"),  # no paradigm: as it stands
        ("Nowa Szkocja", "Nowa Szkocja", "Nowa Szkocja"),  # a name keeps its number
        ("Jana", "Jan", "Jan"),
        ("Jana Van", "Jana Van", "Jana Van"),  # half of a name is not inflected
        ("XIII komitetu", "XIII komitet", "XIII komitety"),
    ],
)
def test_cites_the_head_and_what_agrees_with_it(sentence: str, singular: str, plural: str) -> None:
    """Head, coordinated heads and their modifiers take the nominative; dependents stay as they stand."""
    phrase = find_one(POLISH, sentence)
    assert (POLISH.cite(phrase, "Sing"), POLISH.cite(phrase, "Plur")) == (singular, plural)


def test_a_noun_without_singular_is_cited_in_the_plural() -> None:
    """The modifiers follow the number that the noun has."""
    words = {
        "drzwiach": [read("drzwi", N, "Loc Plur Neut")],
        "drewnianych": [read("drewniany", A, "Loc Plur Neut", "Gen Plur Neut")],
    }
    language = Postposed(words, FORMS)
    assert language.cite(find_one(language, "drewnianych drzwiach"), "Sing") == "drewniane drzwi"


def test_forms_agree_inside() -> None:
    """Forms hold the phrase in each case and number that the paradigm has, and nothing half inflected."""
    forms = POLISH.forms(find_one(POLISH, "Komitetu partyjnego"))
    assert {"Komitet partyjny", "Komitety partyjne"} <= forms
    assert "Komitety partyjny" not in forms


def test_spacing_is_kept() -> None:
    """A mark that touched its word still does in the citation form."""
    assert POLISH.cite(find_one(POLISH, "polityczna, społeczna praca"), "Sing") == "polityczna, społeczna praca"


def test_general_lemmas_are_looked_up() -> None:
    """A lemma is general when the language lists it."""
    assert POLISH.is_general("inny")
    assert not POLISH.is_general("komitet")


@pytest.mark.parametrize(
    ("text", "model", "written"),
    [("partia", "Partii", "Partia"), ("onz", "ONZ", "ONZ"), ("komitet", "komitetu", "komitet"), ("a", "I", "A")],
)
def test_match_case_takes_capitals_over(text: str, model: str, written: str) -> None:
    """A first capital stays a first capital, all capitals stay all capitals."""
    assert match_case(text, model) == written


def test_relations_of_a_word_are_closed() -> None:
    """Every word but the head has its governor inside the phrase."""
    for sentence in ("członek komitetu partyjnego prowincji", "komitet i agencje", "praca w zakresie ustawy"):
        phrase = find_one(POLISH, sentence)
        outside = [i for i, word in enumerate(phrase.words) if not 0 <= word.governor < len(phrase.words)]
        assert outside == [phrase.head]
        assert phrase.words[phrase.head].relation is Relation.HEAD


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("praca „komitetu partyjnego” i", ["praca „komitetu partyjnego”"]),  # a genitive
        ("praca «komitet partyjny» nad", ["praca «komitet partyjny»"]),  # a title
        ('członek "ustawy" i', ['członek "ustawy"']),
        ("praca „ustawą” i", ["praca", "ustawą"]),  # neither genitive nor nominative
        ("praca „komitetu nieznane” i", ["praca", "komitetu"]),  # more than a noun phrase
        ("praca „komitetu", ["praca", "komitetu"]),  # not closed
        ("praca „ komitetu” i", ["praca", "komitetu"]),
    ],
)
def test_a_quoted_phrase_depends_on_the_noun_before_it(sentence: str, phrases: list[str]) -> None:
    """It does if the marks hold one whole noun phrase in the genitive or nominative."""
    assert find(POLISH, sentence) == phrases


def test_citation_keeps_quotation_marks_inside() -> None:
    """The marks belong to the words beside them, and these stand as they are."""
    phrase = find_one(POLISH, "komitetu „ustawy prowincji”")
    assert read_tree(phrase) == [("komitetu", "head", -1), ("„ustawy", "genitive", 0), ("prowincji”", "genitive", 1)]
    assert POLISH.cite(phrase, "Sing") == "komitet „ustawy prowincji”"


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("ustawą nr 12-A/B komitetu", ["ustawą nr 12-A/B komitetu"]),
        ("ustawy komitetu nr 7", ["ustawy komitetu nr 7"]),  # the number is that of the law
        ("ustawą 7", ["ustawą 7"]),
        ("ustawą 7 praca", ["ustawą", "praca"]),
        ("praca nr 7", ["praca"]),  # no document
        ("komitet 7", ["komitet"]),
    ],
)
def test_a_number_hangs_on_the_noun_for_a_document(sentence: str, phrases: list[str]) -> None:
    """It may stand after the genitives of that noun, or before them."""
    assert find(POLISH, sentence) == phrases


def test_the_number_of_a_document_is_one_word() -> None:
    """Its lemma has no sign, so that one law is cited with or without it."""
    phrase = find_one(POLISH, "ustawą nr 12-A/B komitetu")
    assert read_tree(phrase)[1:] == [("nr 12-A/B", "modifier", 0), ("komitetu", "genitive", 0)]
    assert (phrase.words[1].lemma, phrase.words[1].word_class) == ("12-a/b", NUMBER)
    assert POLISH.cite(phrase, "Sing") == "ustawa nr 12-A/B komitetu"


def test_a_quantifier_stands_inside_phrases_only() -> None:
    """A phrase "of all provinces" may follow a noun; "all provinces" by itself is about the provinces."""
    assert read_tree(find_one(POLISH, "komitet wszystkich prowincji"))[1:] == [
        ("wszystkich", "modifier", 2),
        ("prowincji", "genitive", 0),
    ]
    assert find(POLISH, "wszystkich prowincji") == ["prowincji"]
    assert find(POLISH, "komitet wszystkich Jana") == ["komitet", "Jana"]


def test_coordinated_nouns_keep_their_own_numbers() -> None:
    """Of two nouns in different numbers each is cited in its own; two of one number go together."""
    assert POLISH.cite(find_one(POLISH, "praca i agencje"), "Sing") == "praca i agencje"
    assert POLISH.cite(find_one(POLISH, "komitety i agencje"), "Sing") == "komitet i agencja"
