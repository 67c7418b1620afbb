"""Polish: readings, phrases, names, citation forms, paradigms and roots, with the real dictionary."""

import subprocess
import sys
from pathlib import Path

import pytest

from align.languages import get_language
from align.languages.chains import Word
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.polish import Polish
from align.languages.polish_words import PREPOSITIONS
from align.languages.tokens import tokenize

SEED = Path(__file__).parents[3] / "seeds" / "000_5d61ab061fae0b25.txt"


@pytest.fixture(scope="module")
def polish() -> Polish:
    """Return the module of Polish, loaded once."""
    language = get_language("pl")
    assert isinstance(language, Polish)
    return language


def find(polish: Polish, sentence: str) -> list[str]:
    """Return the text of the maximal phrases of one sentence."""
    return [sentence[phrase.start : phrase.end] for phrase in polish.find_phrases([sentence])[0]]


def find_one(polish: Polish, sentence: str, text: str) -> Phrase:
    """Return the phrase or part of a phrase that stands for `text` in a sentence."""
    parts = [part for phrase in polish.find_phrases([sentence])[0] for part in phrase.find_subphrases(8)]
    return next(part for part in parts if sentence[part.start : part.end] == text)


def read_names(polish: Polish, *sentences: str) -> list[str]:
    """Return the text of each name, in order."""
    found = polish.find_phrases(sentences)
    return [
        sentence[phrase.start : phrase.end]
        for sentence, phrases in zip(sentences, found, strict=True)
        for maximal in phrases
        for phrase in maximal.find_subphrases(8)
        if phrase.is_name
    ]


def read(polish: Polish, sentence: str) -> dict[str, Word]:
    """Return the words of a sentence by their text."""
    (words,) = polish.read([tokenize(sentence)])
    return {word.token.text: word for word in words}


def lemmas(word: Word) -> list[str]:
    """Return the lemmas of a word's readings, the likeliest first."""
    return list(dict.fromkeys(reading.lemma for reading in word.readings))


# -- phrases -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        (
            "Rano 18 lipca Komitet Partyjny Bloku Agencji Centralnych zorganizował konferencję szkoleniową.",
            ["Komitet Partyjny Bloku Agencji Centralnych", "konferencję szkoleniową"],
        ),
        (
            "Centralny Komitet Wykonawczy, Biuro Polityczne i Sekretariat wydały wiele wytycznych.",
            ["Centralny Komitet Wykonawczy", "Biuro Polityczne i Sekretariat", "wytycznych"],
        ),
        ("Praca nad masową mobilizacją trwa.", ["Praca nad masową mobilizacją"]),
        ("Doradza w zakresie mobilizacji masowej.", ["mobilizacji masowej"]),
        ("pracy w zakresie mobilizacji masowej", ["pracy w zakresie mobilizacji masowej"]),
        ("działania na rzecz mobilizacji masowej", ["działania na rzecz mobilizacji masowej"]),
        ("doradca ds. bezpieczeństwa narodowego", ["doradca ds. bezpieczeństwa narodowego"]),
        ("W szczególności Zjazd Partii podkreślił rolę ludu.", ["Zjazd Partii", "rolę ludu"]),
        ("XV Zgromadzenia Narodowego", ["XV Zgromadzenia Narodowego"]),
        ("oddziału klinicznego i naukowego", ["oddziału klinicznego i naukowego"]),
        ("rozwój społeczno-gospodarczy kraju", ["rozwój społeczno-gospodarczy kraju"]),
        ("W 2023 r. komitety prowincji Wietnamu obradowały.", ["komitety prowincji Wietnamu"]),
        ("poziom maksymalnej teoretycznej przepustowości", ["poziom maksymalnej teoretycznej przepustowości"]),
    ],
)
def test_finds_maximal_phrases(polish: Polish, sentence: str, phrases: list[str]) -> None:
    """Noun phrases with adjectives on both sides, genitives, prepositions and conjunctions, without dates."""
    assert find(polish, sentence) == phrases


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("komitety tych szczebli", ["komitety", "szczebli"]),
        ("specyfika tych agencji", ["specyfika", "agencji"]),
        ("każda organizacja, której działania", ["organizacja", "działania"]),
        ("trzy tematy", ["tematy"]),
        ("prawie każdy aspekt", ["aspekt"]),
        ("wszystkie szczeble", ["szczeble"]),
        ("miały pióra i nic więcej", ["pióra"]),
        ("to stanowi atrakcję", ["atrakcję"]),
        ("warto, by władze powinny być", ["władze"]),
        ("nie jest w stanie być agencją", ["stanie", "agencją"]),
    ],
)
def test_function_words_are_no_part_of_phrases(polish: Polish, sentence: str, phrases: list[str]) -> None:
    """Pronouns, determiners, numerals, verbs and particles part phrases, though most can be read as nouns."""
    assert find(polish, sentence) == phrases


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("personelu wykonującego prace", ["personelu", "prace"]),
        ("partia odgrywająca rolę", ["partia", "rolę"]),
        ("budynków tworzących panoramę", ["budynków", "panoramę"]),
        ("przemówienie otwierające konferencję", ["przemówienie", "konferencję"]),
        ("konferencja zorganizowana przez komitet", ["konferencja", "komitet"]),
        ("prace związane z mobilizacją", ["prace", "mobilizacją"]),
        ("słowa do krajów rozwijających się", ["słowa do krajów"]),
        ("afiliowanych komitetach", ["afiliowanych komitetach"]),
        ("zwalcza przestępczość zorganizowaną.", ["przestępczość zorganizowaną"]),
        ("rezolucja Organizacji Narodów Zjednoczonych.", ["rezolucja Organizacji Narodów Zjednoczonych"]),
        ("sytuacja bieżąca kraju", ["sytuacja bieżąca kraju"]),
    ],
)
def test_participles_belong_to_a_term_when_they_take_no_complement(
    polish: Polish, sentence: str, phrases: list[str]
) -> None:
    """A participle before its noun or at the end is an adjective; with an object or a preposition it is a clause."""
    assert find(polish, sentence) == phrases


@pytest.mark.parametrize(
    ("sentence", "text", "lemma"),
    [
        ("wiele nowych wytycznych dla kadr", "wytycznych", "wytyczna"),
        ("wiele wytycznych dotyczących działań", "wytycznych", "wytyczna"),
        ("opieka dla chorych", "chorych", "chory"),
        ("przewodniczący Zgromadzenia", "przewodniczący", "przewodniczący"),
        ("pochodna funkcji", "pochodna", "pochodna"),
        ("ochrona danych osobowych", "danych", "dane"),
        ("lista rannych", "rannych", "ranny"),
    ],
)
def test_adjectives_stand_for_nouns_where_one_is_called_for(
    polish: Polish, sentence: str, text: str, lemma: str
) -> None:
    """After a preposition or numeral, or before a genitive, an adjective without a noun is a noun."""
    reading = read(polish, sentence)[text].find_reading(WordClass.NOUN)
    assert reading is not None
    assert reading.lemma == lemma
    assert read(polish, "Jest chory.")["chory"].find_reading(WordClass.NOUN) is None
    assert read(polish, "komitet partyjny")["partyjny"].find_reading(WordClass.NOUN) is None


@pytest.mark.parametrize(
    ("sentence", "text", "lemma"),
    [
        ("inne cechy piór", "cechy", "cecha"),
        ("zespół kadr", "kadr", "kadra"),
        ("organów państwowych", "organów", "organ"),
        ("wiele lat pracy", "lat", "rok"),
        ("w tym stanie", "stanie", "stan"),
        ("jest korzeniem", "korzeniem", "korzeń"),
        ("budowania partii", "budowania", "budowanie"),
        ("mobilizacji", "mobilizacji", "mobilizacja"),
        ("sekretarzy", "sekretarzy", "sekretarz"),
        ("Historyczne powodzie", "powodzie", "powódź"),
        ("członków", "członków", "członek"),
    ],
)
def test_lemmas_are_the_likeliest_that_fit(polish: Polish, sentence: str, text: str, lemma: str) -> None:
    """Frequency of the paradigm, agreement and government decide between homonyms; a gerund is its own lemma."""
    parts = [part for phrase in polish.find_phrases([sentence])[0] for part in phrase.find_subphrases(8)]
    words = [word for part in parts for word in part.words if word.text == text]
    assert {word.lemma for word in words} == {lemma}


def test_an_adjective_belongs_to_the_noun_it_agrees_with(polish: Polish) -> None:
    """The Central Committee is in "członka Centralnego Komitetu", and no "central member"."""
    phrase = find_one(polish, "rola członka Centralnego Komitetu", "członka Centralnego Komitetu")
    assert [(word.lemma, word.relation) for word in phrase.words] == [
        ("członek", Relation.HEAD),
        ("centralny", Relation.MODIFIER),
        ("komitet", Relation.GENITIVE),
    ]
    assert phrase.words[1].governor == 2


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("sekretarz Bloku Agencji Centralnych, Nguyen Van The, potwierdził", ["Nguyen Van The"]),
        ("Towarzysz Nguyen Van The przemówił.", ["Nguyen Van The"]),
        ("adiunkt dr Nguyen Viet Thong", ["Nguyen Viet Thong"]),
        ("Ho Chi Minh urodził się w Nghe An.", ["Ho Chi Minh", "Nghe An"]),
        ("powodzie w Hoi An", ["Hoi An"]),
        ("w Hanoi Komitet obradował", ["Hanoi"]),
        ("spotkał Jana Kowalskiego", ["Jana Kowalskiego"]),
        ("prezydent Turcji Recep Tayyip Erdoğan", ["Turcji", "Recep Tayyip Erdoğan"]),
        ("Cristina Fernandez de Kirchner", ["Cristina Fernandez de Kirchner"]),
        ("prezydent Donald J. Trump powiedział", ["Donald J. Trump"]),
        ("w Nowej Szkocji i w Ameryce Północnej", ["Nowej Szkocji", "Ameryce Północnej"]),
        ("rząd Włoch i Danii", ["Włoch", "Danii"]),
        ("agencja VNA oraz ONZ", ["VNA", "ONZ"]),
        ("pisze Polska Agencja Prasowa", []),
        ("Polska jest krajem.", ["Polska"]),
        ("W Rzymie padało.", ["Rzymie"]),
        ("Obecnie Timbuktu jest miastem.", ["Timbuktu"]),
        ("Na Placu stoi Pan Kowalski", ["Kowalski"]),
        ("MOBILIZACJA MASOWA W PARTII", []),
        ("Niezrozumialec stoi.", []),
    ],
)
def test_finds_names(polish: Polish, sentence: str, names: list[str]) -> None:
    """Persons and places of the dictionary, acronyms, and unknown capitalized words with their neighbors."""
    assert read_names(polish, sentence) == names


@pytest.mark.parametrize("text", ["Komitet", "Partyjny", "Bloku", "Partii", "Sekretariat", "Rada", "Zjazdu", "Obrony"])
def test_capitalized_common_words_are_no_names(polish: Polish, text: str) -> None:
    """A common noun or adjective stays one where a body of that name is written with capitals."""
    classes = {reading.word_class for reading in read(polish, f"obraduje {text}")[text].readings}
    assert classes
    assert classes <= {WordClass.NOUN, WordClass.ADJECTIVE}


def test_a_foreign_name_is_known_by_its_other_places(polish: Polish) -> None:
    """A foreign word that begins a sentence is a name where another sentence shows it to be one."""
    assert read_names(polish, "Siminoff wystąpił.") == []
    assert read_names(polish, "Siminoff wystąpił.", "Firma pana Siminoff rośnie.") == ["Siminoff", "Siminoff"]


def test_names_in_the_genitive_join_a_phrase(polish: Polish) -> None:
    """A place in the genitive depends on the noun before it, a person beside a title does not."""
    assert find(polish, "obraduje Komunistyczna Partia Wietnamu") == ["Komunistyczna Partia Wietnamu"]
    assert find(polish, "spotkał towarzysza Jana Kowalskiego") == ["towarzysza", "Jana Kowalskiego"]


def test_roman_numerals_are_numbers(polish: Polish) -> None:
    """A numeral before a noun is a part of the term; "I" that begins a sentence is the conjunction."""
    phrase = find_one(polish, "Dokument XIII Krajowego Zjazdu Partii", "XIII Krajowego Zjazdu Partii")
    assert phrase.words[0].word_class is WordClass.NUMBER
    assert find(polish, "I komitet obradował.") == ["komitet"]


# -- citation ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "singular", "plural"),
    [
        ("członków komitetu partyjnego", "członek komitetu partyjnego", "członkowie komitetu partyjnego"),
        ("Komitetowi Partyjnemu", "Komitet Partyjny", "Komitety Partyjne"),
        ("mobilizacji masowej", "mobilizacja masowa", "mobilizacje masowe"),
        ("pracą nad masową mobilizacją", "praca nad masową mobilizacją", "prace nad masową mobilizacją"),
        ("Zgromadzenia Narodowego", "Zgromadzenie Narodowe", "Zgromadzenia Narodowe"),
        ("Centralnemu Komitetowi Wykonawczemu", "Centralny Komitet Wykonawczy", "Centralne Komitety Wykonawcze"),
        ("przywódców partyjnych", "przywódca partyjny", "przywódcy partyjni"),
        ("kadr i członków partii", "kadra i członek partii", "kadry i członkowie partii"),
        ("budowania partii", "budowanie partii", "budowania partii"),
        ("drewnianych drzwi", "drewniane drzwi", "drewniane drzwi"),
        ("wyższych uczelni", "wyższa uczelnia", "wyższe uczelnie"),
        ("rozwoju społeczno-gospodarczego", "rozwój społeczno-gospodarczy", "rozwoje społeczno-gospodarcze"),
        ("afiliowanych komitetach", "afiliowany komitet", "afiliowane komitety"),
        ("państwa europejskie", "państwo europejskie", "państwa europejskie"),
        ("ludzi", "człowiek", "ludzie"),
        ("XV Zgromadzenia Narodowego", "XV Zgromadzenie Narodowe", "XV Zgromadzenia Narodowe"),
        ("Polaków", "Polak", "Polacy"),
    ],
)
def test_cites_in_the_nominative(polish: Polish, text: str, singular: str, plural: str) -> None:
    """The head and what agrees with it take the nominative, in the gender that the phrase shows."""
    phrase = find_one(polish, f"nad {text}" if "ą" in text else f"dla {text}", text)
    assert (polish.cite(phrase, "Sing"), polish.cite(phrase, "Plur")) == (singular, plural)


@pytest.mark.parametrize(
    ("sentence", "text", "citation"),
    [
        ("spotkał Jana Kowalskiego", "Jana Kowalskiego", "Jan Kowalski"),
        ("prezydent Turcji", "Turcji", "Turcja"),
        ("w Nowej Szkocji", "Nowej Szkocji", "Nowa Szkocja"),
        ("dla Nguyen Van The", "Nguyen Van The", "Nguyen Van The"),
        ("w Indiach", "Indiach", "Indie"),
        ("członkowie ONZ", "ONZ", "ONZ"),
        ("wizyta Larry'ego Nassara", "Larry'ego Nassara", "Larry'ego Nassara"),
    ],
)
def test_cites_names_whole_or_not_at_all(polish: Polish, sentence: str, text: str, citation: str) -> None:
    """A name keeps its number; one with a part that the dictionary does not know stays as it stands."""
    phrase = find_one(polish, sentence, text)
    assert {polish.cite(phrase, "Sing"), polish.cite(phrase, "Plur")} == {citation}


def test_forms_of_a_term(polish: Polish) -> None:
    """Forms are all cases of both numbers, each with agreement."""
    forms = polish.forms(find_one(polish, "mobilizacja masowa", "mobilizacja masowa"))
    assert forms == {
        "mobilizacja masowa",
        "mobilizacji masowej",
        "mobilizację masową",
        "mobilizacją masową",
        "mobilizacjo masowa",
        "mobilizacje masowe",
        "mobilizacji masowych",
        "mobilizacjom masowym",
        "mobilizacjami masowymi",
        "mobilizacjach masowych",
    }


def test_forms_of_persons_differ_from_those_of_things(polish: Polish) -> None:
    """Personal masculines have their own nominative and accusative plural."""
    persons = polish.forms(find_one(polish, "nowy członek", "nowy członek"))
    things = polish.forms(find_one(polish, "nowy komitet", "nowy komitet"))
    assert {"nowi członkowie", "nowych członków", "nowego członka"} <= persons
    assert {"nowe komitety", "nowych komitetów", "nowego komitetu"} <= things
    assert "nowe członki" not in persons
    assert "nowi komitety" not in things


def test_forms_leave_dependents_alone(polish: Polish) -> None:
    """A genitive or a linked noun stands still while the head moves."""
    forms = polish.forms(find_one(polish, "praca nad ustawą o partii", "praca nad ustawą o partii"))
    assert "pracami nad ustawą o partii" in forms
    assert all(form.endswith(" nad ustawą o partii") for form in forms)


@pytest.mark.parametrize(
    ("lemma", "word_class", "target", "form"),
    [
        ("komitet", WordClass.NOUN, Agreement("Dat", "Sing", "Masc3"), "komitetowi"),
        ("budowanie", WordClass.NOUN, Agreement("Ins", "Plur", "Neut"), "budowaniami"),
        ("partyjny", WordClass.ADJECTIVE, Agreement("Nom", "Plur", "Masc1"), "partyjni"),
        ("partyjny", WordClass.ADJECTIVE, Agreement("Acc", "Sing", "Masc1"), "partyjnego"),
        ("partyjny", WordClass.ADJECTIVE, Agreement("Acc", "Sing", "Masc3"), "partyjny"),
        ("zjednoczony", WordClass.ADJECTIVE, Agreement("Gen", "Plur", "Masc3"), "zjednoczonych"),
        ("najważniejszy", WordClass.ADJECTIVE, Agreement("Loc", "Sing", "Fem"), "najważniejszej"),
        ("Wietnam", WordClass.NAME, Agreement("Loc", "Sing", ""), "Wietnamie"),
        ("partia", WordClass.NOUN, Agreement("Gen", "Plur", "Fem"), "partii"),
        ("organ", WordClass.NOUN, Agreement("Nom", "Plur", "Masc3"), "organy"),
        ("drzwi", WordClass.NOUN, Agreement("Nom", "Sing", "Neut"), None),
        ("komitet", WordClass.NOUN, Agreement("Nom", "Sing", "Fem"), None),
        ("xyzzy", WordClass.NOUN, Agreement("Nom", "Sing", "Masc3"), None),
        ("Xyzzy", WordClass.NAME, Agreement("Nom", "Sing", ""), None),
    ],
)
def test_inflects_by_the_dictionary(
    polish: Polish, lemma: str, word_class: WordClass, target: Agreement, form: str | None
) -> None:
    """A form is the commonest that the dictionary has for case, number and gender; None where there is none."""
    word = PhraseWord(lemma, lemma, word_class, Relation.HEAD, -1, 0, len(lemma))
    assert polish.inflect(word, target) == form


# -- roots and lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adjective", "noun"),
    [
        ("partyjny", "partia"),
        ("masowy", "masa"),
        ("państwowy", "państwo"),
        ("wojewódzki", "województwo"),
        ("narodowy", "naród"),
        ("rolny", "rola"),
        ("polityczny", "polityka"),
        ("demokratyczny", "demokracja"),
        ("gospodarczy", "gospodarka"),
        ("społeczny", "społeczeństwo"),
        ("szkoleniowy", "szkolenie"),
        ("szkolny", "szkoła"),
        ("rynkowy", "rynek"),
        ("węglowy", "węgiel"),
        ("związkowy", "związek"),
        ("zawodowy", "zawód"),
        ("komunistyczny", "komunizm"),
        ("studencki", "student"),
        ("centralny", "centrum"),
        ("federalny", "federacja"),
        ("historyczny", "historia"),
        ("techniczny", "technika"),
        ("miejski", "miasto"),
        ("wietnamski", "Wietnam"),
        ("chiński", "Chiny"),
        ("rosyjski", "Rosja"),
        ("warszawski", "Warszawa"),
        ("mobilizacyjny", "mobilizacja"),
        ("roczny", "rok"),
        ("społeczno-gospodarczy", "społeczno-gospodarka"),
    ],
)
def test_an_adjective_shares_the_root_of_its_noun(polish: Polish, adjective: str, noun: str) -> None:
    """A relational adjective is derived from a noun that the dictionary knows."""
    assert polish.stem(adjective) == polish.stem(noun)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("różny", "róża"),
        ("wolny", "wola"),
        ("główny", "głowa"),
        ("ważny", "waga"),
        ("pilny", "piła"),
        ("lokalny", "lokal"),
        ("generalny", "generał"),
        ("specjalny", "specjał"),
        ("ludzki", "lud"),
        ("stały", "stal"),
        ("polityka", "policja"),
        ("politycznie", "polityka"),
        ("społeczno-gospodarczy", "gospodarka"),
        ("związany", "związek"),
        ("komitet", "komisja"),
        ("inny", "ina"),
    ],
)
def test_unrelated_words_keep_their_roots(polish: Polish, one: str, other: str) -> None:
    """Adjectives that describe, participles and mere likenesses share no root."""
    assert polish.stem(one) != polish.stem(other)


def test_general_words(polish: Polish) -> None:
    """Pronouns, determiners and words of no subject begin or end no term; words that make terms may."""
    assert all(polish.is_general(word) for word in ("który", "ten", "każdy", "wszystek", "inny", "rok", "sposób"))
    assert not any(polish.is_general(word) for word in ("partia", "związek", "rząd", "praca", "masowy", "czas"))


def test_prepositions_govern_cases() -> None:
    """A preposition has its cases, one of several words those of its last."""
    assert PREPOSITIONS["w"] == {"Acc", "Loc"}
    assert PREPOSITIONS["nad"] == {"Acc", "Ins"}
    assert PREPOSITIONS["na rzecz"] == {"Gen"}
    assert PREPOSITIONS["ze względu na"] == {"Acc"}
    assert PREPOSITIONS["zgodnie z"] == {"Ins"}


# -- running text ------------------------------------------------------------------------------------------------------


def test_reads_an_article_without_loss(polish: Polish) -> None:
    """Phrases of a whole article lie at their offsets, do not overlap, and each has a citation form of its length."""
    sentences = [line for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = polish.find_phrases(sentences)
    assert len(found) == len(sentences)
    for sentence, phrases in zip(sentences, found, strict=True):
        end = 0
        for phrase in phrases:
            assert end <= phrase.start < phrase.end <= len(sentence)
            end = phrase.end
            assert all(sentence[word.start : word.end] == word.text for word in phrase.words)
            cited = polish.cite(phrase, "Sing")
            assert len(tokenize(cited)) == sum(len(tokenize(word.text)) for word in phrase.words)
    assert polish.find_phrases(sentences) == found


def test_odd_input_is_read(polish: Polish) -> None:
    """Empty, foreign, and unwordly sentences give no phrases and no faults."""
    assert polish.find_phrases([]) == []
    assert polish.find_phrases(["", "...", "123 456", "ąęś ' - '", "\u0301", "的 中文"]) == [[], [], [], [], [], []]


def test_dictionary_works_after_faiss_was_imported() -> None:
    """FAISS and Morfeusz share the names of SWIG's classes: whichever comes first, neither crashes the other."""
    code = (
        "import faiss; from align.languages.polish_dictionary import analyze, generate;"
        "print(len(analyze('komitetu')) > 0, any(a.form == 'komitetem' for a in generate('komitet')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("zgodnie z uchwałą nr 12/2021 Rady", ["uchwałą nr 12/2021 Rady"]),
        ("program „Czyste miasto” trwa", ["program „Czyste miasto”"]),
        ("szkoły wszystkich gmin", ["szkoły wszystkich gmin"]),
    ],
)
def test_numbers_quotations_and_quantifiers_are_parts_of_phrases(
    polish: Polish, sentence: str, phrases: list[str]
) -> None:
    """They depend on the noun before them."""
    assert find(polish, sentence) == phrases
