"""The table of what `validate` looks for: each check with its code, what it means, an example and the remedy.

A code is never given to another check. Hundreds: 1 concepts and languages, 2 the writing of terms, 3 the terms of one
concept, 4 terms of several concepts, 5 evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from glossary.codes import find_coded, select_coded


class Severity(Enum):
    """An error makes a glossary answer wrongly or not at all; a warning is for people to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one check is about. `is_fixable` tells that a fix can't change what the glossary answers."""

    code: str
    summary: str
    explanation: str
    example: str
    remedy: str
    is_fixable: bool = False

    @property
    def severity(self) -> Severity:
        """The first letter of the code tells it: E or W."""
        return Severity.ERROR if self.code.startswith("E") else Severity.WARNING


class Check(Enum):
    """All checks, in the order of their numbers."""

    NO_SECTION = Rule(
        "E101",
        "a concept of no language",
        "A concept without a language section has no term, so that nothing finds it.",
        "a concept that all terms were taken from",
        "give it a term, or delete it",
    )
    NO_TERM = Rule(
        "E102",
        "a language without a term",
        "A language section says that the concept has terms in that language.",
        "a section 'pl' with a definition and no term",
        "give it a term, or delete the section",
    )
    EMPTY_TERM = Rule(
        "E103",
        "an empty term",
        "The text of a term has nothing that a reader can see.",
        "' '",
        "write the term, or delete it",
    )
    MALFORMED_LANGUAGE = Rule(
        "E104",
        "a malformed language tag",
        "The tag of a language is not well-formed (RFC 5646, 2.1), so that no request can ask for it.",
        "'polish_PL'",
        "write a tag like 'pl', 'ar' or 'pt-BR'",
    )
    REPEATED_LANGUAGE = Rule(
        "E105",
        "two sections of one language",
        "Only the first section of a language is found where a concept is asked for its terms.",
        "two sections 'ru' in one concept",
        "move the terms into one section",
    )
    LANGUAGE_CASE = Rule(
        "W106",
        "a language tag in unusual case",
        "Tags mean the same in any case, but a list of languages shows them as different ones.",
        "'PL' or 'pt-br'",
        "write the tag as RFC 5646, 2.1.1 recommends",
    )
    FOREIGN_CONTEXT = Rule(
        "W107",
        "a context of another language",
        "The document that a term was found in is in another language than the section of the term.",
        "a term of the section 'pl' from a document in 'ru'",
        "move the term to the section of its language, or correct the language of the document",
    )
    CONTROL_CHARACTER = Rule(
        "E201",
        "a control character in a term",
        "Control characters, line breaks and byte order marks come from broken conversions, and break tables.",
        r"'most\x07', 'most\tkolejowy'",
        "take it out",
        is_fixable=True,
    )
    BIDI_CONTROL = Rule(
        "E202",
        "a bidirectional control in a term",
        "Embeddings, overrides and isolates show letters in another order than they are stored in. There is no safe "
        "fix, as the letters may have been put in the wrong order to look right.",
        r"'\u202etsom'",
        "type the term again without it",
    )
    LOOKALIKE_LETTER = Rule(
        "E203",
        "a look-alike letter of another script",
        "A letter looks like one of the script of its word and is another, so that nobody who types the word finds it.",
        "'мoст' with a Latin o",
        "type the word again in one script",
    )
    UNTRIMMED = Rule(
        "W204",
        "white space around a term",
        "White space before or after the text is no part of a term.",
        "'most '",
        "take it away",
        is_fixable=True,
    )
    DOUBLE_SPACE = Rule(
        "W205",
        "several spaces in a row",
        "One space parts the words of a term.",
        "'most  kolejowy'",
        "leave one space",
        is_fixable=True,
    )
    NOT_COMPOSED = Rule(
        "W206",
        "a term that is not in NFC",
        "Letters and their marks are stored apart; other programs compare such text by its code points and miss it.",
        r"'mo\u0301st' for 'móst'",
        "normalise it to NFC",
        is_fixable=True,
    )
    SOFT_HYPHEN = Rule(
        "W207",
        "a soft hyphen in a term",
        "Soft hyphens tell where a line may break in one layout, and can't be seen elsewhere.",
        r"'kole\xadjowy'",
        "take it out",
        is_fixable=True,
    )
    MIXED_SCRIPTS = Rule(
        "W208",
        "a word in two scripts",
        "The letters of a word are of two scripts and don't look alike. Units are written so; few words are.",
        "'kΩ'",
        "look whether it is meant; parts with a hyphen or digits between them may differ",
    )
    REPEATED_TERM = Rule(
        "E301",
        "a term that stands twice",
        "One term stands twice in one language of a concept. The fix makes one of those that say the same.",
        "'most' and 'most' in one section",
        "delete all but one",
        is_fixable=True,
    )
    SAME_KEY = Rule(
        "W302",
        "terms that lookup doesn't tell apart",
        "Two terms of one section differ only in what lookup overlooks: case, quotes, accents, marks.",
        "'Most' and 'most' in one section",
        "delete one of them, unless both are meant",
    )
    SEVERAL_PREFERRED = Rule(
        "E303",
        "several preferred terms",
        "One term a language is preferred; which of these is, can't be told.",
        "'most' and 'wiadukt', both preferred",
        "choose one: glossalign judge preferred LANG:TERM, then build; or mark the others as admitted",
    )
    NONE_PREFERRED = Rule(
        "W304",
        "no preferred term",
        "A section has terms that may be used, and says of none to use that one.",
        "'most' and 'wiadukt', both proposed",
        "choose one: glossalign judge preferred LANG:TERM, then build",
    )
    ALL_REJECTED = Rule(
        "E305",
        "an approved concept of rejected terms",
        "A person approved the concept, and all of its terms are rejected: one of both is wrong.",
        "an approved concept whose only term, 'most', is rejected",
        "reject the concept, or admit a term",
    )
    CONFLICTING_STATUS = Rule(
        "W401",
        "a term preferred here and discouraged elsewhere",
        "A term is preferred in one concept, and deprecated, superseded or rejected in another.",
        "'most' is preferred in one concept and deprecated in another",
        "look whether both are meant, or the concepts are one",
    )
    UNDEFINED_HOMOGRAPH = Rule(
        "W402",
        "a homograph without a definition",
        "A term stands in several concepts, and this one doesn't say what it means there.",
        "'zamek' in two concepts: the castle, the lock",
        "define the concept, or join the concepts: glossalign judge same LANG:TERM LANG:TERM",
    )
    UNKNOWN_DOCUMENT = Rule(
        "W501",
        "a context of an unknown document",
        "The evidence of a term points into a document that the glossary doesn't list. So does that of approved "
        "concepts whose texts have left.",
        "a context of the document 'd9', which no build has read",
        "build with that document, or delete the context",
    )
    DANGLING_LINK = Rule(
        "E502",
        "a link to a term that is not there",
        "A link tells why two terms are in one concept, and the concept has one of them no longer.",
        "a link from pl:most, in a concept without 'most'",
        "delete the link, or bring the term back",
    )
    NO_SOURCE = Rule(
        "W503",
        "a term without a source",
        "Neither a context nor a note tells where a term comes from.",
        "'most' with no context and no note",
        "note its source",
    )


def find_check(code: str) -> Check:
    """Return the check of a code in any case, or raise UsageError."""
    return find_coded(_CODED, code)


def select_checks(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[Check]:
    """Return the checks that beginnings of codes choose (`glossary.codes`).

    >>> sorted(check.value.code for check in select_checks(["E2", "W401"], ["e203"]))
    ['E201', 'E202', 'W401']
    """
    return select_coded(_CODED, select, ignore)


_CODED = {check.value.code: check for check in Check}
