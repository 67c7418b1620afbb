"""Pages for print: fonts that need no system, lines of mixed styles and directions, columns and page breaks.

Lengths are in millimetres, sizes of letters in points.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from glossary.formats.reading_order import clean

FONTS = Path(__file__).parent / "fonts"
MARGIN = 15.0
TOP = 24.0
BOTTOM = 18.0
GAP = 4.0
"""Between two columns."""

_LATIN, _ARABIC = "NotoSans", "NotoSansArabic"  # the first has Greek and Cyrillic, too
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_POINT = 25.4 / 72
_LEADING = 1.36
_BASE_LINE = 0.3  # how far below the middle of a line, in parts of the size
_ARABIC_LETTER = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MARK = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_SHORT = 2
_MISSING = "\ufffd"
_LETTER = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"\s+")
# Neither has a shape of its own, and what a font lacks a shape for would be shown as a letter that is missing.
_SHAPELESS = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u2060-\u2064\ufe00-\ufe0f\ufeff]")


@dataclass(frozen=True, slots=True)
class Style:
    """How letters look: their size, weight and grey (0 is black)."""

    size: float = 9.0
    is_bold: bool = False
    grey: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A text in one style."""

    text: str
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that fits its column; its runs stand from the right where it runs that way."""

    runs: tuple[Run, ...]
    is_rtl: bool = False

    @property
    def height(self) -> float:
        """The height in millimetres."""
        return max((run.style.size for run in self.runs), default=9.0) * _POINT * _LEADING


def begins_right(text: str) -> bool:
    """Whether the first letter of a text belongs to a script that runs from right to left (UAX #9, rule P2)."""
    first = _LETTER.search(text)
    return first is not None and _RTL_LETTER.match(first[0]) is not None


class Sheet(FPDF):
    """A document that knows where on the page it is, and says in the running head what a page begins and ends with."""

    def __init__(self, title: str, *, is_landscape: bool) -> None:
        super().__init__("landscape" if is_landscape else "portrait", "mm", "A4")
        self.set_creation_date(_CREATED)
        self.set_title(title)
        self.set_lang("en")
        self.set_margin(0)
        self.set_auto_page_break(False)
        for family in (_LATIN, _ARABIC):
            for style, name in (("", "Regular"), ("B", "Bold")):
                self.add_font(family, style, FONTS / f"{family}-{name}.ttf")
        self.set_fallback_fonts([_LATIN, _ARABIC])
        self.running_head = title
        self.has_missing = False
        self.chapter = self.first_word = self.last_word = ""
        self._measure = cache(self._measure_uncached)
        self._known = frozenset().union(*(font.cmap for font in self.fonts.values()))  # type: ignore[union-attr]

    @property
    def bottom(self) -> float:
        """Where on the page the text must end."""
        return float(self.h) - BOTTOM

    @property
    def width(self) -> float:
        """How wide the text is."""
        return float(self.w) - 2 * MARGIN

    def close(self) -> None:
        """Close the files of the fonts, which the library leaves open."""
        for font in self.fonts.values():
            font.ttfont.close()  # type: ignore[union-attr]

    def find_columns(self, count: int) -> list[tuple[float, float]]:
        """Return where each of some columns begins, and how wide it is."""
        width = (self.width - GAP * (count - 1)) / count
        return [(MARGIN + i * (width + GAP), width) for i in range(count)]

    def begin_page(self, column_heads: Sequence[Line] = ()) -> None:
        """Begin a page, with a head over each column."""
        self.add_page()
        self.first_word = self.last_word = ""
        self.set_y(TOP)
        self.draw_heads(column_heads)

    def draw_heads(self, heads: Sequence[Line]) -> None:
        """Draw the head of each column, with a rule below them."""
        if heads:
            top = self.get_y()
            for (x, width), line in zip(self.find_columns(len(heads)), heads, strict=True):
                self.draw(line, x, top, width)
            y = top + max(line.height for line in heads) + 1
            self.rule(y, 0.3, 0)
            self.set_y(y + 2)

    def rule(self, y: float, thickness: float, grey: int) -> None:
        """Draw a line across the text."""
        self.set_draw_color(grey)
        self.set_line_width(thickness)
        self.line(MARGIN, y, self.w - MARGIN, y)

    def footer(self) -> None:
        """Draw the running head, too: what a page ends with is known only now."""
        words = " – ".join(dict.fromkeys(word for word in (self.first_word, self.last_word) if word)) or self.chapter
        style = Style(8, grey=90)
        if self.page > 1:
            [left, right] = self.find_columns(2)
            self.draw(self.wrap([Run(self.running_head, style)], left[1])[0], left[0], 12, left[1])
            for line in self.wrap([Run(words, style)], right[1])[:1]:
                self.draw(line, right[0], 12, right[1], is_right=True)
        number = Line((Run(str(self.page), style),))
        self.draw(number, (self.w - self.measure(number.runs[0])) / 2, self.h - 12, 20)

    def wrap(self, runs: Iterable[Run], width: float, *, is_rtl: bool = False) -> list[Line]:
        """Return runs, with a space between them, as lines that fit a width."""
        lines: list[Line] = []
        row: list[Run] = []
        room = width
        for run in runs:
            gap = self.measure(Run(" ", run.style))
            for word in self._split(run, width):
                needed = self.measure(word) + (gap if row else 0)
                if row and needed > room:
                    # A lone "f" would look lost on a line of its own.
                    carried = [row.pop()] if len(row) > 1 and len(word.text) <= _SHORT else []
                    lines.append(Line(_merge(row), is_rtl))
                    row, room = carried, width - sum(map(self.measure, carried))
                    needed -= 0 if carried else gap
                row.append(word)
                room -= needed
        if row:
            lines.append(Line(_merge(row), is_rtl))
        return lines

    def measure(self, run: Run) -> float:
        """Return the width of a run."""
        return self._measure(run.text, run.style.size, run.style.is_bold)

    def draw(self, line: Line, x: float, y: float, width: float, *, is_right: bool = False) -> None:
        """Draw a line in a column: from the right edge where it runs that way."""
        widths = [self.measure(run) for run in line.runs]
        gaps = [self.measure(Run(" ", run.style)) for run in line.runs]
        if line.is_rtl:
            x += width
        elif is_right:
            x += width - sum(widths) - sum(gaps[1:])
        for i, (run, wide, gap) in enumerate(zip(line.runs, widths, gaps, strict=True)):
            step = gap if i else 0
            start = x - step - wide if line.is_rtl else x + step
            self._draw_run(run, start, y, line)
            x += -(step + wide) if line.is_rtl else step + wide

    def _draw_run(self, run: Run, x: float, y: float, line: Line) -> None:
        self._choose_font(run.text, run.style.size, run.style.is_bold)
        self.set_text_color(run.style.grey)
        self._shape(run.text, is_rtl=line.is_rtl)
        # The library centres letters in the line; those of all sizes should stand on one base line.
        largest = max(each.style.size for each in line.runs)
        self.set_xy(x, y + _BASE_LINE * (largest - run.style.size) * _POINT)
        self.c_margin = 0
        self.cell(None, line.height, run.text, new_x=XPos.RIGHT, new_y=YPos.TOP)

    def _choose_font(self, text: str, size: float, is_bold: bool) -> None:
        self.set_font(_ARABIC if _ARABIC_LETTER.search(text) else _LATIN, "B" if is_bold else "", size)

    def _shape(self, text: str, *, is_rtl: bool) -> None:
        """Have a text shaped and its directions resolved where that makes a difference: it takes its time."""
        runs_left = _RTL_LETTER.search(text) is not None
        if runs_left or _MARK.search(text):
            self.set_text_shaping(True, direction="rtl" if begins_right(text) or (is_rtl and runs_left) else "ltr")
        else:
            self.set_text_shaping(False)

    def _measure_uncached(self, text: str, size: float, is_bold: bool) -> float:
        self._choose_font(text, size, is_bold)
        self._shape(text, is_rtl=False)
        return float(self.get_string_width(text))

    def _split(self, run: Run, width: float) -> Iterable[Run]:
        """Yield the words of a run, those that are too wide in pieces."""
        for word in self._prepare(run.text).split(" "):
            rest = word
            while rest:
                piece = self._cut(rest, run.style, width)
                yield Run(rest[:piece], run.style)
                rest = rest[piece:]

    def _cut(self, word: str, style: Style, width: float) -> int:
        """Return how many letters of a word fit a width: at least one."""
        size, longest = len(word), max(1, int(width / (style.size * _POINT * 0.15)))
        if size <= longest and self.measure(Run(word, style)) <= width:
            return size
        fits, too_many = 1, min(size, longest) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if self._measure_uncached(word[:middle], style.size, style.is_bold) <= width:
                fits = middle
            else:
                too_many = middle
        return fits

    def _prepare(self, text: str) -> str:
        """Return a text as the fonts can show it."""
        text = _SPACES.sub(" ", _SHAPELESS.sub("", clean(text))).strip()
        shown = "".join(each if ord(each) in self._known else _MISSING for each in text)
        self.has_missing = self.has_missing or _MISSING in shown
        return shown


def _merge(row: Iterable[Run]) -> tuple[Run, ...]:
    """Return runs with neighbours of one style and direction joined, so that words keep their order and spaces."""
    merged: list[Run] = []
    for run in row:
        if merged and merged[-1].style == run.style:
            merged[-1] = Run(f"{merged[-1].text} {run.text}", run.style)
        else:
            merged.append(run)
    return tuple(merged)
