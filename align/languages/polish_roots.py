"""The noun that a Polish relational adjective is derived from: "partyjny" -> "partia", "masowy" -> "masa".

A rule proposes nouns for the ending of an adjective, and the dictionary has to know one. Adjectives that have degrees
("ważny", "ważniejszy") describe rather than relate, so short endings are taken off only where there are none: that
keeps "różny" from "róża" and "wolny" from "wola".
"""

from functools import cache

from align.languages.polish_dictionary import has_degrees, is_adjective, weigh_noun

MIN_WEIGHT = 2.5

# Ending of the adjective, what the noun has in its place, and how many letters must stand before it. The first rule
# that finds a noun holds; of several nouns the most frequent.
_CHARACTERISTIC = (
    ("yjny", ("ja", "ia"), 3),
    ("ijny", ("ja", "ia"), 2),
    ("styczny", ("zm", "styka"), 4),
    ("tyczny", ("tyka",), 3),
    ("tyczny", ("cja",), 3),
    ("niczny", ("nica",), 3),
    ("iczny", ("ia", "ika", "ik"), 3),
    ("yczny", ("yka", "ia"), 3),
    ("eczny", ("eczeństwo",), 3),
    ("niczy", ("nictwo", "nik"), 3),
    ("czy", ("ka", "ca"), 4),
    ("onalny", ("a",), 3),
    ("deralny", ("deracja",), 2),
    ("alny", ("um", "a", "ia"), 4),
    ("arny", ("",), 5),
    ("otny", ("ie",), 4),
    ("dzki", ("dztwo",), 3),
    ("cki", ("ctwo", "t", "k", "cja"), 3),
    ("eński", ("eństwo",), 3),
    ("ejski", ("a", "eja"), 3),
    ("yjski", ("ja", "ia"), 2),
    ("ański", ("a", "ania", "an"), 3),
    ("ński", ("ńsk", "ny"), 2),
    ("ński", ("na", "nia", "n"), 2),
    ("arski", ("arz", "arstwo"), 3),
    ("ewski", ("", "ew"), 3),
    ("owski", ("owo",), 3),
    ("ski", ("sk",), 3),
    ("ski", ("", "a", "o", "y"), 3),
    ("ski", ("stwo",), 4),
    ("iowy", ("ie", "ia", "ień"), 3),
    ("owy", ("", "a", "o", "e", "y", "ia"), 3),
)
_SHORT = (
    ("czny", ("k", "ka", "ko", "ca"), 2),
    ("enny", ("na", "no"), 2),
    ("ny", ("", "a", "o", "e", "ia", "ie"), 3),
)
_IRREGULAR = {
    "polski": "polska",
    "niemiecki": "niemcy",
    "miejski": "miasto",
    "wiejski": "wieś",
    "morski": "morze",
    "leśny": "las",
    "boski": "bóg",
    "nożny": "noga",
    "medyczny": "medycyna",
    "męski": "mężczyzna",
    "wyborczy": "wybory",
} | {alone: alone for alone in ("inny", "kolejny", "publiczny", "gotowy", "typowy", "specjalny", "niski", "lokalny")}


@cache
def find_root(lemma: str) -> str:
    """Return the noun that an adjective is derived from; the lemma itself for all else."""
    lemma = lemma.casefold()
    prefix, hyphen, last = lemma.rpartition("-")
    if hyphen:
        # A compound keeps its first part: "społeczno-gospodarczy" is not "gospodarczy".
        return f"{prefix}-{find_root(last)}"
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if not is_adjective(lemma) or lemma.endswith(("any", "ony", "ęty")):
        return lemma  # participles come from verbs
    for ending, replacements, shortest in _CHARACTERISTIC if has_degrees(lemma) else _CHARACTERISTIC + _SHORT:
        stem = lemma.removesuffix(ending)
        if stem != lemma and len(stem) >= shortest:
            noun = _find_noun(stem, replacements)
            if noun is not None:
                return noun
    return lemma


def _find_noun(stem: str, replacements: tuple[str, ...]) -> str | None:
    candidates = [spelling + ending for ending in replacements for spelling in _spellings(stem, ending)]
    known = [noun for noun in candidates if weigh_noun(noun) >= MIN_WEIGHT]
    return max(known, key=weigh_noun, default=None)


def _spellings(stem: str, ending: str) -> list[str]:
    """Return the stem as it stands before an ending: "narod" -> "naród", "rynk" -> "rynek", "szkol" -> "szkoł"."""
    found = [stem]
    if ending == "":
        if "o" in stem:
            at = stem.rindex("o")
            found.append(f"{stem[:at]}ó{stem[at + 1 :]}")
        if stem.endswith(("k", "c", "ń")):
            found.append(f"{stem[:-1]}e{stem[-1]}")
        if stem.endswith(("l", "r")):
            found += [f"{stem[:-1]}ie{stem[-1]}", f"{stem[:-1]}e{stem[-1]}"]
        if stem.endswith("zk"):
            found.append(f"{stem[:-2].removesuffix('ą')}ązek")
    if stem.endswith("l") and not stem.endswith("al"):
        found.append(f"{stem[:-1]}ł")
    return found
