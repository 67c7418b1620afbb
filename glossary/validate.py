"""Check a glossary: what is wrong in a concept by itself, and what concepts say against each other.

Everything is a function of concepts that are read twice, one after the other: first the keys of all terms, then the
findings of each concept. Of the glossary only those keys are held in memory.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from glossary.errors import UsageError
from glossary.mending import CONTROL, DOUBLE_SPACE, SOFT_HYPHEN, mend_text
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    LanguageSection,
    SourceDocument,
    Term,
)
from glossary.rules import Check, Severity
from glossary.text import check_language, lookup_key, matches_language, shorten

_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN"})
# Letters that in most typefaces look like one of another script: Latin, Cyrillic, Greek and Armenian ones.
_LOOKALIKES = frozenset(
    "ABCEHIJKMNOPQSTUVWXYZaceghijklnopqrsuvwxyАВЕЅІЈКМНОРСТУХҮԚԜаеѕіјкорсухһԛԝүΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαγικνορυχϲՍՕՏոսօհ"
)
_USABLE = frozenset({AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED, AdministrativeStatus.PROPOSED})
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: which check found it, in which concept, language and term, and the message with the value."""

    check: Check
    concept: str
    message: str
    language: str | None = None
    term: str | None = None

    @property
    def code(self) -> str:
        """The code of the check."""
        return self.check.value.code

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.check.value.severity

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.check.value.remedy


@dataclass(frozen=True, slots=True)
class _Use:
    """How a concept uses a term: in its meaning, or as one that is not to be used, or no longer."""

    concept: str
    is_meant: bool
    is_discouraged: bool


@dataclass(frozen=True, slots=True)
class _Sharing:
    """The ids of the concepts that a term has a meaning in, and of those that discourage it; both sorted."""

    meant: Sequence[str]
    discouraged: Sequence[str]


_Key = tuple[str, str]  # language and lookup key
_Fault = tuple[Check, str]


def find_faults(
    read_concepts: Callable[[], Iterable[Concept]],
    documents: Iterable[SourceDocument],
    checks: AbstractSet[Check] = frozenset(Check),
) -> Iterator[Finding]:
    """Yield what these checks find, in the order of the concepts; in a concept by language, term and code.

    `read_concepts` is called twice, and gives the concepts of the glossary each time.
    """
    languages = {document.id: document.language for document in documents}
    shared: Mapping[_Key, _Sharing] = {}
    if checks & {Check.CONFLICTING_STATUS, Check.UNDEFINED_HOMOGRAPH}:
        shared = _find_shared_terms(read_concepts())
    for concept in read_concepts():
        found = {finding for finding in _check_concept(concept, languages, shared) if finding.check in checks}
        yield from sorted(found, key=lambda f: (f.language or "", f.term or "", f.code[1:], f.message))


# -- a concept ---------------------------------------------------------------------------------------------------------


def _check_concept(
    concept: Concept, languages: Mapping[str, str], shared: Mapping[_Key, _Sharing]
) -> Iterator[Finding]:
    if not concept.sections:
        yield Finding(Check.NO_SECTION, concept.id, "the concept has no language")
    statuses = {term.status for section in concept.sections for term in section.terms}
    if concept.status is ConceptStatus.APPROVED and statuses == {AdministrativeStatus.REJECTED}:
        yield Finding(Check.ALL_REJECTED, concept.id, "the concept is approved, and each of its terms is rejected")
    yield from _check_links(concept)
    counts = Counter(section.language.lower() for section in concept.sections)
    for section in concept.sections:
        tag = section.language
        if counts[tag.lower()] > 1:
            message = f"{counts[tag.lower()]} sections are of the language {tag!r}"
            yield Finding(Check.REPEATED_LANGUAGE, concept.id, message, tag)
        for check, message in _check_section(section, is_rejected=concept.status is ConceptStatus.REJECTED):
            yield Finding(check, concept.id, message, tag)
        for term in section.terms:
            for check, message in _check_term(term, section, languages):
                yield Finding(check, concept.id, message, tag, term.text)
        for text, (check, message) in _check_repetitions(section):
            yield Finding(check, concept.id, message, tag, text)
    if shared and concept.status is not ConceptStatus.REJECTED:
        yield from _check_uses(concept, shared)


def _check_links(concept: Concept) -> Iterator[Finding]:
    terms = {(section.language, term.text) for section in concept.sections for term in section.terms}
    for link in concept.links:
        ends = ((link.source_language, link.source_term), (link.target_language, link.target_term))
        for language, text in ends:
            if (language, text) not in terms:
                message = f"the link {_join(*ends[0])} - {_join(*ends[1])} names {_join(language, text)}"
                yield Finding(Check.DANGLING_LINK, concept.id, f"{message}, which the concept lacks", language, text)


def _join(language: str, text: str) -> str:
    return repr(shorten(f"{language}:{text}"))


def _check_section(section: LanguageSection, *, is_rejected: bool) -> Iterator[_Fault]:
    tag = section.language
    cased = _find_case(tag)
    if cased is None:
        yield Check.MALFORMED_LANGUAGE, f"{tag!r} is no language tag"
    elif cased != tag:
        yield Check.LANGUAGE_CASE, f"the language tag {tag!r} is written {cased!r}"
    if not section.terms:
        yield Check.NO_TERM, f"the section {tag!r} has no term"
    preferred = [term.text for term in section.terms if term.status is AdministrativeStatus.PREFERRED]
    usable = [term.text for term in section.terms if term.status in _USABLE]
    if len(preferred) > 1:
        yield Check.SEVERAL_PREFERRED, f"{len(preferred)} terms are preferred: {_list(preferred)}"
    if usable and not preferred and not is_rejected:
        yield Check.NONE_PREFERRED, f"none is preferred of {_list(usable)}"


@lru_cache(maxsize=1024)
def _find_case(tag: str) -> str | None:
    """Return a tag in the recommended case, or None if it is malformed."""
    try:
        return check_language(tag)
    except UsageError:
        return None


def _list(texts: Sequence[str], without: str | None = None) -> str:
    """Return the first few of the texts, quoted, and how many more there are; `without` is one not to count."""
    shown = [text for text in texts[: _SHOWN + 1] if text != without][:_SHOWN]
    more = len(texts) - (without is not None) - len(shown)
    return ", ".join(repr(shorten(text)) for text in shown) + (f" and {more} more" if more > 0 else "")


def _check_repetitions(section: LanguageSection) -> Iterator[tuple[str, _Fault]]:
    counts = Counter(term.text for term in section.terms)
    first: dict[str, str] = {}
    for text, count in counts.items():
        if count > 1:
            yield text, (Check.REPEATED_TERM, f"{shorten(text)!r} stands {count} times")
        key = lookup_key(text, section.language)
        if key and first.setdefault(key, text) != text:
            yield text, (Check.SAME_KEY, f"lookup doesn't tell {shorten(text)!r} from {shorten(first[key])!r}")


# -- a term ------------------------------------------------------------------------------------------------------------


def _check_term(term: Term, section: LanguageSection, languages: Mapping[str, str]) -> Iterator[_Fault]:
    for name in dict.fromkeys(context.document for context in term.contexts):
        if name not in languages:
            yield Check.UNKNOWN_DOCUMENT, f"{shorten(term.text)!r} has a context in {name!r}, which is no document"
        elif not matches_language(languages[name], section.language):
            yield (
                Check.FOREIGN_CONTEXT,
                f"{shorten(term.text)!r} has a context in {name!r}, which is in {languages[name]!r}",
            )
    # Stores of older versions have no notes on terms.
    if not term.contexts and not term.note:
        yield Check.NO_SOURCE, f"{shorten(term.text)!r} has neither a context nor a note"
    yield from _check_text(term.text)


def _check_text(text: str) -> Iterator[_Fault]:
    shown = repr(shorten(text))
    if not mend_text(text, frozenset(Check)):
        yield Check.EMPTY_TERM, f"the term {shown} is empty"
        return
    for check, characters in (
        (Check.CONTROL_CHARACTER, CONTROL.findall(text)),
        (Check.BIDI_CONTROL, _BIDI_CONTROL.findall(text)),
        (Check.SOFT_HYPHEN, [SOFT_HYPHEN] * (SOFT_HYPHEN in text)),
    ):
        if characters:
            yield check, f"{shown} has {', '.join(map(_name, sorted(set(characters))))} in it"
    if text != text.strip():
        yield Check.UNTRIMMED, f"{shown} has white space around it"
    if DOUBLE_SPACE.search(text.strip()):
        yield Check.DOUBLE_SPACE, f"{shown} has several spaces in a row"
    if not unicodedata.is_normalized("NFC", text):
        yield Check.NOT_COMPOSED, f"{shown} is not in NFC, which is {shorten(unicodedata.normalize('NFC', text))!r}"
    if not text.isascii():
        yield from _check_scripts(text)


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


def _check_scripts(text: str) -> Iterator[_Fault]:
    for word in _split_words(text):
        scripts = [(script, char) for char in word if (script := _find_script(char))]
        counts = Counter(script for script, _ in scripts)
        if len(counts) > 1:
            [(main, _)] = counts.most_common(1)
            odd = dict.fromkeys(char for script, char in scripts if script != main)
            check = Check.LOOKALIKE_LETTER if _LOOKALIKES.issuperset(odd) else Check.MIXED_SCRIPTS
            names = ", ".join(map(_name, odd))
            yield check, f"{shorten(word)!r} has {names} among {main.title()} letters"


def _split_words(text: str) -> Iterator[str]:
    """Yield the runs of letters and their marks: what stands between spaces, hyphens, digits and other signs."""
    word = ""
    for char in text:
        if _find_script(char) is not None:
            word += char
        elif word:
            yield word
            word = ""
    if word:
        yield word


@lru_cache(maxsize=8192)
def _find_script(char: str) -> str | None:
    """Return the script of a letter; empty if it goes with any, None if it is no letter and parts words."""
    category = unicodedata.category(char)
    if category[0] not in "LM" and category != "Cf":
        return None
    script = unicodedata.name(char, "").partition(" ")[0]
    return script if category[0] == "L" and script in _SCRIPTS else ""


# -- several concepts --------------------------------------------------------------------------------------------------


def _find_shared_terms(concepts: Iterable[Concept]) -> Mapping[_Key, _Sharing]:
    """Return how concepts use the terms that several of them have; rejected concepts say nothing."""
    first: dict[_Key, _Use] = {}
    shared: dict[_Key, list[_Use]] = {}
    for concept in concepts:
        if concept.status is not ConceptStatus.REJECTED:
            for key, use in _find_uses(concept).items():
                earlier = first.setdefault(key, use)
                if earlier is not use:
                    shared.setdefault(key, [earlier]).append(use)
    return {
        key: _Sharing(
            sorted(use.concept for use in uses if use.is_meant),
            sorted(use.concept for use in uses if use.is_discouraged),
        )
        for key, uses in shared.items()
    }


def _find_uses(concept: Concept) -> Mapping[_Key, _Use]:
    """Return how a concept uses each of its terms."""
    statuses: dict[_Key, set[AdministrativeStatus]] = {}
    for section in concept.sections:
        for term in section.terms:
            key = lookup_key(term.text, section.language)
            if key:
                statuses.setdefault((section.language, key), set()).add(term.status)
    return {
        key: _Use(concept.id, found != {AdministrativeStatus.REJECTED}, bool(found - _USABLE))
        for key, found in statuses.items()
    }


def _check_uses(concept: Concept, shared: Mapping[_Key, _Sharing]) -> Iterator[Finding]:
    uses = _find_uses(concept)
    if shared.keys().isdisjoint(uses):
        return
    for section in concept.sections:
        # Older versions of the model define concepts only, not their languages.
        is_defined = bool(concept.definition or section.definition)
        for term in section.terms:
            key = (section.language, lookup_key(term.text, section.language))
            sharing, use = shared.get(key), uses.get(key)
            if sharing is not None and use is not None:
                for check, message in _check_use(term, use, sharing, is_defined=is_defined):
                    yield Finding(check, concept.id, message, section.language, term.text)


def _check_use(term: Term, use: _Use, sharing: _Sharing, *, is_defined: bool) -> Iterator[_Fault]:
    shown = repr(shorten(term.text))
    if term.status is AdministrativeStatus.PREFERRED and len(sharing.discouraged) > use.is_discouraged:
        others = _list(sharing.discouraged, use.concept if use.is_discouraged else None)
        yield Check.CONFLICTING_STATUS, f"{shown} is preferred here, and not to be used in {others}"
    is_meant = term.status is not AdministrativeStatus.REJECTED
    if is_meant and not is_defined and len(sharing.meant) > 1:
        others = _list(sharing.meant, use.concept)
        yield Check.UNDEFINED_HOMOGRAPH, f"{shown} stands in {others}, too, and has no definition here"
