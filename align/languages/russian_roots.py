"""Which noun a Russian relational adjective is derived from: партийный -> партия, центральный -> центр.

The answer is a noun and not a truncated root, so that words of one spelling but the ending (банк, банка) stay apart.
"""

import re
from collections.abc import Callable, Iterator

# Suffix of the adjective (before its ending) -> endings of the noun.
_SUFFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("истическ", ("изм",)),
    ("ическ", ("ика", "ия", "а", "")),
    ("ональн", ("я",)),
    ("альн", ("", "а", "я", "ия", "о")),
    ("ательн", ("ание",)),
    ("ийн", ("ия", "ие")),
    ("озн", ("я",)),
    ("онн", ("я",)),
    ("енн", ("о", "ь", "а", "")),
    ("анск", ("а", "я")),
    ("овск", ("", "а")),
    ("еск", ("", "ия")),
    ("ск", ("", "а", "я", "о", "е", "ь", "ин", "ия")),
    ("ов", ("", "а", "о", "ь", "е", "я")),
    ("ев", ("", "а", "ь", "е", "я")),
    ("н", ("", "а", "о", "я", "е", "ь")),
)

# Changes of the root that no rule covers, and nouns less common than a form of another word that looks like them.
_IRREGULAR = dict(
    pair.split("/")
    for pair in "административный/администрация весенний/весна весовой/вес военный/война газовый/газ горный/гора "
    "железный/железо классический/классика материальный/материя морской/море национальный/нация почетный/почет "
    "речной/река угольный/уголь электрический/электричество".split()
)

# Common adjectives whose suffix leads to a noun that they have nothing to do with any more, if ever they had.
OPAQUE_ADJECTIVES = frozenset(
    "активный бедный бурный важный валовой валовый верховный верховой вечный главный гласный готовый датский "
    "длинный должный донской достаточный древний дурной единственный животный замечательный знатный идеальный "
    "известный искусственный кольский конечный конный крайний красный крупный курский либеральный личный лишний "
    "ложный максимальный минский мощный нужный обратный окончательный особенный отдельный передовой пермский "
    "плотный подвижный полный польский последний потенциальный пресный прочный разный ранний рациональный ровный "
    "роковой русский светский сводный скорый сложный смежный сольный сотовый специальный способный странный суровый "
    "сходный тесный томский точный тульский частный чудный ясный".split()
)

_ENDING = re.compile(r"(?:ый|ий|ой)$")
_FLEETING = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])[ео](?=[бвгджзклмнпрстфхцчшщ]ь?$)")
_SOFTENED = {"ч": "кц", "ж": "г", "ш": "х"}
_MIN_ROOT = 3
_MIN_RATE = 2.0  # on the Zipf scale; below it stand archaisms and slips of the dictionary


def find_base_noun(adjective: str, rate_noun: Callable[[str], float]) -> str | None:
    """Return the noun that an adjective (lower case, masculine nominative, no ё) is derived from, or None.

    `rate_noun` says how common a noun is, 0.0 for what is no noun. Of several the commonest is taken: "технический"
    belongs to техника and not to техник, "водный" to вода and not to вод.
    """
    if adjective in _IRREGULAR:
        return _IRREGULAR[adjective]
    root = _ENDING.sub("", adjective)
    if root == adjective or adjective in OPAQUE_ADJECTIVES:
        return None
    candidates = {
        variant + ending
        for suffix, endings in _SUFFIXES
        if root.endswith(suffix) and len(root) - len(suffix) >= _MIN_ROOT
        for variant in _vary(root.removesuffix(suffix))
        if len(variant) >= _MIN_ROOT
        for ending in endings
    }
    best = max(sorted(candidates), key=rate_noun, default=None)
    return best if best is not None and rate_noun(best) >= _MIN_RATE else None


def _vary(root: str) -> Iterator[str]:
    """Yield a root as it stands, then as it may look before the noun's ending."""
    yield root
    for hard in _SOFTENED.get(root[-1], ""):
        yield root[:-1] + hard
    if root.endswith("ей"):
        yield root[:-2] + "ь"
    if root[-1] in "ьй":
        yield root[:-1]
    without = _FLEETING.sub("", root)
    if without != root:
        yield without
        yield without.rstrip("ь")
