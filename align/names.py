"""Compare names across scripts by what survives transliteration: the sequence of their consonants."""

from functools import cache

from rapidfuzz.distance import Indel

# Digraphs of the romanisations of Cyrillic, Greek and Arabic first, longest first, then single letters. Each maps to
# the class of sounds that one script or another writes with the same letter.
_DIGRAPHS: tuple[tuple[str, str], ...] = (
    ("shch", "s"),
    ("tsch", "s"),
    ("tch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("zh", "z"),
    ("kh", "h"),
    ("gh", "g"),
)
_DIGRAPHS += (("th", "t"), ("dh", "d"), ("ph", "f"), ("ts", "s"), ("gk", "g"), ("mp", "b"), ("ks", "x"))
_CLASSES = str.maketrans({"c": "k", "q": "k", "x": "k", "j": "g", "z": "s", "v": "f", "b": "p", "d": "t"})
_VOWELS = str.maketrans("", "", "aeiouyw")


@cache
def skeleton(name: str) -> str:
    """Return the consonant classes of a name in any script.

    >>> skeleton("Вашингтон"), skeleton("Ουάσινγκτον"), skeleton("واشنطن")
    ('fsngtn', 'sngtn', 'sntn')
    """
    from anyascii import anyascii  # noqa: PLC0415 - loads its tables; only names need them

    text = "".join(char for char in anyascii(name).lower() if char.isalpha())
    for digraph, sound in _DIGRAPHS:
        text = text.replace(digraph, sound)
    return text.translate(_VOWELS).translate(_CLASSES)


def compare_names(first: str, second: str) -> float:
    """Return how alike two names sound, in 0..1; 0.0 where fewer than two consonants are left to compare."""
    one, other = skeleton(first), skeleton(second)
    if min(len(one), len(other)) < 2:
        return 0.0
    return float(Indel.normalized_similarity(one, other))
