"""Generated forms of some hundred terms a language, held against the morphological analysers."""

from itertools import product

import pytest

from align.languages import LANGUAGES, get_language
from align.languages.terms import NO_FACTS
from benchmarks.agreement import find_fault

HEADS = {
    "pl": """zielony las, gorące źródło, ciepła kuchnia, szybki pociąg, wierny pies, cicha ulica, uczciwy sędzia,
        sprawny kierowca, tania odzież, cenne znalezisko, wysokie drzewo, zimna krew, kolej wąskotorowa,
        prasa codzienna, ogród botaniczny, biblioteka miejska, tytoń, nasiona, sól kamienna, roboty drogowe""",
    "ru": """зелёный лес, горячий источник, тёплая кухня, быстрый поезд, верный пёс, тихая улица, честный судья,
        умелый водитель, дешёвая одежда, ценное открытие, высокое дерево, холодная кровь, узкоколейная железная дорога,
        ежедневная печать, ботанический сад, городская библиотека, табак, семя, каменная соль, дорожные работы""",
    "el": """πράσινο δάσος, ζεστή πηγή, μεγάλη κουζίνα, γρήγορο τρένο, πιστός σκύλος, ήσυχη οδός, έντιμος δικαστής,
        ικανός οδηγός, φτηνό ρούχο, πολύτιμη ανακάλυψη, ψηλό δέντρο, κρύο νερό, σιδηροδρομική γραμμή, δημοτική αγορά,
        βοτανικός κήπος, ταχύς ρυθμός, καπνός, σπόρος, θαλασσινό αλάτι, οδικό έργο""",
    "ar": """غابة خضراء, مطبخ واسع, قطار سريع, شارع هادئ, قاض نزيه, سائق ماهر, ملابس رخيصة, اكتشاف مهم, شجرة عالية,
        سكة حديدية, صحيفة يومية, حديقة نباتية, مكتبة عامة, تبغ, بذرة, ملح, أشغال عامة, ميناء بحري, مطار دولي,
        نهر طويل""",
}
TAILS = {
    "pl": ["", "króla", "starego miasta", "w górach", "dla dzieci", "z drewna", "oraz okolica"],
    "ru": ["", "короля", "старого города", "в горах", "для детей", "из дерева", "и окрестность"],
    "el": ["", "του βασιλιά", "της παλιάς πόλης", "στα βουνά", "για παιδιά", "από ξύλο", "και περιοχή"],
    "ar": ["", "في الجبال", "للأطفال", "من خشب"],
}


def list_terms(language: str) -> list[str]:
    """Return all heads with all tails."""
    heads = [" ".join(head.split()) for head in HEADS[language].split(",")]
    return [f"{head} {tail}".strip() for head, tail in product(heads, TAILS[language])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_is_refused_by_an_analyser(language: str) -> None:
    """Every changed word is a form of the same lemma, in the case and number of the head."""
    refused, without = [], []
    terms = list_terms(language)
    for term in terms:
        forms = get_language(language).inflect_term(term, NO_FACTS)
        faults = [(term, form, find_fault(language, term, form)) for form in sorted(forms)]
        refused += [each for each in faults if each[2] is not None]
        without += [term] if len(forms) < 2 else []
    assert len(terms) >= 80
    assert refused == []
    assert without == []


@pytest.mark.parametrize(
    ("language", "citation", "form", "fault"),
    [
        ("pl", "stary most", "starego mostem", "'mostem' doesn't agree"),
        ("pl", "stary most", "starego moście", "'moście' doesn't agree"),
        ("pl", "stary most", "starego konia", "'konia' is no form of 'most'"),
        ("ru", "старый мост", "старых мосту", "'мосту' doesn't agree"),
        ("el", "παλιός δρόμος", "παλιού δρόμοιος", "'δρόμοιος' is no word"),
        ("ar", "المدينة القديمة", "لالمدينة القديمة", "'لالمدينة' has an article that ل leaves whole"),
        ("ar", "مدينة قديمة", "الالمدينة قديمة", "'الالمدينة' has two articles"),
    ],
)
def test_a_wrong_form_is_refused(language: str, citation: str, form: str, fault: str) -> None:
    """The analysers tell one that doesn't agree, one of another word, one that is none."""
    assert find_fault(language, citation, form) == fault


@pytest.mark.parametrize(
    ("language", "term"),
    [("pl", "ONZ"), ("ru", "АСЕАН"), ("el", "ΟΗΕ"), ("pl", "żbrdęk nowy"), ("pl", "w górach"), ("ru", "вне города")],
)
def test_what_is_not_understood_has_no_other_form(language: str, term: str) -> None:
    """An acronym, an unknown word that an adjective belongs to, a phrase without a head."""
    assert get_language(language).inflect_term(term, NO_FACTS) <= {term}
