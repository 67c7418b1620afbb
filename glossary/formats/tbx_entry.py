"""An entry of TBX, of either version and style and from whatever tool, as a concept.

Data categories are read where TBX-Basic has them, and where other dialects do. What has no place in the model goes
into the notes, as `category: text`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from glossary.errors import UsageError
from glossary.formats.content import MAX_TERM, MAX_TEXT
from glossary.formats.identity import make_id
from glossary.formats.tbx_names import find_document, find_identifier, quote_address
from glossary.formats.tbx_remarks import (
    CONCEPT,
    SECTION,
    TERM,
    Shapes,
    apply_to_term,
    insert_addresses,
    make_link,
    read_remarks,
)
from glossary.formats.tbx_values import MEMBERS, STATUS_CATEGORIES, STATUSES, find_status, find_value
from glossary.formats.xml_input import find_line, find_local_name
from glossary.model import (
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    LanguageSection,
    Term,
)
from glossary.text import check_language, shorten

SECTIONS = frozenset({"langSec", "langSet"})
TERMS = frozenset({"termSec", "tig", "ntig"})
_GROUPS = frozenset({"adminGrp", "descripGrp", "termNoteGrp", "transacGrp"})
# The codes of a text's markup, which are no part of it.
_CODES = ("{*}bpt", "{*}ept", "{*}ph")
_LINKS = frozenset({"externalCrossReference", "xGraphic"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BREAK = re.compile(r"[ \t]*\n[ \t]+|[ \t]{2,}")


class EntryError(Exception):
    """What is wrong with an entry, and the remedy; `line` is where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of the file that an entry stands in.

    A file that is ours is read as it stands, and identifiers in it are escaped; others have line breaks in texts.
    `is_strict` holds for dialects with closed sets of values, which a good file keeps to.
    """

    is_ours: bool = False
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class _Category:
    """A data category: its name, text and target, and what else is said in its group."""

    kind: str
    text: str
    target: str
    line: int
    details: tuple["_Category", ...] = ()

    def __str__(self) -> str:
        text = self.text or self.target
        if self.kind == "crossReference" and text != self.target:
            text += f" ({self.target})"
        details = "; ".join(map(str, self.details))
        return f"{self.kind}: {text}" + (f" ({details})" if details else "")


@dataclass(slots=True)
class _Level:
    """What is known of a concept, a language or a term, apart from what only one of them has."""

    shapes: Shapes
    definition: str | None = None
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    remarks: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def add_others(self, categories: Iterable[_Category]) -> None:
        """Keep what has no place in the model for the notes."""
        self.others += map(str, categories)

    @property
    def note(self) -> str | None:
        """All notes as one text; our own may be a remark, if it looks like some."""
        notes = [*(text for [text] in self.remarks.get("note", ())), *self.notes, *self.others]
        return "\n".join(dict.fromkeys(notes)) if notes else None

    def find_remark(self, name: str, default: Any) -> Any:
        """Return the value of the last remark of a name."""
        return self.remarks[name][-1][0] if name in self.remarks else default


def read_entry(element: etree._Element, source: Source) -> Concept:
    """Return the concept of an entry, or raise EntryError."""
    return _EntryReader(element, source).read()


class _EntryReader:
    """Reads one entry. Subjects, pictures and pages of a language or a term are taken for those of the concept."""

    def __init__(self, element: etree._Element, source: Source) -> None:
        self._entry = element
        self._source = source
        self._namespace = etree.QName(element).namespace
        self._subjects: list[str] = []
        self._images: list[str] = []
        self._links: list[str] = []

    def read(self) -> Concept:
        etree.strip_elements(self._entry, *_CODES, with_tail=False)
        for entity in self._entry.iter(etree.Entity):
            raise EntryError(
                f"the entity {shorten(str(entity.text))!r} is not known; write its text", find_line(entity)
            )
        level = _Level(CONCEPT)
        for category in self._find_categories(self._entry):
            self._take(category, level)
        sections: dict[str, LanguageSection] = {}
        for element in self._entry:
            if find_local_name(element) in SECTIONS:
                _join(sections, self._read_section(element))
        if not sections:
            raise EntryError("the entry has no language; give it one with a term", find_line(self._entry))
        made = tuple(sections.values())
        return Concept(
            self._find_identifier(made),
            made,
            level.find_remark("kind", ConceptKind.TERM),
            level.find_remark("status", ConceptStatus.PROPOSED),
            level.find_remark("confidence", 1.0),
            "; ".join(dict.fromkeys(self._subjects)) if self._subjects else None,
            level.definition,
            self._make_note(level, self._entry),
            tuple(map(make_link, level.remarks.get("link", ()))),
            insert_addresses(self._images, level.remarks.get("image", ())),
            insert_addresses(self._links, level.remarks.get("external link", ())),
        )

    def _find_identifier(self, sections: Iterable[LanguageSection]) -> str:
        name = self._entry.get("id", self._entry.get(f"{_XML}id", ""))
        self._check_length(name, MAX_TERM, self._entry)
        if self._source.is_ours and name:
            return find_identifier(name)
        return name.strip() or make_id(sections)

    # -- languages and terms -------------------------------------------------------------------------------------------

    def _read_section(self, element: etree._Element) -> LanguageSection:
        tag = element.get(f"{_XML}lang", element.get("lang", ""))
        line = find_line(element)
        if not tag:
            raise EntryError(f"<{find_local_name(element)}> has no xml:lang; name its language", line)
        try:
            language = check_language(tag.strip().replace("_", "-"))
        except UsageError as error:
            raise EntryError(str(error), line) from None
        level = _Level(SECTION)
        for category in self._find_categories(element):
            self._take(category, level)
        terms = tuple(self._read_term(each, level) for each in element if find_local_name(each) in TERMS)
        if not terms:
            raise EntryError(f"the language {shorten(tag)!r} has no term; write one, or remove the language", line)
        return LanguageSection(language, terms, level.definition, self._make_note(level, element))

    def _read_term(self, element: etree._Element, section: _Level) -> Term:
        found = [each for each in _iterate_parts(element) if find_local_name(each) == "term"]
        line = find_line(element)
        if len(found) != 1:
            raise EntryError(f"<{find_local_name(element)}> has {len(found)} terms; give each one of its own", line)
        text = self._get_text(found[0], MAX_TERM)
        if not self._source.is_ours:
            text = " ".join(re.split(r"[ \t\r\n]+", text)).strip()
        if not text.strip():
            raise EntryError("the term has no text; write one, or remove it", line)
        level = _Level(TERM)
        fields: dict[str, Any] = {}
        contexts: list[Context] = []
        for category in self._find_categories(element):
            if category.kind == "context":
                contexts.append(self._make_context(category, level))
            elif category.kind == "definition" and section.definition is None:
                self._take(category, section)
            elif self._take_field(category, fields):
                level.add_others(category.details)
            else:
                self._take(category, level)
        if level.definition is not None:
            level.others.append(f"definition: {level.definition}")
        made = Term(text, contexts=tuple(contexts), note=self._make_note(level, element), **fields)
        return apply_to_term(made, level.remarks)

    def _take_field(self, category: _Category, fields: dict[str, Any]) -> bool:
        """Take a category for a field of a term, and tell whether nothing else is to be done with it."""
        kind, text = category.kind, category.text
        if kind == "Translation needed" and text.casefold() in ("yes", "no"):
            # As Weblate and translate-toolkit write it.
            fields["do_not_translate"] = text.casefold() == "no"
            return True
        if kind == "geographicalUsage":
            fields[_GEOGRAPHY] = f"{fields[_GEOGRAPHY]}; {text}" if _GEOGRAPHY in fields else text
            return True
        if kind not in _FIELDS:
            return False
        value = find_status(text) if kind in STATUS_CATEGORIES else find_value(MEMBERS[kind], text)
        if value is not None:
            return fields.setdefault(_FIELDS[kind], value) is value
        if self._source.is_strict:
            raise EntryError(f"{kind} is {shorten(text)!r}; {_offer(kind)}", category.line)
        # The note tells what it is called.
        other = find_value(MEMBERS[kind], "other") if kind in MEMBERS else None
        if other is not None:
            fields.setdefault(_FIELDS[kind], other)
        return False

    def _make_context(self, category: _Category, level: _Level) -> Context:
        sources = [each for each in category.details if each.kind == "source"]
        level.add_others(each for each in category.details if each not in sources[:1])
        document = ""
        if sources:
            known = find_document(sources[0].target) if self._source.is_ours else None
            document = sources[0].text if known is None else known
        return Context(document, 0, 0, category.text, 0, 0)

    # -- data categories -----------------------------------------------------------------------------------------------

    def _take(self, category: _Category, level: _Level) -> None:
        """Take what may be said of a concept, a language or a term."""
        text, target = category.text, category.target
        if category.kind == "note":
            remarks = read_remarks(text, level.shapes)
            if remarks is None:
                level.notes.append(text)
            for remark in remarks or ():
                level.remarks.setdefault(remark.name, []).append(remark.values)
        elif category.kind == "definition" and level.definition is None:
            level.definition = text
            level.add_others(category.details)
        elif category.kind == "subjectField":
            self._subjects.append(text)
            level.add_others(category.details)
        elif target and (category.kind in _LINKS or re.match("https?://", target)):
            addresses = self._images if category.kind == "xGraphic" else self._links
            is_its_own = target in (text, quote_address(text))
            addresses.append(text if is_its_own else target)
            if text and not is_its_own:
                level.others.append(f"{category.kind}: {text}")
        else:
            level.add_others([category])

    def _make_note(self, level: _Level, element: etree._Element) -> str | None:
        note = level.note
        if note is not None and len(note) > MAX_TEXT:
            raise EntryError(f"the notes have more than {MAX_TEXT:,} characters; shorten them", find_line(element))
        return note

    def _find_categories(self, parent: etree._Element) -> Iterator[_Category]:
        """Yield what is said in an element, but for empty things that are not our own."""
        for element in _iterate_parts(parent):
            name = find_local_name(element)
            if not name or name == "term" or name in SECTIONS or name in TERMS:
                continue
            parts = [each for each in element if find_local_name(each)] if name in _GROUPS else [element]
            if not parts:
                continue
            category, *details = map(self._make_category, parts)
            if details:
                category = replace(category, details=tuple(each for each in details if each.text or each.target))
            if self._source.is_ours or category.text or category.target or category.details:
                yield category

    def _make_category(self, element: etree._Element) -> _Category:
        kind = find_local_name(element)
        if etree.QName(element).namespace == self._namespace:
            kind = element.get("type") or kind
        text, target = self._get_text(element, MAX_TEXT), element.get("target", "")
        self._check_length(target, MAX_TEXT, element)
        return _Category(kind, text, target, find_line(element))

    def _check_length(self, text: str, limit: int, element: etree._Element) -> None:
        if len(text) > limit:
            reason = f"{shorten(text)!r} has {len(text):,} characters, more than {limit:,}; shorten it"
            raise EntryError(reason, find_line(element))

    def _get_text(self, element: etree._Element, limit: int) -> str:
        text = "".join(map(str, element.itertext()))
        self._check_length(text, limit, element)
        return text if self._source.is_ours else _BREAK.sub(" ", text.strip())


_GEOGRAPHY = "geographical_usage"
_FIELDS: Mapping[str, str] = {
    "partOfSpeech": "part_of_speech",
    "grammaticalGender": "gender",
    "grammaticalNumber": "number",
    "termType": "term_type",
    **dict.fromkeys(STATUS_CATEGORIES, "status"),
}


def _iterate_parts(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the children of an element, and instead of a group around a term (TBX v2) those of the group."""
    for child in element:
        if find_local_name(child) == "termGrp":
            yield from child
        else:
            yield child


def _offer(kind: str) -> str:
    values = dict.fromkeys(STATUSES.values()) if kind in STATUS_CATEGORIES else [each.value for each in MEMBERS[kind]]
    return f"write one of {', '.join(map(str, values))}"


def _join(sections: dict[str, LanguageSection], section: LanguageSection) -> None:
    """Add a section to those of other languages, or what it says to the one of its language."""
    first = sections.get(section.language)
    if first is None:
        sections[section.language] = section
        return
    notes = [first.note, section.note]
    if first.definition is not None and section.definition is not None:
        notes.append(f"definition: {section.definition}")
    sections[section.language] = LanguageSection(
        section.language,
        first.terms + section.terms,
        section.definition if first.definition is None else first.definition,
        "\n".join(filter(None, notes)) or None,
    )
