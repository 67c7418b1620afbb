"""Choose what of a glossary is exported: languages, and concepts by status, confidence, subject and change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from glossary.model import AdministrativeStatus, Concept, ConceptStatus
from glossary.text import matches_language


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen; an empty or missing part of it chooses all.

    `languages` are BCP-47 tags, a language taking in its regions; `min_confidence` is in 0..1; `subject` is compared
    without regard to case; `ids` are those of concepts.
    """

    languages: tuple[str, ...] = ()
    statuses: frozenset[ConceptStatus] = frozenset()
    term_statuses: frozenset[AdministrativeStatus] = frozenset()
    min_confidence: float = 0.0
    subject: str | None = None
    ids: frozenset[str] | None = None

    def choose(self, concepts: Iterable[Concept]) -> Iterator[Concept]:
        """Yield the chosen concepts, with the chosen languages and terms; a concept that has none of these is none."""
        for concept in concepts:
            if self._fits(concept):
                chosen = self._cut(concept)
                if chosen.sections or not concept.sections:
                    yield chosen

    def _fits(self, concept: Concept) -> bool:
        return (
            (not self.statuses or concept.status in self.statuses)
            and concept.confidence >= self.min_confidence
            and (self.subject is None or (concept.subject_field or "").casefold() == self.subject.casefold())
            and (self.ids is None or concept.id in self.ids)
        )

    def _cut(self, concept: Concept) -> Concept:
        """Return a concept without the languages and terms that are not chosen, and the links to these."""
        if not self.languages and not self.term_statuses:
            return concept
        sections = []
        for section in concept.sections:
            is_wanted = not self.languages or any(matches_language(section.language, tag) for tag in self.languages)
            terms = [t for t in section.terms if not self.term_statuses or t.status in self.term_statuses]
            if is_wanted and terms:
                sections.append(replace(section, terms=tuple(terms)))
        kept = {(section.language, term.text) for section in sections for term in section.terms}
        links = [
            link
            for link in concept.links
            if {(link.source_language, link.source_term), (link.target_language, link.target_term)} <= kept
        ]
        return replace(concept, sections=tuple(sections), links=tuple(links))
