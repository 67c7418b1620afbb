"""Greek: readings, phrases, citation forms, inflection and roots."""

import csv
import time
import warnings
from pathlib import Path

import pytest

from align.languages.chains import Word
from align.languages.greek import Greek, load
from align.languages.greek_paradigms import adjective_paradigm, noun_paradigm
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import tokenize

SHARED = Path(__file__).parents[4] / "shared"
NAME, NOUN, ADJECTIVE, NUMBER = WordClass.NAME, WordClass.NOUN, WordClass.ADJECTIVE, WordClass.NUMBER


@pytest.fixture(scope="module")
def greek() -> Greek:
    """Return Greek with its dictionaries loaded."""
    return load()


def read(greek: Greek, sentence: str) -> dict[str, Word]:
    """Return the words of a sentence by their text."""
    [words] = greek.read([tokenize(sentence)])
    return {word.token.text: word for word in words}


def find(greek: Greek, sentence: str) -> list[str]:
    """Return the texts of the phrases of a sentence."""
    [phrases] = greek.find_phrases([sentence])
    return [" ".join(word.text for word in phrase.words) for phrase in phrases]


def parse(greek: Greek, text: str) -> Phrase:
    """Return the one phrase of a text."""
    [[phrase]] = greek.find_phrases([text])
    return phrase


def word(lemma: str, word_class: WordClass) -> PhraseWord:
    """Return a word that stands by itself."""
    return PhraseWord(lemma, lemma, word_class, Relation.HEAD, -1, 0, len(lemma))


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("η Κεντρική Επιτροπή Μαζικής Κινητοποίησης συνεδρίασε", ["Κεντρική Επιτροπή Μαζικής Κινητοποίησης"]),
        ("Επιδιώκουμε την οικοδόμηση νέων αγροτικών περιοχών.", ["οικοδόμηση νέων αγροτικών περιοχών"]),
        ("Το έργο της μαζικής κινητοποίησης προχωρεί.", ["έργο της μαζικής κινητοποίησης"]),
        ("τα μέλη του κόμματος", ["μέλη του κόμματος"]),
        ("την εθνοτική και θρησκευτική κατάσταση", ["εθνοτική και θρησκευτική κατάσταση"]),
        ("τα μέσα μαζικής ενημέρωσης", ["μέσα μαζικής ενημέρωσης"]),
        ("χάραξε νέες πολιτικές για την υγεία", ["νέες πολιτικές για την υγεία"]),
        ("Ο Γενικός Γραμματέας μίλησε.", ["Γενικός Γραμματέας"]),
        ("η κυβέρνηση της Ελλάδας", ["κυβέρνηση της Ελλάδας"]),
        ("το 14ο Εθνικό Συνέδριο του Κόμματος", ["14ο Εθνικό Συνέδριο του Κόμματος"]),
        ("ΚΕΝΤΡΙΚΗ ΕΠΙΤΡΟΠΗ ΤΟΥ ΚΟΜΜΑΤΟΣ", ["ΚΕΝΤΡΙΚΗ ΕΠΙΤΡΟΠΗ ΤΟΥ ΚΟΜΜΑΤΟΣ"]),
        ("εξέδωσαν έγγραφα οδηγιών", ["έγγραφα οδηγιών"]),
    ],
)
def test_finds_the_maximal_phrases(greek: Greek, sentence: str, phrases: list[str]) -> None:
    """Agreement, genitives and coordination hold a phrase together; verbs and particles end it."""
    assert find(greek, sentence) == phrases


@pytest.mark.parametrize(
    "sentence",
    [
        "Έδωσε και ζήτησε, όταν είχαν πάει.",
        "Πρόκειται να εφαρμόσουν πλήρως και αμέσως ό,τι αποφάσισαν.",
        "Θα πρέπει να μπορούν να κατανοήσουν και να κατευθύνουν.",
        "Προωθώντας και συμβάλλοντας, ξεκίνησαν ξανά.",
        "Είναι καλός και κατάλληλος.",
        "Εργάστηκε σωστά, καθαρά και στενά.",
    ],
)
def test_reads_no_verb_adverb_or_predicate_as_a_noun(greek: Greek, sentence: str) -> None:
    """A sentence without nouns has no phrases."""
    assert find(greek, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Μίλησε ο σύντροφος Μπούι Θι Μινχ Χόαι.", ["Μπούι Θι Μινχ Χόαι"]),
        ("ο σύντροφος Pham Tat Thang ανέφερε", ["Pham Tat Thang"]),
        ("σύμφωνα με τον Γουόνγκ Καν Σενγκ", ["Γουόνγκ Καν Σενγκ"]),
        ("Μίλησε ο Γιώργος Παπανδρέου.", ["Γιώργος Παπανδρέου"]),
        ("Συνήλθε στη Νότια Αφρική.", ["Νότια Αφρική"]),
        ("μετά τις αποφάσεις ο ΟΗΕ δήλωσε", ["ΟΗΕ"]),
    ],
)
def test_a_row_of_capitalised_unknown_words_is_one_name(greek: Greek, sentence: str, names: list[str]) -> None:
    """Latin script, acronyms, known names, and unknown words even with a common word between them."""
    [phrases] = greek.find_phrases([sentence])
    assert [" ".join(w.text for w in phrase.words) for phrase in phrases if phrase.is_name] == names


def test_a_capital_at_the_beginning_is_no_name(greek: Greek) -> None:
    """The first word of a sentence and the common words of a title are read as what they are."""
    words = read(greek, "Προβληματική ήταν η Κεντρική Επιτροπή.")
    assert [words[text].find_reading(NAME) for text in ("Προβληματική", "Κεντρική", "Επιτροπή")] == [None] * 3


def test_readings_carry_lemma_and_agreement(greek: Greek) -> None:
    """A form is read in every case, number and gender that its paradigm gives it, and in no other."""
    reading = read(greek, "μειονοτήτων")["μειονοτήτων"].readings[0]
    assert (reading.lemma, reading.word_class) == ("μειονότητα", NOUN)
    assert reading.agreement == {Agreement("Gen", "Plur", "Fem")}
    adjective = read(greek, "ανατεθειμένα")["ανατεθειμένα"].readings[0]
    assert (adjective.lemma, adjective.word_class) == ("ανατεθειμένος", ADJECTIVE)
    assert adjective.agreement == {Agreement("Nom", "Plur", "Neut"), Agreement("Acc", "Plur", "Neut")}


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("μέλη", "μέλος"),
        ("γεγονότων", "γεγονός"),
        ("καθεστώτος", "καθεστώς"),
        ("υδάτων", "ύδωρ"),
        ("γραμματείς", "γραμματέας"),
        ("πόλεως", "πόλη"),
        ("παιδιών", "παιδί"),
        ("5ετίας", "5ετία"),
        ("όνειρό", "όνειρο"),
        ("φεστιβάλ", "φεστιβάλ"),
        ("επικεφαλής", "επικεφαλής"),
        ("σκηνοθεσίας", "σκηνοθεσία"),
        ("σελήνης", "σελήνη"),
    ],
)
def test_finds_the_lemma_of_a_noun(greek: Greek, form: str, lemma: str) -> None:
    """The first reading is the right one, for irregular and learned declensions too."""
    assert read(greek, form)[form].readings[0].lemma == lemma


def test_freely_formed_adjectives_need_no_list(greek: Greek) -> None:
    """A new word in -ικός is an adjective, with a capital too."""
    reading = read(greek, "η Παραολυμπιακή Επιτροπή")["Παραολυμπιακή"].readings[0]
    assert (reading.lemma, reading.word_class) == ("παραολυμπιακός", ADJECTIVE)


def test_numbers(greek: Greek) -> None:
    """Ordinals in digits agree like adjectives, Roman numerals agree with everything, plain numbers are left out."""
    words = read(greek, "του 14ου και XIII συνεδρίου, 15 έργα")
    assert words["14ου"].readings[0].agreement == {Agreement("Gen", "Sing", "Masc"), Agreement("Gen", "Sing", "Neut")}
    assert (words["XIII"].readings[0].word_class, words["XIII"].readings[0].agreement) == (NUMBER, frozenset())
    assert words["15"].readings == ()


def test_articles_tell_the_case(greek: Greek) -> None:
    """After a genitive article the ambiguous noun is a genitive and joins its head; after another it stands apart."""
    assert find(greek, "η απόφαση του προέδρου") == ["απόφαση του προέδρου"]
    assert find(greek, "έδειξε στον πρόεδρο το έγγραφο") == ["πρόεδρο", "έγγραφο"]


@pytest.mark.parametrize(
    ("text", "number", "citation"),
    [
        ("της Κεντρικής Επιτροπής Μαζικής Κινητοποίησης", "Sing", "Κεντρική Επιτροπή Μαζικής Κινητοποίησης"),
        ("μελών του κόμματος", "Sing", "μέλος του κόμματος"),
        ("πολιτικών καθηκόντων", "Sing", "πολιτικό καθήκον"),
        ("έργου της μαζικής κινητοποίησης", "Sing", "έργο της μαζικής κινητοποίησης"),
        ("εθνοτικών μειονοτήτων", "Sing", "εθνοτική μειονότητα"),
        ("αποτελέσματα", "Sing", "αποτέλεσμα"),
        ("πατριωτικών κινημάτων άμιλλας", "Sing", "πατριωτικό κίνημα άμιλλας"),
        ("του 14ου Εθνικού Συνεδρίου", "Sing", "14ο Εθνικό Συνέδριο"),
        ("του διευθύνοντος συμβούλου", "Sing", "διευθύνων σύμβουλος"),
        ("αναπληρωτών υπουργών", "Sing", "αναπληρωτής υπουργός"),
        ("του αναπληρωτή επικεφαλής", "Sing", "αναπληρωτής επικεφαλής"),
        ("τις αποφάσεις διοικητή στρατού", "Sing", "απόφαση διοικητή στρατού"),
        ("των Γενικών Γραμματέων", "Sing", "Γενικός Γραμματέας"),
        ("τις κύριες κατευθύνσεις", "Sing", "κύρια κατεύθυνση"),
        ("σταθερή κατάσταση", "Sing", "σταθερή κατάσταση"),
        ("κρατικό πρόγραμμα", "Plur", "κρατικά προγράμματα"),
        ("των στελεχών και των μελών του κόμματος", "Plur", "στελέχη και μέλη του κόμματος"),
        ("της Ευρώπης", "Sing", "Ευρώπη"),
    ],
)
def test_cites_the_head_and_its_modifiers_in_the_nominative(
    greek: Greek, text: str, number: str, citation: str
) -> None:
    """Genitive attributes stay as they stand; capitals stay where they are."""
    assert greek.cite(parse(greek, text), number) == citation


def test_capitals_bear_no_accent(greek: Greek) -> None:
    """A headline is cited in capitals without accents, as Greek writes them."""
    assert greek.cite(parse(greek, "ΤΗΣ ΚΕΝΤΡΙΚΗΣ ΕΠΙΤΡΟΠΗΣ ΤΟΥ ΚΟΜΜΑΤΟΣ"), "Sing") == "ΚΕΝΤΡΙΚΗ ΕΠΙΤΡΟΠΗ ΤΟΥ ΚΟΜΜΑΤΟΣ"


def test_forms_agree(greek: Greek) -> None:
    """All forms of a phrase have head and adjective in one case and number."""
    assert greek.forms(parse(greek, "μαζική κινητοποίηση")) == {
        "μαζική κινητοποίηση",
        "μαζικής κινητοποίησης",
        "μαζικής κινητοποιήσεως",
        "μαζικές κινητοποιήσεις",
        "μαζικών κινητοποιήσεων",
    }


@pytest.mark.parametrize(
    ("lemma", "word_class", "target", "form"),
    [
        ("κράτος", NOUN, Agreement("Gen", "Plur", "Neut"), "κρατών"),
        ("εργαζόμενος", ADJECTIVE, Agreement("Acc", "Plur", "Fem"), "εργαζόμενες"),
        ("διεθνής", ADJECTIVE, Agreement("Nom", "Sing", "Neut"), "διεθνές"),
        ("14ος", ADJECTIVE, Agreement("Gen", "Sing", "Neut"), "14ου"),
        ("κινητοποίηση", NOUN, Agreement("Gen", "Sing", "Fem"), "κινητοποίησης"),
        ("κράτος", NOUN, Agreement("Ins", "Sing", "Neut"), None),
        ("Thang", NAME, Agreement("Gen", "Sing", ""), None),
    ],
)
def test_inflects(greek: Greek, lemma: str, word_class: WordClass, target: Agreement, form: str | None) -> None:
    """The usual form of a cell, None for a case that Greek does not have and for names of which nothing is known."""
    assert greek.inflect(word(lemma, word_class), target) == form


def test_paradigms_tell_words_from_guesses() -> None:
    """A noun's paradigm is attested, one made of a verb's form is not."""
    assert noun_paradigm("επιτροπή").attested == 1.0
    assert noun_paradigm("έδωσα").attested < 0.9
    assert adjective_paradigm("κόσμος").attested < 0.9


@pytest.mark.parametrize(
    ("adjective", "noun"),
    [
        ("κομματικός", "κόμμα"),
        ("μαζικός", "μάζα"),
        ("κρατικός", "κράτος"),
        ("λαϊκός", "λαός"),
        ("πολιτικός", "πολιτική"),
        ("εθνικός", "έθνος"),
        ("εθνοτικός", "εθνότητα"),
        ("κυβερνητικός", "κυβέρνηση"),
        ("συστηματικός", "σύστημα"),
        ("οικονομικός", "οικονομία"),
        ("συνεδριακός", "συνέδριο"),
        ("περιφερειακός", "περιφέρεια"),
        ("αναπτυξιακός", "ανάπτυξη"),
        ("σοσιαλιστικός", "σοσιαλισμός"),
        ("αγροτικός", "αγρότης"),
        ("καλοκαιρινός", "καλοκαίρι"),
        ("βιετναμικός", "Βιετνάμ"),
    ],
)
def test_an_adjective_shares_the_root_of_its_noun(greek: Greek, adjective: str, noun: str) -> None:
    """Suffixes of relational adjectives and of nouns come off, accents too."""
    assert greek.stem(adjective) == greek.stem(noun)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("εθνικός", "εθνότητα"),
        ("γενικός", "γένος"),
        ("ειδικός", "είδος"),
        ("θετικός", "θέση"),
        ("σχετικός", "σχέση"),
        ("τέλειος", "τέλος"),
        ("κυβέρνηση", "κυβερνήτης"),
        ("έργο", "εργασία"),
        ("πολιτική", "πόλη"),
        ("οργανισμός", "οργάνωση"),
        ("κοινός", "κοινότητα"),
        ("κράτος", "κρατούμενος"),
    ],
)
def test_different_meanings_keep_different_roots(greek: Greek, one: str, other: str) -> None:
    """Words that only look alike are not derived from one another."""
    assert greek.stem(one) != greek.stem(other)


def test_general_lemmas(greek: Greek) -> None:
    """Quantifiers, deictics and light nouns neither begin nor end a term."""
    assert greek.is_general("χρόνος")
    assert greek.is_general("οποίος")
    assert not greek.is_general("επιτροπή")


def test_loads_without_warnings() -> None:
    """The word lists that the paradigm library leaves open at import raise no warning here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert noun_paradigm("λαός").cells[Agreement("Gen", "Plur", "Masc")] == ("λαών",)


def test_reading_is_the_same_for_any_batch_order(greek: Greek) -> None:
    """Sentences are read alike alone and in a batch, but for names that another sentence confirms."""
    sentences = ["Η Επιτροπή ενέκρινε το σχέδιο εργασίας.", "Τα στελέχη του κόμματος συμφώνησαν."]
    alone = [greek.find_phrases([sentence])[0] for sentence in sentences]
    assert greek.find_phrases(sentences) == alone
    assert greek.find_phrases(sentences[::-1]) == alone[::-1]


@pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="the shared evaluation sentences are not here")
def test_reads_five_thousand_tokens_a_second(greek: Greek) -> None:
    """A second pass over real sentences, with the dictionaries warm, is fast enough for large corpora."""
    with (SHARED / "eval" / "sentences_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        sentences = [row["el"] for row, _ in zip(rows, range(100), strict=False)]
    greek.find_phrases(sentences)
    start = time.process_time()
    greek.find_phrases(sentences)
    assert sum(len(tokenize(sentence)) for sentence in sentences) / (time.process_time() - start) > 5000


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("Ο νόμος αριθ. 4412/2016 ισχύει.", ["νόμος αριθ. 4412/2016"]),
        ("Το πρόγραμμα «Καθαρή πόλη» αρχίζει.", ["πρόγραμμα «Καθαρή πόλη»"]),
        ("Τα σχολεία όλων των δήμων άνοιξαν.", ["σχολεία όλων των δήμων"]),
    ],
)
def test_numbers_quotations_and_quantifiers_are_parts_of_phrases(
    greek: Greek, sentence: str, phrases: list[str]
) -> None:
    """They depend on the noun before them."""
    assert [sentence[p.start : p.end] for p in greek.find_phrases([sentence])[0]] == phrases
