"""What a check of translations looks for and finds: the table of rules, findings, and where these are.

A code is never given to another rule. Hundreds: 1 terms that are not rendered, 2 renderings, 3 several segments, 4 the
source. All begin with T, for translation; the checks of a glossary (`glossary.rules`) begin with E and W.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from glossary.codes import select_coded


class Severity(Enum):
    """How grave a finding is: against the glossary for sure, most likely, or worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class OffsetUnit(Enum):
    """What offsets count: Unicode code points, or UTF-16 code units as JavaScript, Java and .NET do."""

    CODE_POINT = "codepoint"
    UTF16 = "utf16"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one check is about."""

    code: str
    severity: Severity
    summary: str
    explanation: str
    example: str
    remedy: str


class Check(Enum):
    """All checks of translations, in the order of their numbers."""

    TERM_MISSING = Rule(
        "T101",
        Severity.WARNING,
        "a term without a rendering",
        "The source has a term, and the translation none of the terms that the glossary has for it, in any form. Once "
        "is enough, however often the source repeats the term; a rendering whose words stand apart counts.",
        "'most kolejowy' in the source, and no 'железнодорожный мост' in the translation",
        "use the preferred term, or let it be where a pronoun or another turn of phrase says the same",
    )
    UNTRANSLATED = Rule(
        "T102",
        Severity.WARNING,
        "a term left untranslated",
        "The translation has the term as it stands in the source, and none that the glossary has for it.",
        "'most kolejowy' in a translation into Russian",
        "translate it, or mark the term as one not to translate",
    )
    KEPT_TERM_CHANGED = Rule(
        "T103",
        Severity.ERROR,
        "a term that is not to be translated was changed",
        "The source has a term that stays as it is in every language, and the translation doesn't have it.",
        "'OpenBridge' in the source, 'Опен Бридж' in the translation",
        "write the term as the source has it",
    )
    FORBIDDEN_RENDERING = Rule(
        "T201",
        Severity.ERROR,
        "a rendering that is not to be used",
        "The translation renders a term of the source by one that is deprecated, superseded or rejected.",
        "'чугунный мост', which is deprecated, for 'most kolejowy'",
        "use the preferred term",
    )
    COMPETING_VARIANT = Rule(
        "T202",
        Severity.INFO,
        "a competing variant",
        "The translation renders a term of the source by one that may be used, where another one is preferred. Short "
        "forms and acronyms compete with nothing.",
        "'мост железной дороги', which is admitted, where 'железнодорожный мост' is preferred",
        "use the preferred term, unless the text asks for variety",
    )
    INCONSISTENT = Rule(
        "T301",
        Severity.WARNING,
        "inconsistent renderings",
        "One concept is rendered by several terms across the segments. It is told once for each term beside the "
        "preferred or, where none is, the most frequent one, at the first segment that has it.",
        "'железнодорожный мост' in three segments and 'мост железной дороги' in another",
        "choose one of them for the whole text",
    )
    DEPRECATED_SOURCE = Rule(
        "T401",
        Severity.INFO,
        "a term of the source that is out of use",
        "The source has a term that is deprecated or superseded. Its translation is looked for all the same.",
        "'most żelazny', which is deprecated, in the source",
        "tell the author, and translate what is meant",
    )


RULES: Mapping[str, Rule] = {check.value.code: check.value for check in Check}
"""The rules by their codes."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a segment's source or target: `[start, end)` in the unit that was asked for, and the text there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment is: its id, its file if it is of one, and the line that it begins in (from 1)."""

    segment: str
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a translation.

    `source` and `target` are what it is about on each side, where there is something; `concept` is an id, `form` the
    text that is wrong or has no rendering, and `suggestion` what to write in its place, None where nothing is to be
    told.
    """

    check: Check
    place: Place
    message: str
    concept: str
    form: str
    source: Span | None = None
    target: Span | None = None
    suggestion: str | None = None

    @property
    def code(self) -> str:
        """The code of the rule."""
        return self.check.value.code

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.check.value.severity


def select_checks(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[Check]:
    """Return the checks that beginnings of codes choose (`glossary.codes`).

    >>> sorted(check.value.code for check in select_checks(["T1", "T201"], ["t103"]))
    ['T101', 'T102', 'T201']
    """
    return select_coded({check.value.code: check for check in Check}, select, ignore)
