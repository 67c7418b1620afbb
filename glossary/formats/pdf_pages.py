"""A glossary for print on A4: a column for each language, alphabetical, with bookmarks and indices."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from glossary.formats.alphabets import group_by_letter
from glossary.formats.content import Content
from glossary.formats.pdf_layout import Line, Run, Sheet, Style, begins_right
from glossary.formats.reading_order import Part, arrange, describe_grammar, find_heads, order_languages, order_terms
from glossary.language_names import find_direction, name_language
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    LanguageSection,
    SourceDocument,
    Term,
)

MAX_COLUMNS = 6
"""The languages of a concept that stand side by side; with more of them, each stands under its name in several rows."""
_MAX_PORTRAIT = 4
_INDEX_COLUMNS = 3
_MAX_INDEX_LINES = 12
_LETTER_GAP = 2.0

_BEST, _PLAIN, _SMALL, _FAINT = Style(9, is_bold=True), Style(9), Style(8, grey=60), Style(7, grey=90)
_TITLE, _PART, _LETTER = Style(26, is_bold=True), Style(13, is_bold=True), Style(12, is_bold=True)
_WORST = (AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED)
_EXPLANATION = (
    "Preferred terms are bold; every other term says its status. Concepts that are not marked approved were proposed "
    "by machine. Genders are m, f and n; numbers are sg, pl and du."
)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of an index that stay together, with the letter that they open."""

    letter: str
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        return sum(line.height for line in self.lines) + (_LETTER_GAP if self.letter else 0)


class Press:
    """Lays a glossary out, part by part."""

    def __init__(self, concepts: Iterable[Concept], content: Content) -> None:
        filed = [(heads, concept) for concept in concepts if (heads := find_heads(concept))]
        counts: dict[str, int] = {}
        for heads, _ in filed:
            for language in heads:
                counts[language] = counts.get(language, 0) + 1
        self._languages = order_languages(counts, content.pair)
        self._parts = arrange(filed, self._languages)
        self._count = len(filed)
        self._documents = list(content.documents)
        self._columns = max(1, min(len(self._languages), MAX_COLUMNS))
        names = ", ".join(map(name_language, self._languages))
        self._names = names
        self._sheet = Sheet(f"Glossary: {names}" if names else "Glossary", is_landscape=self._columns > _MAX_PORTRAIT)
        self._heads: list[Line] = []
        self._index: dict[str, list[tuple[str, int]]] = {language: [] for language in self._languages}

    def print(self, stream: BinaryIO) -> None:
        """Write the whole document, once."""
        with closing(self._sheet):
            self._print_title()
            for part in self._parts:
                self._print_part(part)
            for language in self._languages:
                self._print_index(language)
            self._print_sources()
            # Unlike a stream, the library's own buffer can be sought in.
            stream.write(self._sheet.output())

    def _print_title(self) -> None:
        sheet = self._sheet
        sheet.begin_page()
        plural = "" if self._count == 1 else "s"
        summary = f"{self._count:,} concept{plural}{' in ' if self._names else ''}{self._names}."
        self._place(
            [[*self._wide([Run("Glossary", _TITLE)]), *self._wide([Run(summary, Style(11, grey=60))])]], after=2
        )
        self._place([self._wide([Run(_EXPLANATION, _SMALL)])], after=6)
        if 1 < len(self._languages) <= MAX_COLUMNS:
            for language, (_, width) in zip(self._languages, sheet.find_columns(self._columns), strict=True):
                run = Run(name_language(language), Style(8, is_bold=True, grey=60))
                self._heads += sheet.wrap([run], width, is_rtl=find_direction(language) == "rtl")[:1]
            sheet.draw_heads(self._heads)

    def _print_part(self, part: Part[Concept]) -> None:
        sheet = self._sheet
        title = f"By {name_language(part.language)} term"
        earlier = ", ".join(map(name_language, self._languages[: self._languages.index(part.language)]))
        if earlier:
            title = f"{title}, where there is none in {earlier}"
        for number, (letter, entries) in enumerate(part.letters):
            for i, (head, concept) in enumerate(entries):
                rows = list(self._make_rows(concept))
                titles = [self._wide([Run(title, _PART)])] if i == number == 0 and len(self._parts) > 1 else []
                titles += [self._wide([Run(letter, _LETTER)])] if i == 0 else []
                above = sum(_find_height([lines]) + 3 for lines in titles)
                if sheet.get_y() + above + sum(map(_find_height, rows)) > sheet.bottom and above < sheet.bottom / 3:
                    self._turn()
                for lines in titles:
                    sheet.set_y(sheet.get_y() + 2)
                    self._place([lines], after=1)
                if i and sheet.first_word:
                    sheet.rule(sheet.get_y(), 0.1, 210)
                    sheet.set_y(sheet.get_y() + 1)
                self._mark(part, letter, is_first=i == 0, opens_part=i == number == 0)
                self._enter(concept, head)
                for row in rows:
                    self._place(row, after=0)
                sheet.set_y(sheet.get_y() + 1)

    def _mark(self, part: Part[Concept], letter: str, *, is_first: bool, opens_part: bool) -> None:
        if opens_part:
            self._sheet.start_section(f"By {name_language(part.language)} term", 0)
        if is_first:
            self._sheet.start_section(letter, 1)

    def _enter(self, concept: Concept, head: str) -> None:
        """Note where a concept stands, for the running head and the index."""
        sheet = self._sheet
        sheet.first_word, sheet.last_word = sheet.first_word or head, head
        for section in concept.sections:
            if section.terms:
                self._index[section.language] += [(term.text, sheet.page) for term in section.terms]

    def _make_rows(self, concept: Concept) -> Iterator[list[list[Line]]]:
        """Yield the lines of a concept by row and column."""
        columns = self._sheet.find_columns(self._columns)
        if len(self._languages) <= MAX_COLUMNS:
            cells: list[list[Line]] = [[] for _ in columns]
            for section in concept.sections:
                if section.terms:
                    place = self._languages.index(section.language)
                    cells[place] += self._make_cell(section, columns[place][1])
            yield cells
        else:
            found = [self._make_cell(each, columns[0][1], is_named=True) for each in concept.sections if each.terms]
            for start in range(0, len(found), self._columns):
                yield found[start : start + self._columns]
        about = [*self._describe(concept)]
        if about:
            yield [about]

    def _make_cell(self, section: LanguageSection, width: float, *, is_named: bool = False) -> list[Line]:
        is_rtl = find_direction(section.language) == "rtl"
        paragraphs = [[Run(name_language(section.language), _FAINT)]] if is_named else []
        for term in order_terms(section):
            paragraphs.append(list(_describe_term(term)))
            paragraphs += [[Run(term.note, _FAINT)]] if term.note else []
        paragraphs += [[Run(section.definition, _SMALL)]] if section.definition else []
        paragraphs += [[Run(section.note, _FAINT)]] if section.note else []
        return [line for runs in paragraphs for line in self._sheet.wrap(runs, width, is_rtl=is_rtl)]

    def _describe(self, concept: Concept) -> Iterator[Line]:
        """Yield the lines on a concept as a whole."""
        facts = [] if concept.status is ConceptStatus.PROPOSED else [concept.status.value]
        facts += [] if concept.kind is ConceptKind.TERM else [concept.kind.value]
        facts += [f"confidence {concept.confidence:.0%}"] if len(concept.sections) > 1 else []
        facts += [concept.subject_field] if concept.subject_field else []
        texts = [(concept.definition, _SMALL), (concept.note, _FAINT), (" · ".join(facts), _FAINT)]
        texts += [(address, _FAINT) for address in (*concept.images, *concept.external_links)]
        for text, style in texts:
            if text:
                yield from self._wide([Run(text, style)])

    def _print_index(self, language: str) -> None:
        sheet = self._sheet
        title = f"Index: {name_language(language)}"
        self._begin_chapter(title, is_apart=language == self._languages[0])
        blocks = list(self._make_index(language))
        rest = sum(block.height for block in blocks)
        while blocks:
            top = lowest = sheet.get_y()
            limit = min(sheet.bottom, top + rest / _INDEX_COLUMNS + blocks[0].height)
            columns = sheet.find_columns(_INDEX_COLUMNS)
            for x, width in reversed(columns) if find_direction(language) == "rtl" else columns:
                y = top
                while blocks and (y == top or y + blocks[0].height <= limit) and y + blocks[0].height <= sheet.bottom:
                    block = blocks.pop(0)
                    if block.letter:
                        y += 0 if y == top else _LETTER_GAP
                        sheet.set_y(y)
                        sheet.start_section(block.letter, 1)
                    y = self._draw_block(block, x, y, width)
                    rest -= block.height
                lowest = max(lowest, y)
            sheet.set_y(lowest + 6)
            if blocks:
                sheet.begin_page()

    def _draw_block(self, block: _Block, x: float, y: float, width: float) -> float:
        for line in block.lines:
            self._sheet.draw(line, x, y, width)
            y += line.height
        return y

    def _make_index(self, language: str) -> Iterator[_Block]:
        """Yield what may not be parted: a term with its pages, the first of a letter below the letter."""
        is_rtl = find_direction(language) == "rtl"
        width = self._sheet.find_columns(_INDEX_COLUMNS)[0][1]
        for letter, entries in group_by_letter(self._index[language], language):
            head = self._sheet.wrap([Run(letter, _LETTER)], width, is_rtl=is_rtl)
            for text, pages in _gather_pages(entries):
                lines = self._sheet.wrap([Run(text, _SMALL), Run(pages, _FAINT)], width, is_rtl=is_rtl)
                # What fills more than a page would never find room; the end of such a term is of no use in an index.
                yield _Block(letter if head else "", (*head, *lines[:_MAX_INDEX_LINES]))
                head = []

    def _print_sources(self) -> None:
        if self._documents:
            self._begin_chapter("Sources", is_apart=False)
        for document in self._documents:
            runs = [Run(document.title, _SMALL), Run(_describe_issue(document), _FAINT)]
            self._place([self._sheet.wrap(runs, self._sheet.width)], after=1.5)
        if self._sheet.has_missing:
            note = "\ufffd stands for a letter or sign that the fonts of this document lack."
            self._place([self._wide([Run(note, _FAINT)])], after=0)

    def _begin_chapter(self, title: str, *, is_apart: bool) -> None:
        """Begin a chapter on a new page if it is to stand apart, or if there is little room left on this one."""
        sheet = self._sheet
        self._heads = []
        if is_apart or sheet.get_y() > sheet.bottom * 2 / 3:
            sheet.begin_page()
        sheet.chapter = title
        sheet.start_section(title, 0)
        self._place([self._wide([Run(title, _PART)])], after=3)

    def _wide(self, runs: list[Run]) -> list[Line]:
        return self._sheet.wrap(runs, self._sheet.width, is_rtl=begins_right(runs[0].text))

    def _turn(self) -> None:
        self._sheet.begin_page(self._heads)

    def _place(self, columns: list[list[Line]], after: float) -> None:
        """Draw lines side by side, on as many pages as they need; a block goes to the next page if it fits there."""
        sheet = self._sheet
        places = sheet.find_columns(self._columns if len(columns) > 1 else 1)
        rest = [list(lines) for lines in columns]
        while any(rest):
            top = lowest = sheet.get_y()
            for lines, (x, width) in zip(rest, places, strict=False):
                y = top
                while lines and y + lines[0].height <= sheet.bottom:
                    line = lines.pop(0)
                    sheet.draw(line, x, y, width)
                    y += line.height
                lowest = max(lowest, y)
            sheet.set_y(lowest)
            if any(rest):
                self._turn()
        sheet.set_y(sheet.get_y() + after)


def _describe_term(term: Term) -> Iterator[Run]:
    is_best = term.status is AdministrativeStatus.PREFERRED
    yield Run(term.text, _BEST if is_best else Style(9, grey=110) if term.status in _WORST else _PLAIN)
    if grammar := describe_grammar(term):
        yield Run(grammar, _FAINT)
    if not is_best:
        yield Run(f"({term.status.value})", _FAINT)


def _describe_issue(document: SourceDocument) -> str:
    parts = (document.publisher, document.date, document.url or document.file)
    return ", ".join(part for part in parts if part)


def _gather_pages(entries: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """Yield each term of an index once, with the pages it stands on."""
    pages: dict[str, set[int]] = {}
    for text, page in entries:
        pages.setdefault(text, set()).add(page)
    for text, found in pages.items():
        yield text, ", ".join(map(str, sorted(found)))


def _find_height(columns: Iterable[Iterable[Line]]) -> float:
    return max((sum(line.height for line in lines) for lines in columns), default=0.0)
