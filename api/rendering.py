"""The templates, and what they ask of a concept."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.tags import name_language, order_tags
from glossary.model import Concept, Context, LanguageSection, Term

FOLDER = Path(__file__).parent


class Sentence(NamedTuple):
    """A sentence cut around the term in it."""

    before: str
    term: str
    after: str
    document: str


@cache
def load_templates() -> Environment:
    """Return the templates. A page that stands alone includes the style sheet and the icon, so these are among them."""
    templates = Environment(
        loader=FileSystemLoader([FOLDER / "templates", FOLDER / "static"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        language=name_language,
        percent=lambda share: f"{share:.0%}",
        sections=order_sections,
        sentences=find_sentences,
        variants=find_variants,
    )
    return templates


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page; `root` is where the site stands behind a proxy."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    page = load_templates().get_template(template).render(root=root, **values)
    return HTMLResponse(page, status)


def order_sections(concept: Concept, language: str | None) -> list[LanguageSection]:
    """Return the sections in the order of display, that of the given language first."""
    by_language = {section.language: section for section in concept.sections}
    return [by_language[tag] for tag in order_tags(by_language, (language,) if language else ())]


def find_variants(section: LanguageSection) -> list[Term]:
    """Return the terms of a section beside the preferred one."""
    return [term for term in section.terms if term is not section.preferred]


def find_sentences(section: LanguageSection, limit: int, width: int) -> list[Sentence]:
    """Return sentences that terms of a section stand in, cut to `width` characters on either side of the term.

    Each comes once, for its longest term, and one of every term comes before the second of any.
    """
    rounds = max((len(term.contexts) for term in section.terms), default=0)
    ordered = [term.contexts[turn] for turn in range(rounds) for term in section.terms if turn < len(term.contexts)]
    longest: dict[tuple[str, str], Context] = {}
    for context in ordered:
        known = longest.setdefault((context.document, context.sentence), context)
        if context.end - context.start > known.end - known.start:
            longest[context.document, context.sentence] = context
    return [_cut(context, width) for context in list(longest.values())[:limit]]


def _cut(context: Context, width: int) -> Sentence:
    """Return the sentence around its term, shortened at spaces."""
    start, end, sentence = context.sentence_start, context.sentence_end, context.sentence
    before, after = sentence[:start], sentence[end:]
    if len(before) > width:
        before = "…" + before[-width:].partition(" ")[2]
    if len(after) > width:
        after = after[:width].rpartition(" ")[0] + "…"
    return Sentence(before, sentence[start:end], after, context.document)
