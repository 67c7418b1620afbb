"""What the values of data categories in TBX mean: those of TBX-Basic, and those that other tools write."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from glossary.model import AdministrativeStatus, GrammaticalGender, GrammaticalNumber, PartOfSpeech, TermType

_E = TypeVar("_E", bound=Enum)

STATUS_CATEGORIES = frozenset({"administrativeStatus", "usageStatus", "normativeAuthorization"})
"""The data categories that tell the standing of a term: of TBX-Basic, of early drafts of it, and of TBX v2."""

STATUSES: Mapping[AdministrativeStatus, str] = {
    AdministrativeStatus.PREFERRED: "preferredTerm-admn-sts",
    AdministrativeStatus.ADMITTED: "admittedTerm-admn-sts",
    AdministrativeStatus.DEPRECATED: "deprecatedTerm-admn-sts",
    AdministrativeStatus.SUPERSEDED: "supersededTerm-admn-sts",
    AdministrativeStatus.REJECTED: "deprecatedTerm-admn-sts",
    AdministrativeStatus.PROPOSED: "admittedTerm-admn-sts",
}
"""How TBX-Basic says each standing, of which it has four."""

# Besides the words of ISO 30042, those that TermWeb shows for them (TBX-Basic XCS, datCatDisplay).
_STATUSES: Mapping[str, AdministrativeStatus] = {each.value: each for each in AdministrativeStatus} | {
    "notrecommended": AdministrativeStatus.DEPRECATED,
    "forbidden": AdministrativeStatus.DEPRECATED,
    "obsolete": AdministrativeStatus.SUPERSEDED,
}
_ALIASES: Mapping[str, Enum] = {
    "massnoun": GrammaticalNumber.MASS,
    "othernumber": GrammaticalNumber.OTHER,
    "othergender": GrammaticalGender.OTHER,
}
MEMBERS: Mapping[str, type[Enum]] = {
    "partOfSpeech": PartOfSpeech,
    "grammaticalGender": GrammaticalGender,
    "grammaticalNumber": GrammaticalNumber,
    "termType": TermType,
}
"""The data categories that are closed sets in the model."""

_STATUS_SUFFIX = re.compile("(?:term)?(?:admnsts)?$")


def find_status(text: str) -> AdministrativeStatus | None:
    """Return the standing that a value tells, or None for one that isn't known.

    >>> find_status("preferredTerm-admn-sts"), find_status("notRecommended"), find_status("legalTerm-admn-sts")
    (<AdministrativeStatus.PREFERRED: 'preferred'>, <AdministrativeStatus.DEPRECATED: 'deprecated'>, None)
    """
    return _STATUSES.get(_STATUS_SUFFIX.sub("", _fold(text)))


def find_value(kind: type[_E], text: str) -> _E | None:
    """Return the member of a closed set that a value names, or None.

    >>> find_value(PartOfSpeech, "Proper Noun"), find_value(TermType, "formula")
    (<PartOfSpeech.PROPER_NOUN: 'properNoun'>, None)
    """
    word = _fold(text)
    alias = _ALIASES.get(word)
    if isinstance(alias, kind):
        return alias
    return next((each for each in kind if _fold(each.value) == word), None)


def _fold(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).casefold()
