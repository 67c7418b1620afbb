"""`glossalign review`: what people should look at, as data and in print.

These are the terms that compete for a concept, the terms that stand in several concepts, and the queue of links that
are too weak to join two concepts and too strong to forget.
"""

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Self

from pydantic import BaseModel, Field
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from glossary.differences import Difference
from glossary.inconsistencies import CompetingTerm, Competition, Homograph, Inconsistencies, find_inconsistencies
from glossary.model import AdministrativeStatus, Concept, Context, Proposal
from glossary.store import Store
from glossary.text import matches_language

_BESIDE = 40
_SIGNALS = {
    "csls": "nearness",
    "meaning": "log-odds of the nearness",
    "margin": "lead over the nearest rival",
    "coverage": "words that have their counterpart",
    "gap": "counterpart of the worst answered word",
    "head": "counterpart of the head",
    "length": "difference in words",
    "numbers": "only one has numbers",
    "context": "likeness of the company",
    "profile": "difference in frequency, octaves",
    "termhood": "difference in rank by termhood",
    "few": "shortness of the lists, octaves",
    "rivals": "odds of rivals",
    "sound": "likeness of sound",
    "triangle": "confirmed by a third language",
    "term": "nearness",
    "word": "nearness of the words that differ",
    "pivot": "the same foreign term answers both",
    "shared": "words in common",
    "abbreviation": "an abbreviation of the other",
}


# -- data --------------------------------------------------------------------------------------------------------------


class PlaceView(BaseModel):
    """Where a term stands, in code points: `start` and `end` in the file, the others in the sentence."""

    document: str
    file: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int

    @classmethod
    def of(cls, place: Context, files: Mapping[str, str]) -> Self:
        """Return the view of an occurrence; `files` gives the file of each document."""
        return cls(**asdict(place), file=files.get(place.document, place.document))


class CompetingView(BaseModel):
    """A term beside the preferred one."""

    text: str
    status: AdministrativeStatus
    kind: Difference = Field(description="in what it differs from the preferred term")
    difference: str = Field(description="the words that make the difference; empty where words don't")
    count: int
    share: float = Field(description="its part of the occurrences of all terms of the concept, from 0 to 1")
    documents: list[str]
    follows: str = Field(description="the shorter competing term that it goes with; empty if it stands for itself")
    places: list[PlaceView]

    @classmethod
    def of(cls, term: CompetingTerm, places: int, files: Mapping[str, str]) -> Self:
        """Return the view of a competing term with at most so many places."""
        return cls(
            text=term.text,
            status=term.status,
            kind=term.comparison.difference,
            difference=term.comparison.words,
            count=term.count,
            share=round(term.share, 4),
            documents=list(term.documents),
            follows=term.follows,
            places=[PlaceView.of(place, files) for place in term.places[:places]],
        )


class CompetitionView(BaseModel):
    """The competing terms of one concept and language."""

    concept: str
    language: str
    preferred: str
    preferred_count: int
    attention: float = Field(description="how much it asks for: occurrences times share; 0 if it goes with another")
    terms: list[CompetingView]


class MeaningView(BaseModel):
    """A concept that a term stands in, with its preferred term and the occurrences of the term there."""

    concept: str
    preferred: str
    count: int


class HomographView(BaseModel):
    """One term that stands in several concepts."""

    language: str
    text: str
    meanings: list[MeaningView]


class EndView(BaseModel):
    """One end of a proposed link: the term, its concept, and the terms preferred there by language."""

    language: str
    term: str
    concept: str
    preferred: dict[str, str]


class ProposalView(BaseModel):
    """A link that waits for a decision; `command` settles it."""

    score: float
    method: str
    source: EndView
    target: EndView
    evidence: dict[str, float]
    command: str


class Summary(BaseModel):
    """How much there is to look at. `following` counts the competing terms that go with a shorter one."""

    competitions: int
    competing_terms: int
    competing_occurrences: int
    following: int
    homographs: int
    proposals: int


class Review(BaseModel):
    """What there is to look at; a part that was not asked for is null."""

    summary: Summary
    inconsistencies: list[CompetitionView] | None = None
    homographs: list[HomographView] | None = None
    queue: list[ProposalView] | None = None


def make_review(
    store: Store,
    *,
    language: str | None = None,
    inconsistencies: bool = False,
    queue: bool = False,
    limit: int = 20,
    places: int = 1,
    options: str = "",
) -> Review:
    """Return what a glossary has to look at: the summary, and of each part asked for the `limit` most urgent entries.

    `options` are added to the commands that settle a proposal.
    """
    found = find_inconsistencies(store.iterate_concepts(), language)
    proposals = [each for each in store.get_proposals() if language is None or _concerns(each, language)]
    proposals.sort(key=lambda each: (-each.link.score, each.link.source_term, each.link.target_term))
    review = Review(summary=_summarize(found, proposals))
    if inconsistencies:
        files = {document.id: document.file for document in store.get_documents()}
        review.inconsistencies = [_view_competition(each, places, files) for each in found.competitions[:limit]]
        review.homographs = [_view_homograph(each) for each in found.homographs[:limit]]
    if queue:
        review.queue = _view_proposals(store, proposals[:limit], options)
    return review


def _concerns(proposal: Proposal, language: str) -> bool:
    tags = (proposal.link.source_language, proposal.link.target_language)
    return any(matches_language(tag, language) for tag in tags)


def _summarize(found: Inconsistencies, proposals: Sequence[Proposal]) -> Summary:
    terms = [term for each in found.competitions for term in each.terms]
    own = [term for term in terms if not term.follows]
    return Summary(
        competitions=sum(any(not term.follows for term in each.terms) for each in found.competitions),
        competing_terms=len(own),
        competing_occurrences=sum(term.count for term in own),
        following=len(terms) - len(own),
        homographs=len(found.homographs),
        proposals=len(proposals),
    )


def _view_competition(each: Competition, places: int, files: Mapping[str, str]) -> CompetitionView:
    return CompetitionView(
        concept=each.concept,
        language=each.language,
        preferred=each.preferred,
        preferred_count=each.preferred_count,
        attention=each.attention,
        terms=[CompetingView.of(term, places, files) for term in each.terms],
    )


def _view_homograph(each: Homograph) -> HomographView:
    meanings = [MeaningView(concept=m.concept, preferred=m.preferred, count=m.count) for m in each.meanings]
    return HomographView(language=each.language, text=each.text, meanings=meanings)


def _view_proposals(store: Store, proposals: Sequence[Proposal], options: str) -> list[ProposalView]:
    wanted = [identifier for each in proposals for identifier in (each.source_concept, each.target_concept)]
    concepts = {concept.id: concept for concept in store.find_concepts_by_id(wanted)}
    views = []
    for each in proposals:
        link = each.link
        source = _view_end(link.source_language, link.source_term, each.source_concept, concepts)
        target = _view_end(link.target_language, link.target_term, each.target_concept, concepts)
        ends = " ".join(shlex.quote(f"{end.language}:{end.term}") for end in (source, target))
        views.append(
            ProposalView(
                score=link.score,
                method=link.method,
                source=source,
                target=target,
                evidence={item.signal: item.value for item in link.evidence},
                command=f"glossalign judge same {ends}{options}",
            )
        )
    return views


def _view_end(language: str, term: str, identifier: str, concepts: Mapping[str, Concept]) -> EndView:
    sections = concepts[identifier].sections if identifier in concepts else ()
    preferred = {section.language: section.preferred.text for section in sections if section.terms}
    return EndView(language=language, term=term, concept=identifier, preferred=preferred)


# -- print -------------------------------------------------------------------------------------------------------------


def print_review(review: Review, options: str = "") -> None:
    """Print the parts of a review that were asked for; without any, the summary and how to go on.

    `options` are added to the commands that go on.
    """
    if review.inconsistencies is None and review.queue is None:
        for line in _describe_summary(review.summary, options):
            sys.stdout.write(f"{line}\n")
        return
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    if review.inconsistencies is not None:
        _print_competitions(console, review.inconsistencies, review.summary)
        _print_homographs(console, review.homographs or [])
    if review.queue is not None:
        _print_queue(console, review.queue, review.summary)


def _describe_summary(summary: Summary, options: str) -> Iterator[str]:
    yield (
        f"{summary.competing_terms} terms compete with the preferred one in {summary.competitions} concepts, "
        f"{summary.competing_occurrences} occurrences in all; {summary.following} longer terms go with them"
    )
    yield f"{summary.homographs} terms stand in several concepts"
    if summary.competing_terms or summary.homographs:
        yield f"  list them: glossalign review --inconsistencies{options}"
    yield f"{summary.proposals} links wait for a decision"
    if summary.proposals:
        yield f"  list them: glossalign review --queue{options}"


def _print_competitions(console: Console, competitions: Sequence[CompetitionView], summary: Summary) -> None:
    """Print the competing terms as a table, and under it where they stand; those that go with others are counted."""
    listed = [(each, [t for t in each.terms if not t.follows]) for each in competitions]
    listed = [(each, terms) for each, terms in listed if terms]
    if not listed:
        console.print("no terms compete with a preferred one")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("", "Preferred", "Count", "Competing", "Count", "Share", "Difference", "Documents"):
        right = heading in ("Count", "Share", "Documents")
        table.add_column(heading, overflow="fold", justify="right" if right else "left")
    for each, terms in listed:
        for number, term in enumerate(terms):
            head = (each.language, each.preferred, str(each.preferred_count)) if not number else ("", "", "")
            kind = f"{term.kind.value}: {term.difference}" if term.difference else term.kind.value
            tail = (term.text, str(term.count), f"{term.share:.0%}", kind, str(len(term.documents)))
            table.add_row(*map(Text, (*head, *tail)))
    console.print(table)
    _print_places(console, [term for _, terms in listed for term in terms])
    console.print(f"{len(listed)} of {summary.competitions} concepts; --limit shows more, --json all there is to know")
    if summary.following:
        console.print(f"{summary.following} longer terms hold one of the competing terms and go with it")
    console.print("decide with: glossalign judge preferred LANG:TERM, or admitted, deprecated, rejected")


def _print_places(console: Console, terms: Sequence[CompetingView]) -> None:
    for term in terms:
        for place in term.places:
            console.print(Text(f"{place.file}:{place.start}: {_cut(place)}"), soft_wrap=True)
    if any(term.places for term in terms):
        console.print()


def _cut(place: PlaceView) -> str:
    """Return a term in square brackets with what stands beside it in its sentence."""
    before, after = place.sentence[: place.sentence_start], place.sentence[place.sentence_end :]
    if len(before) > _BESIDE:
        before = f"…{before[-_BESIDE:]}"
    if len(after) > _BESIDE:
        after = f"{after[:_BESIDE]}…"
    return " ".join(f"{before}[{place.sentence[place.sentence_start : place.sentence_end]}]{after}".split())


def _print_homographs(console: Console, homographs: Sequence[HomographView]) -> None:
    for each in homographs:
        meanings = "; ".join(f"{m.preferred} [{m.concept}] {m.count}" for m in each.meanings)
        console.print(Text(f"{each.language}  {each.text} stands in several concepts: {meanings}"), soft_wrap=True)


def _print_queue(console: Console, queue: Sequence[ProposalView], summary: Summary) -> None:
    """Print each proposed link: score and terms, concepts, the evidence in words, the command that settles it."""
    if not queue:
        console.print("no links wait for a decision")
        return
    for each in queue:
        ends = (each.source, each.target)
        terms = " = ".join(f"{end.language} {end.term}" for end in ends)
        console.print(Text(f"{each.score:.2f}  {terms}", style="bold"), soft_wrap=True)
        for end in ends:
            preferred = "; ".join(f"{language} {text}" for language, text in end.preferred.items())
            console.print(Text(f"      [{end.concept}] {preferred}"), soft_wrap=True)
        console.print(Text(f"      {'; '.join(describe_evidence(each.evidence))}"), soft_wrap=True)
        console.print(Text(f"      {each.command}\n"), soft_wrap=True)
    console.print(f"{len(queue)} of {summary.proposals} links; where terms differ, write different instead of same")


def describe_evidence(evidence: Mapping[str, float]) -> Iterator[str]:
    """Yield the signals behind a link in words, each with its value; an unknown one by its name."""
    for signal, value in evidence.items():
        yield f"{_SIGNALS.get(signal, signal)} {value:.2f}"
