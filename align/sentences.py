"""Cut a paragraph into sentences by a plain rule.

A sentence ends at a terminal mark that is followed by space and by something that can begin a sentence. Where that is
in doubt the text stays whole: a sentence too long costs a reader little, a term cut in two is lost.
"""

from collections.abc import Iterator

import regex

_SHORTEST = 3  # words before the abbreviation that ends a sentence
MAX_SENTENCE = 2_000  # code points; whatever is longer is a list or a table, and parsers need not see it at once

_TERMINAL = regex.compile(r"(?P<mark>[.!?…؟]+|[;\u037e])(?P<closing>[\"'»”’\])]*)(?P<space>\s+)")
# What may stand between the space and the first letter or digit of a sentence.
_OPENING = regex.compile(r"[\s\"'«„“”‘(\[¿¡–—•*-]*")
_BULLET = regex.compile(r"\s*+(?:[-–—•*·▪]\s++)?")
_LAST_WORD = regex.compile(r"[\p{L}\p{M}\p{N}.’'-]+$")
_LETTER = r"(?:Ch|Cz|Dz|Rz|Sz|St|Γκ|Μπ|Ντ|Ου|Τζ|Τσ|\p{Lu}|\p{Arabic})"  # some letters are written with two
_INITIAL = regex.compile(rf"(?:{_LETTER}[.-]+)*{_LETTER}")
_ROMAN = regex.compile(r"[IVXLCDM]+")

# Abbreviations that are always followed by what they belong to, without their last full stop and in lower case.
_LEADING = {
    "pl": "al art bp dr ds gen hab im inż ks lic lp mec mgr min mjr m.in np nr o.o ob p par pkt płk poł por pos poz "
    "prof przew pt red rozdz rtm rys str sygn św tab tel tj tw tys tzn tzw ul ust wg zał zob zw",
    "ru": "акад англ арт барх бул вып гл гр греч д дер доц др.-греч ед изд им инж ил исп к кв лат лит напр нем о "
    "обл п пер пл под пос пр проф п.п р рис рус с св см соч ср ст стр сущ т таб табл тел т.е т.н т.к тов ул урожд фр "
    "ч юр",
    "ar": "أ د ص ج ط أ.د",
    "el": "αγ αρ αριθ αρ.φ βλ γεν δηλ δρ εδ εικ επιμ κ κα κεφ κος λ.χ μ μτφρ ν οδ παρ πβ πίν π.χ σ σελ στρ τηλ τόμ ην",
}
# Units and eras, which follow a number and may end a sentence: it ends there when a capital follows.
_UNITS = {
    "pl": "cm godz ha km kg m mies mld mln mm pn r rb sek szt ub w wł zł",
    "ru": "в вв г гг гр кг км л м млн млрд мин руб с сек см т тыс ч чел экз э",
    "ar": "م هـ ق.م",
    "el": "εκ εκατ δισ μ.μ π.μ μ.χ π.χρ χλμ",
}
# Those that close an enumeration, and so may end a sentence too.
_CLOSING = {"pl": "cd cdn in itd itp", "ru": "др пр", "ar": "إلخ الخ", "el": "κ.ά κ.α κ.λπ κλπ κ.ο.κ κτλ κ.τ.λ"}
_LEADING_SETS = {language: frozenset(words.split()) for language, words in _LEADING.items()}
_UNIT_SETS = {language: frozenset(words.split()) for language, words in _UNITS.items()}
_CLOSING_SETS = {language: frozenset(words.split()) for language, words in _CLOSING.items()}
# Languages that write an ordinal number with a full stop.
_DOTTED_ORDINALS = frozenset({"pl"})
_GREEK_QUESTION_MARKS = (";", "\u037e")


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Return the start and end of each sentence, without the space around it.

    >>> text = "W 1964 r. dla kraju wzrosła o 0,14 m. nad poziom. Potem spadła."
    >>> [text[start:end] for start, end in split_sentences(text, "pl")]
    ['W 1964 r. dla kraju wzrosła o 0,14 m. nad poziom.', 'Potem spadła.']
    """
    tag = language.split("-", maxsplit=1)[0].lower()
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _TERMINAL.finditer(text):
        if _is_boundary(text, start, match, tag):
            spans += _fit(text, start, match.end("closing"))
            start = match.end()
    return [*spans, *_fit(text, start, len(text))]


def _is_boundary(text: str, start: int, match: regex.Match[str], language: str) -> bool:
    """Whether a sentence that began at `start` ends at a terminal mark."""
    mark = match["mark"]
    if mark in _GREEK_QUESTION_MARKS and language != "el":
        return False
    at = _OPENING.match(text, match.end()).end()  # type: ignore[union-attr] # it matches the empty string too
    following = text[at : at + 1]
    if not following or following.islower():
        return False
    # The Greek question mark is also how some keyboards write a semicolon: only a capital tells them apart.
    if mark != ".":
        return following.isupper() or language == "ar" or mark not in _GREEK_QUESTION_MARKS
    return bool(match["closing"]) or not _binds(text, start, match.start(), following, language)


def _binds(text: str, start: int, stop: int, following: str, language: str) -> bool:
    """Whether a full stop at `stop` belongs to the word before it: an abbreviation, an initial or an ordinal."""
    found = _LAST_WORD.search(text, max(start, stop - 40), stop)
    if not found:
        return False
    word = found.group()
    lower = word.lower()
    is_first = found.start() == start
    is_ordinal = (word.isdigit() and len(word) <= 2) or bool(_ROMAN.fullmatch(word))
    if lower in _CLOSING_SETS.get(language, ()):
        return not following.isalpha()
    if lower in _UNIT_SETS.get(language, ()):
        # "... w 2023 r. Rada" ends there; "в г. Москве" doesn't, as a unit follows a number; nor does "W 2023 r. Rada".
        before = text[max(start, found.start() - 100) : found.start()].split()
        return not (following.isalpha() and len(before) >= _SHORTEST and before[-1][-1].isdigit())
    if is_ordinal and (
        is_first or language in _DOTTED_ORDINALS
    ):  # "1. Zadania" begins a line, "5. Zjazd" stands in one
        return True
    return lower in _LEADING_SETS.get(language, ()) or bool(_INITIAL.fullmatch(word))


def _fit(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span without the space and the bullet around it, in parts where it is longer than MAX_SENTENCE."""
    while True:
        start = _BULLET.match(text, start, end).end()  # type: ignore[union-attr] # it matches the empty string too
        while start < end and text[end - 1].isspace():
            end -= 1
        if end - start <= MAX_SENTENCE:
            break
        cut = max(text.rfind(mark, start, start + MAX_SENTENCE) for mark in (";", "؛", "·", "\n"))
        cut = cut if cut > start else text.rfind(" ", start, start + MAX_SENTENCE)
        cut = cut + 1 if cut > start else start + MAX_SENTENCE
        yield from _fit(text, start, cut)
        start = cut
    if start < end:
        yield start, end
