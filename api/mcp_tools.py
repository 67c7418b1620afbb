"""The glossary as tools for language models: four of them, with answers of a few hundred words at most.

An answer has what an agent needs to write a term right, and no more: the preferred term of each language, what may
stand instead and what must not. A fault is told with its remedy, so that the agent can ask again.
"""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, ParamSpec, Protocol, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from api.lookups import Finder, Found, Match, find_languages, read_request
from api.tags import resolve_tag, resolve_tags
from api.version import read_version
from glossary.bilingual.content import Segment
from glossary.check import Checker
from glossary.errors import GlossaryError, ModelError, StoreError, UsageError
from glossary.findings import Finding
from glossary.model import AVOIDED, Concept, ConceptStatus, LanguageSection
from glossary.occurrences import TermFinder
from glossary.store import Store
from glossary.termkeys import TermCard

_LOG = logging.getLogger(__name__)
_P = ParamSpec("_P")
_A = TypeVar("_A", bound=BaseModel)

MAX_HITS = 20
MAX_TEXT = 50_000
MAX_TERMS = 100
MAX_FINDINGS = 50
_MATCHES = tuple(match.value for match in Match if match is not Match.SEMANTIC)
_SHOWN_VARIANTS = 3
_SHOWN_FORMS = 3
_SHOWN_DEFINITION = 400
_SHOWN_SENTENCE = 200
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "A multilingual glossary. Before you translate, call annotate with the source text to learn its terms and how to "
    "render them; after it, call check with both texts. Use the preferred terms, never those listed under avoid. "
    "Queries may be in any inflected form."
)

_UNREADABLE = "the glossary can't be read at the moment; tell the user that the server's log says why"

_Language = Annotated[str, Field(description="BCP-47 tag, such as pl")]
_Targets = Annotated[
    list[str], Field(description='languages to answer in, such as ["ru", "ar"]; empty: all of the glossary')
]


class Rendering(BaseModel):
    """A concept in one language."""

    preferred: str
    also: list[str] = Field([], description="may be used instead")
    avoid: list[str] = Field([], description="must not be used")


class LookupHit(BaseModel):
    """A concept that the query names."""

    concept: str = Field(description="its id, for the tool concept")
    match: str = Field(description="exact, inflected, or one that only resembles the query")
    score: float = Field(description="0 to 1")
    language: str
    term: str
    use_instead: str | None = Field(None, description="set where the term itself is not to be used")
    is_approved: bool = Field(description="whether a person has approved the concept")
    languages: dict[str, Rendering]


class LookupAnswer(BaseModel):
    """What a query names, the best first."""

    hits: list[LookupHit]
    note: str | None = None


class AnnotatedTerm(BaseModel):
    """A term of the text and how to render it; several concepts with the same forms are homonyms."""

    concept: str
    forms: list[str] = Field(description="as they stand in the text")
    count: int
    term: str
    use_instead: str | None = None
    keep_untranslated: bool = False
    languages: dict[str, Rendering]


class AnnotateAnswer(BaseModel):
    """The terms of a text, in the order of their first place."""

    terms: list[AnnotatedTerm]
    note: str | None = None


class CheckedFault(BaseModel):
    """Something in a translation that goes against the glossary."""

    code: str
    severity: str
    message: str
    concept: str
    source: str | None = Field(None, description="the place in the source")
    target: str | None = Field(None, description="the place in the translation")
    write: str | None = Field(None, description="what to write instead")


class CheckAnswer(BaseModel):
    """What is wrong with a translation; nothing, if there are no findings."""

    findings: list[CheckedFault]
    note: str | None = None


class ConceptLanguage(Rendering):
    """A concept in one language, with a sentence that it occurs in."""

    definition: str | None = None
    example: str | None = None


class ConceptAnswer(BaseModel):
    """A concept in all languages."""

    concept: str
    kind: str
    status: str
    subject: str | None = None
    definition: str | None = None
    note: str | None = None
    languages: dict[str, ConceptLanguage]


class Annotating(Protocol):
    """What makes the finder of terms, which is costly, at the first need."""

    def __call__(self) -> TermFinder:
        """Return it."""


def make_server(store: Store, finder: Finder, get_terms: Annotating) -> MCPServer:
    """Return a server with the four tools over a glossary."""
    tools = GlossaryTools(store, finder, get_terms)
    server = MCPServer(
        "glossalign",
        title="Glossary",
        instructions=_INSTRUCTIONS,
        version=read_version(),
        log_level="WARNING",
        subscriptions=False,
    )
    for tool, title in (
        (tools.lookup, "Look a term up"),
        (tools.annotate, "Find the terms of a text"),
        (tools.check, "Check a translation"),
        (tools.concept, "Show a concept"),
    ):
        server.add_tool(tool, title=title, annotations=_READS)
    return server


def _answering(tool: Callable[_P, _A]) -> Callable[_P, CallToolResult]:
    """Let a tool answer with compact JSON, without what is empty, and tell its faults to the agent."""

    @wraps(tool)
    def answer(*args: _P.args, **kwargs: _P.kwargs) -> CallToolResult:
        try:
            made = tool(*args, **kwargs)
        except (StoreError, ModelError) as error:
            _LOG.error("%s: %s", tool.__name__, error)
            raise ToolError(_UNREADABLE) from error
        except GlossaryError as error:
            raise ToolError(str(error).removeprefix("q: ")) from error
        structured = made.model_dump(mode="json", exclude_defaults=True)
        text = made.model_dump_json(exclude_defaults=True)
        return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)

    return answer


class GlossaryTools:
    """The tools; each runs on a thread of its own."""

    def __init__(self, store: Store, finder: Finder, get_terms: Annotating) -> None:
        self._store = store
        self._finder = finder
        self._get_terms = get_terms

    @_answering
    def lookup(
        self,
        query: Annotated[str, Field(description="a term in any inflected form", examples=["mobilizacji masowej"])],
        language: Annotated[str | None, Field(description="BCP-47 tag of the query's language, if known")] = None,
        target_languages: _Targets = [],  # noqa: B006 - copied by the schema that calls this
        limit: Annotated[int, Field(description=f"1 to {MAX_HITS}")] = 5,
    ) -> LookupAnswer:
        """Look up a single term and get its preferred translations, variants, and words to avoid."""
        if not 1 <= limit <= MAX_HITS:
            raise UsageError(f"limit is {limit}; ask for 1 to {MAX_HITS}")
        known = find_languages(self._store)
        tag = resolve_tag(language, known, "language") if language else None
        targets = resolve_tags(target_languages, known, "target_languages")
        request = read_request(self._store, query, tag, targets, _MATCHES, limit)
        hits = [_make_hit(found, request.target) for found in self._finder.find(request)]
        note = None if hits else "the glossary has no such term; try a shorter part of it, or leave language out"
        return LookupAnswer(hits=hits, note=note)

    @_answering
    def annotate(
        self,
        text: Annotated[str, Field(description=f"at most {MAX_TEXT:,} characters")],
        language: _Language,
        target_languages: _Targets = [],  # noqa: B006 - copied by the schema that calls this
    ) -> AnnotateAnswer:
        """Find all glossary terms in a text before translating it, in any inflection, with how to render each."""
        known = find_languages(self._store)
        tag = resolve_tag(language, known, "language")
        targets = resolve_tags(target_languages, known, "target_languages")
        found: dict[str, list[tuple[TermCard, str]]] = {}
        for place in self._get_terms().annotate(_check_text(text, "text"), tag, nested=False):
            for card in place.terms:
                if card.concept_status is not ConceptStatus.REJECTED:
                    found.setdefault(card.concept, []).append((card, text[place.start : place.end]))
        shown = list(found)[:MAX_TERMS]
        concepts = self._store.find_concepts_by_id(shown, with_evidence=False)
        terms = [_make_term(concept, found[concept.id], targets) for concept in concepts]
        return AnnotateAnswer(terms=terms, note=_tell_rest(len(found) - len(shown), "terms", "annotate paragraph by"))

    @_answering
    def check(
        self,
        source_text: Annotated[str, Field(description=f"at most {MAX_TEXT:,} characters")],
        source_language: _Language,
        target_text: Annotated[str, Field(description=f"its translation, at most {MAX_TEXT:,} characters")],
        target_language: _Language,
    ) -> CheckAnswer:
        """Check a translation against the glossary: missing terms, forbidden or competing renderings."""
        known = find_languages(self._store)
        segment = Segment(
            "1",
            resolve_tag(source_language, known, "source_language"),
            _check_text(source_text, "source_text"),
            resolve_tag(target_language, known, "target_language"),
            _check_text(target_text, "target_text"),
        )
        findings = list(Checker(self._store, self._get_terms()).check([segment]))
        rest = _tell_rest(len(findings) - MAX_FINDINGS, "findings", "check paragraph by")
        return CheckAnswer(findings=[_make_fault(each) for each in findings[:MAX_FINDINGS]], note=rest)

    @_answering
    def concept(
        self, concept: Annotated[str, Field(description="the id of a concept, from another tool")]
    ) -> ConceptAnswer:
        """Show one concept in all languages: definition, preferred terms, variants, words to avoid, an example."""
        found = self._store.get_concept(concept)
        return ConceptAnswer(
            concept=found.id,
            kind=found.kind.value,
            status=found.status.value,
            subject=found.subject_field,
            definition=_cut(found.definition, _SHOWN_DEFINITION),
            note=_cut(found.note, _SHOWN_DEFINITION),
            languages={section.language: _make_language(section) for section in found.sections},
        )


def _check_text(text: str, name: str) -> str:
    if not text.strip():
        raise UsageError(f"{name} is empty; give a text")
    if len(text) > MAX_TEXT:
        raise UsageError(f"{name} has {len(text):,} characters; split it into parts of at most {MAX_TEXT:,}")
    return text


def _make_hit(found: Found, targets: Sequence[str]) -> LookupHit:
    term, section = found.found_term, found.concept.find_section(found.language)
    assert term is not None
    assert section is not None
    is_avoided = term.status in AVOIDED and section.preferred is not term
    return LookupHit(
        concept=found.concept.id,
        match=found.match.value,
        score=round(found.score, 2),
        language=found.language,
        term=found.term,
        use_instead=section.preferred.text if is_avoided else None,
        is_approved=found.concept.status is ConceptStatus.APPROVED,
        languages=_render(found.concept, targets, found.language),
    )


def _make_term(concept: Concept, places: Sequence[tuple[TermCard, str]], targets: Sequence[str]) -> AnnotatedTerm:
    card = places[0][0]
    section = concept.find_section(card.language)
    instead = section.preferred.text if section and card.status in AVOIDED else None
    return AnnotatedTerm(
        concept=concept.id,
        forms=list(dict.fromkeys(form for _, form in places))[:_SHOWN_FORMS],
        count=len(places),
        term=card.text,
        use_instead=instead if instead != card.text else None,
        keep_untranslated=card.do_not_translate,
        languages=_render(concept, targets, card.language),
    )


def _make_fault(finding: Finding) -> CheckedFault:
    return CheckedFault(
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        concept=finding.concept,
        source=finding.source.text if finding.source else None,
        target=finding.target.text if finding.target else None,
        write=finding.suggestion,
    )


def _make_language(section: LanguageSection) -> ConceptLanguage:
    sentences = (context.sentence for term in section.terms for context in term.contexts)
    return ConceptLanguage(
        **_render_section(section).model_dump(),
        definition=_cut(section.definition, _SHOWN_DEFINITION),
        example=_cut(next(sentences, None), _SHOWN_SENTENCE),
    )


def _render(concept: Concept, targets: Sequence[str], own: str) -> dict[str, Rendering]:
    """Return a concept in the languages that were asked for; in all but its own where none was."""
    return {
        section.language: _render_section(section)
        for section in concept.sections
        if (section.language in targets if targets else section.language != own)
    }


def _render_section(section: LanguageSection) -> Rendering:
    others = [term for term in section.terms if term is not section.preferred]
    usable = [term.text for term in others if term.status not in AVOIDED]
    avoided = [term.text for term in section.terms if term.status in AVOIDED]
    return Rendering(preferred=section.preferred.text, also=usable[:_SHOWN_VARIANTS], avoid=avoided[:_SHOWN_VARIANTS])


def _cut(text: str | None, length: int) -> str | None:
    return text if text is None or len(text) <= length else f"{text[:length]}…"


def _tell_rest(count: int, what: str, advice: str) -> str | None:
    return f"{count} more {what} are left out; {advice} paragraph to see them" if count > 0 else None
