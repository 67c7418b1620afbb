"""`glossalign review` on a terminal: the links that wait for a decision, then the proposed concepts, a key an act.

What is decided is written at once, and the last act can be taken back at any time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api.curating import describe_entry, make_author
from api.reviewing import describe_evidence
from glossary.curation import Action, Change, judge_term, merge, set_status
from glossary.editing import apply_change, undo
from glossary.errors import ConflictError, NotFoundError
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Judgement,
    Proposal,
    TermReference,
    Verdict,
)
from glossary.store import Store

ReadKey = Callable[[], str]
Say = Callable[[str], object]

LINK_KEYS: Final = "s same  d different  ? can't tell  n next  u undo  q quit"
CONCEPT_KEYS: Final = "a approve  r reject  1-9 prefer a term  n next  u undo  q quit"
_QUIT: Final = frozenset({"q", "\x03", "\x04", "\x1b"})
_STATUSES: Final = {"a": ConceptStatus.APPROVED, "r": ConceptStatus.REJECTED}


class _QuitError(Exception):
    """The person has had enough."""


@dataclass(frozen=True, slots=True)
class _Session:
    store: Store
    read_key: ReadKey
    say: Say
    who: str

    def apply(self, change: Change) -> None:
        """Write an act and tell it; one that comes too late is told, too."""
        try:
            self.say(describe_entry(apply_change(self.store, change, make_author(self.who, None))))
        except ConflictError as error:
            self.say(str(error))

    def undo(self) -> None:
        """Take the last act back."""
        try:
            self.say(describe_entry(undo(self.store, make_author(self.who, None))))
        except (ConflictError, NotFoundError) as error:
            self.say(str(error))

    def ask(self, keys: str) -> str:
        """Return the key that is pressed."""
        self.say(keys)
        key = self.read_key().lower()
        if key in _QUIT:
            raise _QuitError
        return key


def split_keys(read: ReadKey) -> ReadKey:
    """Return a function that gives one key at a time: a terminal gives all at once that were typed ahead.

    What begins with an escape character, as arrow keys do, is one key.
    """
    waiting: list[str] = []

    def read_key() -> str:
        if not waiting:
            text = read()
            waiting.extend([text] if text.startswith("\x1b") else text)
        return waiting.pop(0) if waiting else ""

    return read_key


def review(store: Store, read_key: ReadKey, say: Say, who: str) -> None:
    """Go through the links and then the concepts that wait, until there are none left or the person quits."""
    session = _Session(store, split_keys(read_key), say, who)
    try:
        for proposal in store.get_proposals():
            _review_link(session, proposal)
        for identifier in _find_proposed(store):
            _review_concept(session, identifier)
    except _QuitError:
        return
    say("that was all")


def _find_proposed(store: Store) -> list[str]:
    """Return the ids of the proposed concepts of several languages, in the order of the glossary."""
    return [
        concept.id
        for concept in store.iterate_outlines()
        if concept.status is ConceptStatus.PROPOSED and len({term.language for term, _ in concept.terms}) > 1
    ]


def _review_link(session: _Session, proposal: Proposal) -> None:
    """Ask about a link until it is settled or passed over."""
    while proposal in session.store.get_proposals():
        link = proposal.link
        source, target = map(session.store.get_concept, (proposal.source_concept, proposal.target_concept))
        session.say(
            f"\n{link.score:.2f}  {link.source_language} {link.source_term} = {link.target_language} {link.target_term}"
        )
        for concept in (source, target):
            _show_concept(session, concept)
        session.say("      " + "; ".join(describe_evidence({e.signal: e.value for e in link.evidence})))
        match session.ask(LINK_KEYS):
            case "s":
                session.apply(merge(source, target))
            case "d":
                session.apply(_answer(proposal, Verdict.DIFFERENT))
            case "?":
                session.apply(_answer(proposal, Verdict.UNSURE))
            case "u":
                session.undo()
            case "n":
                return


def _answer(proposal: Proposal, verdict: Verdict) -> Change:
    link = proposal.link
    source = TermReference(link.source_language, link.source_term)
    target = TermReference(link.target_language, link.target_term)
    return Change(Action.JUDGE, (), (Judgement(verdict, source, target),))


def _review_concept(session: _Session, identifier: str) -> None:
    """Ask about a concept until it is settled or passed over."""
    while True:
        try:
            concept = session.store.get_concept(identifier)
        except NotFoundError:
            return
        if concept.id != identifier or concept.status is not ConceptStatus.PROPOSED:
            return
        session.say("")
        terms = _show_concept(session, concept, numbers=True)
        key = session.ask(CONCEPT_KEYS)
        if key in _STATUSES:
            session.apply(set_status(concept, _STATUSES[key]))
        elif key.isdecimal() and 0 < int(key) <= len(terms):
            session.apply(judge_term(concept, terms[int(key) - 1], AdministrativeStatus.PREFERRED))
        elif key == "u":
            session.undo()
        elif key == "n":
            return


def _show_concept(session: _Session, concept: Concept, *, numbers: bool = False) -> list[TermReference]:
    """Show a concept, a line a language, and return its terms in the order of their numbers."""
    terms: list[TermReference] = []
    session.say(f"      [{concept.id}] {concept.status.value}, confidence {concept.confidence:.0%}")
    for section in concept.sections:
        shown = []
        for term in section.terms:
            terms.append(TermReference(section.language, term.text))
            number = f"{len(terms)} " if numbers and len(terms) <= 9 else ""
            count = f" ({term.frequency})" if term.frequency else ""
            status = "" if term.status is AdministrativeStatus.ADMITTED else f" [{term.status.value}]"
            shown.append(f"{number}{term.text}{count}{status}")
        session.say(f"        {section.language}: {', '.join(shown)}")
    return terms
