"""Pairs of a source and a target term, as machine translation takes them: which of a glossary are fit, and how to read.

Such files are for machines: nothing in them says that a term is out of use, so that no such term is written.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from glossary.errors import UsageError
from glossary.formats.content import MAX_TERM, MAX_TEXT, Content, LanguagePair, Rejected
from glossary.formats.identity import make_id
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, LanguageSection, Term
from glossary.text import check_language, shorten

COMMON_LOSSES = (
    "concepts that are rejected, and terms that are deprecated, superseded or rejected, are left out",
    "links, proposals and documents are left out",
    "line breaks and tabs in terms are spaces, and white space around terms is lost",
    "terms with other control characters, or of more than 10,000 characters, are left out",
)
PAIR_LOSSES = (
    *COMMON_LOSSES,
    "of terms only the text: no status, grammar, form, context or note",
    "only the source and the target language; concepts without a term that is fit in both are left out",
    "of the target terms only the preferred one; a source term not to be translated stands for itself if there is none",
    "of a concept at most 1,000 source terms, each an entry of its own; concepts get new ids",
    "concepts that stand together and have the same target term are read as one",
)
MAX_SOURCES = 1000
"""Source terms of one concept."""
BARE_LOSS = "of concepts nothing but the terms: no kind, definition, note or subject field"
UNIQUE_LOSS = "of entries with the same source term only the first"

_UNUSABLE = frozenset({AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED})
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
# Control characters (DeepL, Glossary entries: C0, C1), what no encoding holds, and what XML doesn't (production 2).
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# A byte order mark within a file would be taken for one if its line came first.
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff"

PairKeeper = Callable[[Concept, LanguagePair | None], Concept | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What terms a tool takes: the most bytes of one in UTF-8, and what no source term may begin with."""

    max_bytes: int = 4 * MAX_TERM
    comment_mark: str = ""


@dataclass(frozen=True, slots=True)
class PairEntry:
    """An entry of a file: the line it begins in, itself as it stands there, and what it says."""

    line: int
    text: str
    source: str
    target: str
    note: str | None = None


class PairError(Exception):
    """What is wrong with an entry, and the remedy."""


# -- writing -----------------------------------------------------------------------------------------------------------


def clean_text(text: str) -> str:
    r"""Return a text as one line, without white space around it.

    >>> clean_text(" most\n zwodzony ")
    'most  zwodzony'
    """
    return _BREAKS.sub(" ", text).strip(_BLANKS)


def clean_remark(text: str | None) -> str | None:
    """Return a text that isn't a term as one line, with U+FFFD for what a file can't hold; None if nothing is left."""
    cleaned = _UNFIT.sub("\ufffd", clean_text(text or ""))
    return cleaned if 0 < len(cleaned) <= MAX_TEXT else None


def find_terms(concept: Concept, language: str, limits: Limits) -> tuple[Term, ...]:
    """Return the terms of a language that may be used and are fit, each text once, preferred ones first."""
    terms: dict[str, Term] = {}
    sections = (each for each in concept.sections if each.language.lower() == language.lower())
    usable = (term for section in sections for term in section.terms if term.status not in _UNUSABLE)
    for term in sorted(usable, key=lambda term: term.status is not AdministrativeStatus.PREFERRED):
        text = clean_text(term.text)
        is_fit = 0 < len(text) <= MAX_TERM and _UNFIT.search(text) is None
        if is_fit and len(text.encode()) <= limits.max_bytes:
            terms.setdefault(
                text, Term(text, part_of_speech=term.part_of_speech, do_not_translate=term.do_not_translate)
            )
    return tuple(terms.values())


def keep_pair(concept: Concept, pair: LanguagePair | None, limits: Limits) -> Concept | None:
    """Return a concept with its source terms, each of them an entry, and one target term; None if either is missing."""
    pair = require_pair(pair)
    found = find_terms(concept, pair.source, limits)
    sources = [term for term in found if not (limits.comment_mark and term.text.startswith(limits.comment_mark))]
    targets = find_terms(concept, pair.target, limits) or tuple(term for term in sources if term.do_not_translate)
    if concept.status is ConceptStatus.REJECTED or not sources or not targets:
        return None
    sections = (
        LanguageSection(pair.source, tuple(Term(term.text) for term in sources[:MAX_SOURCES])),
        LanguageSection(pair.target, (Term(targets[0].text),)),
    )
    return Concept(make_id(sections), sections)


def iterate_pairs(
    content: Content, keep: PairKeeper, *, by_source: bool = True
) -> Iterator[tuple[str, str, str | None]]:
    """Yield source term, target term and note of each entry that none before has the source term of.

    If not `by_source`, entries count as the same only if their targets are, too. Holds a digest of each entry.
    """
    seen: set[bytes] = set()
    for concept in content.concepts:
        kept = keep(concept, content.pair)
        if kept is None:
            continue
        sources, targets = kept.sections
        target = targets.terms[0].text
        for term in sources.terms:
            key = _make_digest(term.text, "" if by_source else target)
            if key not in seen:
                seen.add(key)
                yield term.text, target, kept.note


def _make_digest(source: str, target: str) -> bytes:
    return sha256(f"{source}\n{target}".encode()).digest()[:16]


def require_pair(pair: LanguagePair | None) -> LanguagePair:
    """Return the languages of a file of two, or raise UsageError where they aren't named."""
    if pair is None:
        raise UsageError("a file of pairs has a source and a target language; name them")
    return pair


# -- reading -----------------------------------------------------------------------------------------------------------


def parse_language(tag: str) -> str:
    """Return a language tag that may be written with an underscore, or raise PairError."""
    try:
        return check_language(tag.strip(_BLANKS).replace("_", "-"))
    except UsageError as error:
        raise PairError(str(error)) from None


def parse_term(text: str, name: str) -> Term:
    """Return the term that a file has in the place of that name, or raise PairError."""
    cleaned = clean_text(text)
    if not cleaned:
        raise PairError(f"the {name} is empty; write a term, or remove the entry")
    if len(cleaned) > MAX_TERM:
        size = f"{len(cleaned):,} characters, more than {MAX_TERM:,}"
        raise PairError(f"the {name} {shorten(cleaned)!r} has {size}; shorten it")
    if found := _UNFIT.search(cleaned):
        raise PairError(f"the {name} {shorten(cleaned)!r} has the control character {found[0]!r}; remove it")
    return Term(cleaned)


def parse_remark(text: str, name: str) -> str | None:
    """Return a text that isn't a term, None if it is empty, or raise PairError if it is too long."""
    if len(text) > MAX_TEXT:
        size = f"{len(text):,} characters, more than {MAX_TEXT:,}"
        raise PairError(f"the {name} {shorten(text)!r} has {size}; shorten it")
    return clean_remark(text)


def parse_entry(line: int, text: str, source: str, target: str, note: str | None = None) -> PairEntry:
    """Return an entry, or raise PairError."""
    return PairEntry(line, text, parse_term(source, "source").text, parse_term(target, "target").text, note)


def join_entries(entries: Iterable[PairEntry | Rejected], pair: LanguagePair) -> Iterator[Concept | Rejected]:
    """Yield a concept for entries that stand together and have the same target and note: their sources are synonyms.

    An entry with source and target of an earlier one is rejected. Holds a digest of each entry.
    """
    lines: dict[bytes, int] = {}
    group: list[PairEntry] = []
    for each in entries:
        entry = each if isinstance(each, Rejected) else _reject_repeated(each, lines)
        if group and (isinstance(entry, Rejected) or not _are_synonyms(group, entry)):
            yield _make_concept(group, pair)
            group = []
        if isinstance(entry, Rejected):
            yield entry
        else:
            group.append(entry)
    if group:
        yield _make_concept(group, pair)


def _reject_repeated(entry: PairEntry, lines: dict[bytes, int]) -> PairEntry | Rejected:
    key = _make_digest(entry.source, entry.target)
    if key in lines:
        return Rejected(entry.line, f"the same terms stand in line {lines[key]}; remove one of the two", entry.text)
    lines[key] = entry.line
    return entry


def _are_synonyms(group: list[PairEntry], entry: PairEntry) -> bool:
    return len(group) < MAX_SOURCES and (group[0].target, group[0].note) == (entry.target, entry.note)


def _make_concept(group: list[PairEntry], pair: LanguagePair) -> Concept:
    sections = (
        LanguageSection(pair.source, tuple(Term(entry.source) for entry in group)),
        LanguageSection(pair.target, (Term(group[0].target),)),
    )
    return Concept(make_id(sections), sections, note=group[0].note)
