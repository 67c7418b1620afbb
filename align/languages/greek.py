"""Greek: closed classes, names, and the root that relational adjectives share with their nouns."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from align.languages.chains import Reading, Word
from align.languages.grammar import read_quantifiers
from align.languages.greek_paradigms import adjective_paradigm, noun_paradigm, verb_forms, word_forms
from align.languages.greek_readings import (
    find_accented,
    find_cited_nouns,
    is_known,
    is_proper,
    read_form,
    read_name,
    strip_accents,
)
from align.languages.inflection import add_articles
from align.languages.phrases import Agreement, Phrase, PhraseWord, WordClass
from align.languages.terms import TermLanguage, transparent
from align.languages.tokens import Token

_ARTICLES = {
    "ο": "Nom Sing Masc",
    "η": "Nom Sing Fem",
    "το": "Nom Sing Neut, Acc Sing Neut, Acc Sing Masc",
    "του": "Gen Sing Masc, Gen Sing Neut",
    "της": "Gen Sing Fem",
    "τον": "Acc Sing Masc",
    "την": "Acc Sing Fem",
    "τη": "Acc Sing Fem",
    "οι": "Nom Plur Masc, Nom Plur Fem",
    "των": "Gen Plur Masc, Gen Plur Fem, Gen Plur Neut",
    "τους": "Acc Plur Masc",
    "τις": "Acc Plur Fem",
    "τα": "Nom Plur Neut, Acc Plur Neut",
    "ένας": "Nom Sing Masc",
    "έναν": "Acc Sing Masc",
    "ένα": "Acc Sing Masc, Nom Sing Neut, Acc Sing Neut",
    "ενός": "Gen Sing Masc, Gen Sing Neut",
    **dict.fromkeys(["μια", "μία"], "Nom Sing Fem, Acc Sing Fem"),
    **dict.fromkeys(["μιας", "μίας"], "Gen Sing Fem"),
}
_INDEFINITE = frozenset("ένας έναν ένα ενός μια μία μιας μίας".split())
_DETERMINERS = {
    form: Reading(
        "ένας" if form in _INDEFINITE else "ο",
        WordClass.DETERMINER,
        frozenset(Agreement(*cell.split()) for cell in cells.split(", ")),
    )
    for form, cells in _ARTICLES.items()
}

_ACC, _GEN = frozenset({"Acc"}), frozenset({"Gen"})
_PREPOSITIONS = {
    **dict.fromkeys("για σε από με προς μετά χωρίς δίχως μέχρι έως παρά ανά πριν".split(), _ACC),
    **dict.fromkeys("στον στην στη στο στους στις στα".split(), _ACC),  # σε with the article
    **dict.fromkeys(
        "μεταξύ υπέρ εναντίον αντί εντός εκτός μέσω λόγω εξαιτίας περί εκ εξ βάσει ελλείψει πλησίον".split(), _GEN
    ),
    **dict.fromkeys("κατά επί υπό διά δια".split(), _ACC | _GEN),
    **dict.fromkeys(["σχετικά με", "σύμφωνα με", "ανάλογα με", "σε σχέση με", "μαζί με", "όσον αφορά"], _ACC),
    **dict.fromkeys(
        ["με σκοπό", "με στόχο", "με βάση", "μετά από", "πριν από", "πέρα από", "γύρω από", "κάτω από"], _ACC
    ),
    **dict.fromkeys(["μέσα σε", "ανάμεσα σε", "πάνω σε", "μπροστά σε", "ως προς", "εκτός από"], _ACC),
    **dict.fromkeys(["εκ μέρους", "κατά τη διάρκεια", "στο πλαίσιο", "στα πλαίσια"], _GEN),
}

_MONTHS = "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος"
_MONTHS += " δεκέμβριος ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου"
_MONTHS += " νοεμβρίου δεκεμβρίου ιανουάριο φεβρουάριο μάρτιο απρίλιο μάιο ιούνιο ιούλιο αύγουστο σεπτέμβριο οκτώβριο"
_MONTHS += " νοέμβριο δεκέμβριο δευτέρα δευτέρας τρίτη τετάρτη τετάρτης πέμπτη παρασκευή παρασκευής σάββατο σαββάτου"
_MONTHS += " κυριακή κυριακής"

# Words that take no part in phrases, though many of them look like nouns or adjectives.
_CLOSED = frozenset(
    f"""{_MONTHS} και κι ή είτε ούτε μήτε αλλά όμως ωστόσο μα παρά ενώ καθώς αφού επειδή διότι γιατί ότι πως που πού
    πώς όταν όποτε όπου όπως σαν ως ώστε αν εάν άμα μήπως να θα ας δε δεν μη μην ναι όχι άρα λοιπόν συνεπώς επομένως
    δηλαδή μάλιστα εγώ εσύ εμείς εσείς εμένα εσένα εμάς εσάς με σε μας σας μου σου του τον τους αυτός αυτή αυτό αυτού
    αυτής αυτοί αυτές αυτά αυτών αυτούς αυτόν αυτήν εκείνος εκείνη εκείνο εκείνου εκείνης εκείνοι εκείνες εκείνα
    εκείνων εκείνους τούτος τούτη τούτο τούτου τούτα τούτων οποίος οποία οποίο οποίου οποίας οποίοι οποίες οποίων
    οποίους όποιος όποια όποιο όποιοι όποιες όποιων όσος όση όσο όσου όσης όσοι όσες όσα όσων όσους τόσος τόση τόσο
    τόσοι τόσες τόσα τέτοιος τέτοια τέτοιο τέτοιου τέτοιας τέτοιοι τέτοιες τέτοιων τέτοιους ποιος ποια ποιο ποιου
    ποιας ποιοι ποιες ποιων ποιους τι κάτι τίποτα τίποτε κάποιος κάποια κάποιο κάποιου κάποιας κάποιοι κάποιες
    κάποιων κάποιους κανείς κανένας κανένα καμία καμιά κανενός καθένας καθεμία καθένα κάθε όλος όλη όλο όλου όλης
    όλοι όλες όλα όλων όλους άλλος άλλη άλλο άλλου άλλης άλλοι άλλες άλλα άλλων άλλους μόνος μόνη μόνο μόνοι εαυτός
    εαυτό εαυτού εαυτούς δικός δική δικό δικού δικής δικοί δικές δικά δικών δικούς πολύς πολλή πολύ πολλοί πολλές
    πολλά πολλών πολλούς λίγος λίγη λίγο λίγοι λίγες λίγα λίγων λίγους δύο δυο τρεις τρία τριών τέσσερις τέσσερα
    τεσσάρων πέντε έξι επτά εφτά οκτώ οχτώ εννέα εννιά δέκα έντεκα δώδεκα είκοσι τριάντα σαράντα πενήντα εξήντα
    εβδομήντα ογδόντα ενενήντα εκατό χίλια χίλιοι χίλιες είμαι είσαι είναι είμαστε είστε ήμουν ήταν ήσουν ήμασταν
    έχω έχεις έχει έχουμε έχετε έχουν είχα είχε είχαμε είχαν πρέπει μπορεί μπορούν μπορώ εδώ εκεί τώρα τότε πάντα
    πάντοτε ποτέ σήμερα χθες χτες αύριο ήδη ακόμα ακόμη πάλι ξανά μαζί έτσι αλλιώς μόλις σχεδόν περίπου πιο πλέον
    πια πάρα λιγότερο περισσότερο κυρίως ιδίως ιδιαίτερα επίσης επιπλέον εξίσου μεν πάνω κάτω έξω μπροστά πίσω
    κοντά μακριά γύρω δίπλα ανάμεσα απέναντι πέρα μετά πριν ύστερα έπειτα αργότερα νωρίς αργά γρήγορα συχνά συνήθως
    άμεσα αμέσως όσον αφορά σχετικά σύμφωνα ανάλογα ταυτόχρονα παράλληλα τελικά βεβαίως βέβαια ίσως μέρους χάρη
    χάριν άνω εν εις προ συν πλην υπόψη όντως δήθεν άλλωστε εξάλλου παρόλο μολονότι τουλάχιστον μάλλον κυριολεκτικά
    νυν εξής εξαρχής καταγής απαρχής
    καθόλου κάποτε απλώς καθ κατ μετ επ απ υπ εφ αφ ντε λα κλπ βλ αρ σελ χιλ εκατ""".split()
)

_NEGATIONS = frozenset({"μη", "μην"})
_ADVERBIAL_ENDINGS = ("ά", "α", "ώς", "ως")

# Nouns only after an article or adjective; else adverbs.
_ADVERBIAL = frozenset({"μέσα"})

_GENERAL = frozenset(
    """χρόνος έτος μήνας εβδομάδα ημέρα μέρα ώρα λεπτό στιγμή φορά καιρός εποχή διάστημα διάρκεια αρχή τέλος μέση
    μέρος κομμάτι αριθμός σύνολο πλήθος σειρά ποσοστό είδος πράγμα τρόπος λόγος αιτία σκοπός βάση πλαίσιο περίπτωση
    σχέση άποψη πλευρά σημείο επίπεδο συνέχεια γεγονός θέμα ανάγκη δυνατότητα ρόλος προσπάθεια άνθρωπος άτομο κόσμος
    αυτός όλος κάθε ορισμένος άλλος οποίος τέτοιος κάποιος όσος ολόκληρος ίδιος διάφορος διαφορετικός μερικός
    αρκετός πολύς λίγος περισσότερος λιγότερος μεγάλος μεγαλύτερος μικρός μικρότερος καλός καλύτερος κακός κύριος
    συγκεκριμένος αντίστοιχος παρόμοιος υπόλοιπος σχετικός πρώτος δεύτερος τρίτος τελευταίος επόμενος προηγούμενος
    σημερινός τωρινός παρών πρόσφατος δικός μόνος απαραίτητος σημαντικός δυνατός εμείς εγώ εσύ""".split()
)

# Nouns for documents: with a number after them they name one.
_DOCUMENT_NOUNS = frozenset(
    """νόμος νομοσχέδιο διάταγμα απόφαση ψήφισμα οδηγία κανονισμός εγκύκλιος πόρισμα συμπέρασμα σύνταγμα κώδικας
    καταστατικό σύμβαση συνθήκη συμφωνία πρωτόκολλο σύμφωνο χάρτης διακήρυξη μνημόνιο σχέδιο πρόγραμμα στρατηγική
    έκθεση έγγραφο πράξη διάταξη εντολή ανακοίνωση γνωμοδότηση""".split()
)
_QUANTIFIERS = """
    όλος: όλων Gen, όλους Acc, όλες Acc, όλα Acc
    κάθε: κάθε Gen Acc
"""

_CAPITALISED_LATIN = re.compile(r"(?=.*[A-Z])[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ\u0300-\u036f'’.-]*")
_ROMAN = re.compile(r"(?=[IVXLC])(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})|C{1,3}")
_CAPITALS = re.compile(r"\b[Α-ΩΆΈΉΊΌΎΏ]{2,}\b")  # written without accents
_ACCENTS = re.compile(r"[άέήίόύώΐΰ]")
_AGENT = ("τής", "τρια")
"""Endings of persons by what they do; such a noun can modify the title that follows it."""
_OPENERS = frozenset(".!?…:;·|«“„\"'(•-–—")
_SHOUTING_SHARE = 0.6
"""From this share of words in capitals on a sentence is a headline, where capitals tell no names."""


class Greek(TermLanguage):
    """Modern Greek, written in one accent."""

    tag = "el"
    prepositions = _PREPOSITIONS
    conjunctions = frozenset({"και", "κι", "ή"})
    general_lemmas = _GENERAL
    document_nouns = _DOCUMENT_NOUNS
    number_signs = frozenset({"αριθ", "αρ", "αριθμ", "αριθμός", "αριθμό", "αριθμόν", "νο"})
    quantifiers = read_quantifiers(_QUANTIFIERS)
    place_prepositions = frozenset({"σε", "στο", "στη", "στην", "στον", "στα", "από"})

    def read(self, sentences: Sequence[Sequence[Token]]) -> list[list[Word]]:
        """Return the words of each sentence with their readings, one word for each token."""
        names = frozenset(
            token.text
            for tokens in sentences
            for i, token in enumerate(tokens)
            if not _is_initial(tokens, i) and _may_be_name(token.text)
        )
        return [_read_sentence(tokens, names) for tokens in sentences]

    def inflect(self, word: PhraseWord, target: Agreement) -> str | None:
        """Return a noun, adjective, article or name in another form, in lower case; None if it has no such form."""
        if word.word_class is WordClass.ADJECTIVE:
            paradigm_of = noun_paradigm if word.lemma.endswith(_AGENT) else adjective_paradigm
            return paradigm_of(word.lemma).find_form(target)
        if word.word_class is WordClass.NAME:
            return noun_paradigm(word.lemma, is_name=True).find_form(target) if word.agreement else None
        if word.word_class is WordClass.DETERMINER:
            articles = (form for form, reading in _DETERMINERS.items() if reading.lemma == word.lemma)
            return next((form for form in articles if target in _DETERMINERS[form].agreement), None)
        return noun_paradigm(word.lemma).find_form(target) if word.word_class is WordClass.NOUN else None

    def read_cited(self, tokens: Sequence[Token]) -> list[Word]:
        """Return the words of a term with all readings that they may have in a nominative phrase."""
        return [self._read_boldly(word) for word in self.read([tokens])[0]]

    @staticmethod
    def _read_boldly(word: Word) -> Word:
        """Return a word also with the nouns that it is the nominative of, and as an adverb, if it looks like them."""
        form = _fold(word.token.text)
        if form in _NEGATIONS:
            return replace(word, readings=(transparent(form),))
        if any(r.word_class not in (WordClass.ADJECTIVE, WordClass.NOUN) for r in word.readings) or _is_closed(form):
            return word
        bold = find_cited_nouns(form)
        if form.endswith(_ADVERBIAL_ENDINGS):
            bold += (transparent(form),)
        return replace(word, readings=tuple(dict.fromkeys((*word.readings, *bold))))

    def inflect_verb(self, verb: str) -> frozenset[str]:
        """Return the attested forms of a verb in one word; none for what isn't cited as a verb."""
        return verb_forms(verb)

    def _vary(self, phrase: Phrase) -> Iterator[Phrase]:
        yield from super()._vary(phrase)
        articled = add_articles(phrase, "ο")
        if articled is not phrase:
            yield articled

    def find_doublets(self, word: PhraseWord, target: Agreement) -> Sequence[str]:
        """Return the other attested genitives of a noun: κυβερνήσεως. Its other cases have only archaic doublets."""
        usual, *others = noun_paradigm(word.lemma).cells.get(target) or ("",)
        return [form for form in others if target.case == "Gen" and form != usual and form in word_forms()]

    def _decline(self, phrase: Phrase, case: str, number: str, head: str | None = None) -> str:
        text = super()._decline(phrase, case, number, head)
        return _CAPITALS.sub(lambda match: strip_accents(match[0]).upper(), text)

    def stem(self, lemma: str) -> str:
        """Return the root that an adjective shares with the noun it is derived from."""
        return _stem(lemma)


def load() -> Greek:
    """Return the module's language and load its dictionaries."""
    word_forms()
    return Greek()


# -- reading -----------------------------------------------------------------------------------------------------------


def _read_sentence(tokens: Sequence[Token], names: frozenset[str]) -> list[Word]:
    letters = [token.text for token in tokens if token.is_word and len(token.text) > 1]
    shouting = len(letters) > 2 and sum(text.isupper() for text in letters) >= _SHOUTING_SHARE * len(letters)
    readings = [_read_token(token.text, shouting) for token in tokens]
    for i, token in enumerate(tokens):
        if token.text.lower() in _ADVERBIAL and not (i and readings[i - 1]):
            readings[i] = ()
    if not shouting:
        _read_names(tokens, readings, names)
    for i in range(len(tokens) - 1):
        readings[i] += _read_title(readings[i], readings[i + 1])
    return [Word(token, found) for token, found in zip(tokens, readings, strict=True)]


def _read_title(readings: tuple[Reading, ...], following: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return a person's noun as a modifier of the person that follows: αναπληρωτής υπουργός."""
    persons = [r for r in following if r.lemma.endswith(_AGENT) or {"Masc", "Fem"} <= {a.gender for a in r.agreement}]
    return tuple(
        Reading(noun.lemma, WordClass.ADJECTIVE, noun.agreement)
        for noun in readings
        if noun.word_class is WordClass.NOUN and noun.lemma.endswith(_AGENT)
        if any(r.word_class is WordClass.NOUN and r.agreement & noun.agreement for r in persons)
    )


def _read_token(text: str, shouting: bool) -> tuple[Reading, ...]:
    """Return the readings of a token but for names."""
    form = _fold(text)
    if shouting and text.isupper() and not is_known(form):
        form = next(find_accented(form), form)
    if form in _DETERMINERS:
        return (_DETERMINERS[form],)
    if _is_closed(form):
        return ()
    if _ROMAN.fullmatch(text):
        return (Reading(text, WordClass.NUMBER),)
    if form.isascii() or (len(form) == 1 and not form.isdigit()):
        return ()
    if not shouting and text[:1].isupper() and is_proper(text):
        return ()
    return read_form(form)


def _is_closed(form: str) -> bool:
    return form in _CLOSED or form in _PREPOSITIONS or not any(char.isalpha() for char in form)


def _read_names(tokens: Sequence[Token], readings: list[tuple[Reading, ...]], names: frozenset[str]) -> None:
    """Add the names of a sentence to its readings: a capitalised word that is no common word."""
    capitals = [_may_be_name(token.text) and not found for token, found in zip(tokens, readings, strict=True)]
    for i in range(1, len(tokens) - 1):
        if capitals[i - 1] and capitals[i + 1] and tokens[i].text[:1].isupper():
            capitals[i] = True  # a part of a name that is a common word as well
    for i, token in enumerate(tokens):
        if not capitals[i]:
            continue
        beside = (i > 0 and capitals[i - 1]) or (i + 1 < len(tokens) and capitals[i + 1])
        text = unicodedata.normalize("NFC", token.text)
        if _is_initial(tokens, i) and not (beside or text in names or is_proper(text)):
            continue
        readings[i] = (read_name(text),)


def _fold(text: str) -> str:
    """Return a token in lower case; a second accent (όνειρό του) comes from the pronoun that follows."""
    form = unicodedata.normalize("NFC", text).lower()
    if len(_ACCENTS.findall(form)) == 2 and "-" not in form:
        last = form.rindex(_ACCENTS.findall(form)[1])
        form = form[:last] + strip_accents(form[last]) + form[last + 1 :]
    return form


def _is_initial(tokens: Sequence[Token], i: int) -> bool:
    return i == 0 or tokens[i - 1].text in _OPENERS


@cache
def _may_be_name(text: str) -> bool:
    """Whether a token is capitalised and no common word of Greek."""
    if _CAPITALISED_LATIN.fullmatch(text):
        return not _ROMAN.fullmatch(text)
    if not text[0].isupper() or len(text) < 2:
        return False
    form = _fold(text)
    if form in _CLOSED or form in _DETERMINERS or form in _PREPOSITIONS:
        return False
    return text.isupper() or is_proper(unicodedata.normalize("NFC", text)) or not is_known(form)


# -- roots -------------------------------------------------------------------------------------------------------------

# Adjectives that look relational, but mean something else than the noun of the same root.
_QUALITATIVE = frozenset("γενικος ειδικος μερικος σχετικος θετικος λογικος τυπικος τεχνικος ηθικος μυστικος".split())
# Ending of a noun or adjective, the root's ending, and how many letters must stand before it.
_ENDINGS = (
    ("ιστικος", "ισμ", 3),  # σοσιαλιστικός, σοσιαλισμός
    ("ισμικος", "ισμ", 3),
    ("ισμος", "ισμ", 3),
    ("οτητα", "οτ", 2),  # κοινότητα, κοινοτικός
    ("ματικος", "ματ", 2),
    ("μα", "ματ", 2),  # κόμμα, κομματικός
    ("ση", "τ", 4),  # κυβέρνηση, κυβερνητικός; but θέση and θετικός, σχέση and σχετικός have parted
)
_ADJECTIVE_SUFFIX = re.compile(r"(?<=\w{2})(ιακος|εζικος|ικος|ικη|ικα|ικο)$|(?<=\w{4})(ινος|ενιος)$")
_NOUN_SUFFIX = re.compile(r"(?<=\w{2})(ιας|ια|ιο|ος|ης|ας|υς|α|η|ο|ι|υ)$")


@cache
def _stem(lemma: str) -> str:
    word = strip_accents(lemma)
    if word in _QUALITATIVE:
        return word
    for ending, root, before in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + before:
            return word.removesuffix(ending) + root
    relational = _ADJECTIVE_SUFFIX.sub("", word)
    if relational != word:
        return relational
    if word.endswith("της") and any(True for _ in find_accented(word.removesuffix("της") + "ση")):
        return word  # κυβερνήτης: the adjective belongs to the action, κυβέρνηση
    return _NOUN_SUFFIX.sub("", word)
