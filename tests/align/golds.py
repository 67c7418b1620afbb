"""Gold standards of a few made-up concepts, and glossaries beside them."""

from align.gold import Gold, GoldConcept, GoldTerm, fold
from glossary.model import AdministrativeStatus, Concept, Evidence, LanguageSection, Link, Term


def make_gold_concept(identifier: str, kind: str = "term", *, core: bool = True, **terms: list[str]) -> GoldConcept:
    """Return a concept of lists of citation forms by language, the first of each preferred and the most frequent."""
    return GoldConcept(
        identifier,
        kind,
        core,
        {
            language: tuple(
                GoldTerm(text, frozenset({fold(text, language)}), frozenset({fold(text, language)}), not rank, 9 - rank)
                for rank, text in enumerate(texts)
            )
            for language, texts in terms.items()
        },
    )


def make_gold(*concepts: GoldConcept) -> Gold:
    """Return a gold standard; concepts of one language are its single ones."""
    return Gold(
        tuple(concept for concept in concepts if len(concept.terms) > 1),
        tuple(concept for concept in concepts if len(concept.terms) == 1),
    )


def make_concept(identifier: str, *links: Link, **terms: list[str]) -> Concept:
    """Return a concept of lists of terms by language, the first of each preferred."""
    sections = [
        LanguageSection(
            language.replace("_", "-"),
            tuple(
                Term(text, AdministrativeStatus.ADMITTED if rank else AdministrativeStatus.PREFERRED)
                for rank, text in enumerate(texts)
            ),
        )
        for language, texts in terms.items()
    ]
    return Concept(identifier, tuple(sections), confidence=0.9, links=links)


def make_link(source: str, target: str, score: float, **signals: float) -> Link:
    """Return a link between terms that are given as `language:text`."""
    evidence = tuple(Evidence(name, value) for name, value in signals.items())
    (source_language, source_term), (target_language, target_term) = source.split(":"), target.split(":")
    return Link(source_language, source_term, target_language, target_term, "embedding", score, evidence)
