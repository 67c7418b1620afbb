"""Closed classes of Polish function words, and the general words that no term begins or ends with."""

_CASES = {"g": "Gen", "d": "Dat", "a": "Acc", "i": "Ins", "l": "Loc"}

_PREPOSITIONS = {
    "g": """
        bez beze blisko dla do dookoła dokoła koło naokoło naprzeciw naprzeciwko nieopodal od ode obok około oprócz
        podczas pomimo mimo poniżej powyżej pośród prócz spod spode spoza spośród sponad sprzed u wedle według wewnątrz
        wobec wokół wskutek wśród wzdłuż względem z ze zamiast zewnątrz znad
        """,
    "d": "dzięki ku przeciw przeciwko wbrew",
    "a": "przez przeze w we na nad nade o po pod pode przed przede za między pomiędzy poza",
    "i": "z ze nad nade pod pode przed przede za między pomiędzy poza ponad",
    "l": "w we na o po przy",
}

_COMPLEX_PREPOSITIONS = {
    "g": (
        "na rzecz, w zakresie, z zakresu, do spraw, ds ., ws ., w sprawie, na temat, w dziedzinie, z dziedziny, w "
        "obszarze, w ramach, w imieniu, w imię, w celu, w kierunku, w stosunku do, w odniesieniu do, w porównaniu "
        "do, w wyniku, w rezultacie, na skutek, z powodu, z tytułu, pod względem, z punktu widzenia, w przypadku, "
        "w razie, na wypadek, w trakcie, w czasie, w toku, w ciągu, w okresie, na okres, za pomocą, przy pomocy, "
        "przy użyciu, na podstawie, na terenie, na obszarze, z udziałem, przy udziale, pod kierownictwem, pod "
        "przewodnictwem, na czele, w obronie, na korzyść, na szkodę, na potrzeby, w pobliżu, w obrębie, za "
        "pośrednictwem, niezależnie od, w miejsce"
    ),
    "a": "ze względu na, w oparciu o",
    "i": (
        "wraz z, zgodnie z, w porównaniu z, w porównaniu ze, w związku z, w związku ze, w zgodzie z, w zgodzie "
        "ze, w parze z, łącznie z, we współpracy z"
    ),
}


def _read_prepositions() -> dict[str, frozenset[str]]:
    governed: dict[str, set[str]] = {}
    for letter, words in _PREPOSITIONS.items():
        for word in words.split():
            governed.setdefault(word, set()).add(letter)
    for letter, phrases in _COMPLEX_PREPOSITIONS.items():
        for phrase in phrases.split(", "):
            governed.setdefault(phrase, set()).add(letter)
    return {word: frozenset(_CASES[letter] for letter in letters) for word, letters in governed.items()}


PREPOSITIONS = _read_prepositions()

CONJUNCTIONS = frozenset("i oraz lub albo bądź tudzież".split())

# Adjectives by inflection, but no part of a term: "wszystkie komitety" is about "komitet".
DETERMINERS = frozenset(
    """
    ten tamten ów taki onaki siaki który jaki czyj każdy wszystek żaden mój twój swój nasz wasz sam niektóry
    pewien jakiś któryś czyjś niejaki wszelki wszelaki jakikolwiek którykolwiek czyjkolwiek niejeden jeden oba
    obydwa tenże takiż ówże jakowyś niczyj takowy
    """.split()
)
RELATIVES = frozenset("który jaki czyj".split())
# Nouns by inflection in the dictionary, pronouns by meaning.
PRONOUNS = frozenset(
    """
    co kto nic nikt ktoś coś to tamto owo wszystko cokolwiek ktokolwiek swoje moje nasze wasze twoje samo ktoż cóż
    któż wszyscy wszystek tyle ile niewiele wiele jedno toto siebie
    """.split()
)
# These nouns are also in the dictionary as a numeral or a particle, and are more often nouns.
NOUNS_ABOVE_ALL = frozenset("moc siła szereg zero miasto plus minus minimum maksimum głównie".split())
# Lower-case words inside foreign names: "Cristina Fernandez de Kirchner".
NAME_PARTICLES = frozenset("de del della di dos du der den van von la le el al bin ibn ben".split())
ADVERBS = frozenset(
    "rano wczoraj przedwczoraj jutro pojutrze dziś dzisiaj razem wraz zaraz teraz potem zbyt zdecydowanie".split()
)
TITLES = frozenset("pan pani państwo dr prof mgr inż ks św płk mjr kpt red hab bp abp kard tow ob ds nr".split())

GENERAL = frozenset(
    """
    inny różny poszczególny podobny odpowiedni dany wspomniany powyższy poniższy następujący następny poprzedni
    kolejny ostatni pierwszy drugi trzeci obecny dzisiejszy wczorajszy jutrzejszy ówczesny dotychczasowy były cały
    liczny nieliczny wieloraki rozmaity szczególny konkretny ważny ważniejszy najważniejszy istotny znaczący duży
    niewielki większy mniejszy największy najmniejszy dobry zły lepszy gorszy najlepszy najgorszy nowszy najnowszy
    odpowiedzialny zgodny związany dotyczący poświęcony oparty niezbędny potrzebny konieczny możliwy niemożliwy
    pozostały dalszy prawdziwy rok miesiąc tydzień chwila raz pora rzecz sposób fakt przypadek wzgląd przykład
    całość połowa większość reszta ilość szereg wiele grono zakres powód rezultat rola znaczenie początek koniec
    brak możność możliwość potrzeba konieczność odniesienie szczególność ogólność wzmianka tysiąc milion miliard
    kilkanaście setka dziesiątka druga dwójka trójka
    """.split()
)

MONTHS = frozenset(
    """
    styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień rok wiek
    """.split()
)
# A preposition and a noun that have become an adverb.
ADVERBIALS = frozenset(
    (
        "po pierwsze, po drugie, po trzecie, "
        "w szczególności, w ogólności, w ogóle, na ogół, na przykład, w pełni, w zasadzie, w końcu, na koniec, na "
        "razie, z kolei, w istocie, na pewno, w praktyce, w rzeczywistości, w całości, w tle, w efekcie, w "
        "rezultacie, na czas, w skrócie, na bieżąco, w zamian, na stałe, na miejscu, w porządku, z pewnością, bez "
        "wątpienia, w większości, w dół, w górę, na zewnątrz, do końca, od początku, na początku, na nowo, po raz, z "
        "powrotem, w przeszłości, w przyszłości, na zawsze, po części, pod koniec, do dziś, z reguły"
    ).split(", ")
)

# Nouns for documents: with a number after them they name one.
DOCUMENT_NOUNS = frozenset(
    """
    ustawa uchwała rozporządzenie zarządzenie dekret dyrektywa decyzja postanowienie rezolucja konkluzja wniosek
    wytyczna regulamin instrukcja okólnik konstytucja kodeks statut konwencja traktat umowa porozumienie protokół pakt
    karta deklaracja memorandum plan program strategia raport sprawozdanie dokument akt pismo obwieszczenie orzeczenie
    """.split()
)
NUMBER_SIGNS = frozenset({"nr", "numer"})
# Plural forms of "all" and forms of "one" with the cases of the noun they stand before.
QUANTIFIERS = """
    wszystek: wszystkich Gen Loc, wszystkim Dat, wszystkimi Ins, wszystkie Acc
    jeden: jednego Gen, jednej Gen Dat Loc, jednemu Dat, jednym Ins Loc, jedną Acc Ins, jedno Nom, jeden Nom, jedna Nom
"""
