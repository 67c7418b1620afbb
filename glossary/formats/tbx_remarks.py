"""Notes in TBX that hold what the standard has no category for, in a form that people can read and we can read back.

A note reads `[glossalign] status: approved; confidence: 0.875`: remarks, each with a name and its values; texts stand
in quotation marks, escaped as in JSON. A note that some other tool or a person has changed so that it makes no sense
any more is a note like others.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from glossary.formats.content import MAX_COUNT, MAX_TEXT
from glossary.formats.tbx_values import STATUSES, find_status
from glossary.model import (
    AdministrativeStatus,
    ConceptKind,
    ConceptStatus,
    Context,
    Evidence,
    Form,
    FormOrigin,
    GrammaticalNumber,
    Link,
    PartOfSpeech,
    Term,
)

MARK = "[glossalign]"

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The code points that XML 1.0 can't hold (production 2); all of them lie in the basic plane."""

Shapes = Mapping[str, Sequence[type[Any]]]
"""The types of the values of each remark. Of a link, the last two may repeat or be missing."""

SECTION: Shapes = {"note": (str,)}
CONCEPT: Shapes = {
    "note": (str,),
    "kind": (ConceptKind,),
    "status": (ConceptStatus,),
    "confidence": (float,),
    "image": (int, str),
    "external link": (int, str),
    "link": (str, str, str, str, str, float),
}
TERM: Shapes = {
    "note": (str,),
    "status": (AdministrativeStatus,),
    "part of speech": (PartOfSpeech,),
    "number": (GrammaticalNumber,),
    "do not translate": (),
    "case sensitive": (),
    "frequency": (int,),
    "nested": (int,),
    "termhood": (float,),
    "reason": (str,),
    "form": (FormOrigin, str, int),
    "context": (str, int, int, int, int),
}
_EVIDENCE = (str, float)

_WORD = r'"(?:[^"\\]|\\.)*+"|[^\s";:]++'
_REMARK = re.compile(rf"([a-z ]++)(?:: ((?:{_WORD})(?: (?:{_WORD}))*+))?+(?:; |\Z)", re.DOTALL)
_TOKENS = re.compile(_WORD, re.DOTALL)
_FLOAT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: its name, and values of the types of its shape."""

    name: str
    values: tuple[Any, ...] = ()


def write_remarks(remarks: Iterable[Remark]) -> str:
    r"""Return remarks as a note.

    >>> write_remarks([Remark("frequency", (5,)), Remark("reason", ("most\x00",)), Remark("case sensitive")])
    '[glossalign] frequency: 5; reason: "most\\u0000"; case sensitive'
    """
    texts = (
        each.name + ":" * bool(each.values) + "".join(f" {_write(value)}" for value in each.values) for each in remarks
    )
    return f"{MARK} {'; '.join(texts)}"


def read_remarks(text: str, shapes: Shapes) -> list[Remark] | None:
    """Return the remarks in a note, or None for one that isn't ours or makes no sense.

    >>> read_remarks('[glossalign] form: seen "mosty" 4', TERM)
    [Remark(name='form', values=(<FormOrigin.SEEN: 'seen'>, 'mosty', 4))]
    >>> read_remarks("[glossalign] frequency: many", TERM)
    """
    if not text.startswith(f"{MARK} "):
        return None
    found: list[Remark] = []
    position = len(MARK) + 1
    while position < len(text):
        match = _REMARK.match(text, position)
        if match is None or match[1] not in shapes:
            return None
        shape, tokens = list(shapes[match[1]]), _TOKENS.findall(match[2] or "")
        if match[1] == "link":
            shape += _EVIDENCE * ((len(tokens) - len(shape)) // len(_EVIDENCE))
        if len(tokens) != len(shape):
            return None
        try:
            found.append(Remark(match[1], tuple(map(_read, tokens, shape))))
        except ValueError:
            return None
        position = match.end()
    return found or None


def make_link(values: tuple[Any, ...]) -> Link:
    """Return the link that a remark tells."""
    source_language, source_term, target_language, target_term, method, score, *evidence = values
    signals = tuple(Evidence(*each) for each in zip(evidence[::2], evidence[1::2], strict=True))
    return Link(source_language, source_term, target_language, target_term, method, score, signals)


def insert_addresses(addresses: list[str], remarks: Iterable[tuple[Any, ...]]) -> tuple[str, ...]:
    """Return addresses with those from remarks, which tell their places among all."""
    joined = list(addresses)
    for position, address in remarks:
        joined.insert(position, address)
    return tuple(joined)


def apply_to_term(term: Term, remarks: Mapping[str, list[tuple[Any, ...]]]) -> Term:
    """Return a term with what the remarks say of it, where the categories beside them don't say otherwise now."""
    plain = {
        name.replace(" ", "_"): values[-1][0]
        for name, values in remarks.items()
        if name in ("number", "frequency", "nested", "termhood", "reason")
    }
    made = replace(
        term,
        do_not_translate=term.do_not_translate or "do not translate" in remarks,
        is_case_sensitive="case sensitive" in remarks,
        forms=tuple(Form(text, origin, count) for origin, text, count in remarks.get("form", ())),
        contexts=_place(term.contexts, remarks.get("context", [])),
        **plain,
    )
    for [status] in remarks.get("status", ()):
        told = find_status(STATUSES[status])
        if made.status in (told, AdministrativeStatus.PROPOSED):
            made = replace(made, status=status)
    for [part_of_speech] in remarks.get("part of speech", ()):
        if made.part_of_speech is PartOfSpeech.NOUN:
            made = replace(made, part_of_speech=part_of_speech)
    return made


def _place(contexts: tuple[Context, ...], places: list[tuple[Any, ...]]) -> tuple[Context, ...]:
    if len(contexts) != len(places):
        return contexts
    return tuple(
        Context(document, start, end, context.sentence, sentence_start, sentence_end)
        for context, (document, start, end, sentence_start, sentence_end) in zip(contexts, places, strict=True)
    )


def _write(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        quoted = json.dumps(value, ensure_ascii=False)
        return NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
    return repr(value)


def _read(token: str, kind: type[Any]) -> Any:
    """Return the value of a type that a token stands for, or raise ValueError."""
    if kind is str:
        value = json.loads(token)
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            raise ValueError(token)
        return value
    if issubclass(kind, Enum):
        return kind(token)
    if kind is int:
        if not re.fullmatch("[0-9]{1,10}", token) or int(token) > MAX_COUNT:
            raise ValueError(token)
        return int(token)
    number = float(token) if _FLOAT.fullmatch(token) else math.nan
    if not math.isfinite(number):
        raise ValueError(token)
    return number
