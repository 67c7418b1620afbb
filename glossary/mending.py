"""Mend what can be mended without a person: the writing of terms, and terms that stand twice.

A mended term has the lookup key that it had, so that every question gets the answer it got, and every decision of a
person counts for the term it was about.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from glossary.model import Concept, Glossary, LanguageSection, Link, Proposal, Term
from glossary.rules import Check

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
SOFT_HYPHEN = "\xad"
DOUBLE_SPACE = re.compile(r"\s{2,}")

_Names = dict[tuple[str, str], str]  # the new texts of terms, by their language and text


def mend_glossary(glossary: Glossary, checks: AbstractSet[Check]) -> tuple[Glossary, int]:
    """Return the glossary with the safe fixes of these checks, and how many of its concepts are changed."""
    concepts, changed = [], 0
    names: dict[str, _Names] = {}
    for concept in glossary.concepts:
        mended, new_names = mend_concept(concept, checks)
        concepts.append(mended)
        if mended != concept:
            changed += 1
            names[concept.id] = new_names
    proposals = tuple(_rename_proposal(proposal, names) for proposal in glossary.proposals)
    return replace(glossary, concepts=tuple(concepts), proposals=proposals), changed


def mend_concept(concept: Concept, checks: AbstractSet[Check]) -> tuple[Concept, _Names]:
    """Return the concept with the safe fixes of these checks, and the new texts of terms by language and old text."""
    names: _Names = {}
    sections = tuple(_mend_section(section, checks, names) for section in concept.sections)
    links = tuple(_rename_link(link, names, names) for link in concept.links)
    return replace(concept, sections=sections, links=links), names


def mend_text(text: str, checks: AbstractSet[Check]) -> str:
    r"""Return a text with the fixes of these checks; of a text with nothing to see, nothing remains.

    >>> mend_text(" most\tkole\xadjowy", frozenset(Check))
    'most kolejowy'
    """
    # What can't be seen goes first: it may keep a letter from its mark, or one space from another.
    if Check.CONTROL_CHARACTER in checks:
        text = CONTROL.sub(lambda found: " " if found[0].isspace() else "", text)
    if Check.SOFT_HYPHEN in checks:
        text = text.replace(SOFT_HYPHEN, "")
    if Check.NOT_COMPOSED in checks:
        text = unicodedata.normalize("NFC", text)
    if Check.UNTRIMMED in checks:
        text = text.strip()
    if Check.DOUBLE_SPACE in checks:
        text = DOUBLE_SPACE.sub(" ", text)
    return text


def _mend_section(section: LanguageSection, checks: AbstractSet[Check], names: _Names) -> LanguageSection:
    """Return the section mended, its terms in their order, and note the new texts of its terms in `names`."""
    groups: dict[str, list[int]] = {}
    for place, term in enumerate(section.terms):
        groups.setdefault(mend_text(term.text, checks) or term.text, []).append(place)
    terms = dict(enumerate(section.terms))
    for text, places in groups.items():
        group = [replace(section.terms[place], text=text) for place in places]
        if len(group) > 1 and not (Check.REPEATED_TERM in checks and _say_the_same(group)):
            continue  # terms that say different things stay as they are written: mended, they would stand twice
        names |= {(section.language, terms[place].text): text for place in places if terms[place].text != text}
        terms[places[0]] = _unite(group)
        for place in places[1:]:
            del terms[place]
    return replace(section, terms=tuple(terms.values()))


def _say_the_same(terms: Sequence[Term]) -> bool:
    """Whether the terms differ in their evidence only."""
    return len({_without_evidence(term) for term in terms}) == 1


def _unite(terms: Sequence[Term]) -> Term:
    """Return the first term with the evidence of all."""
    if len(terms) == 1:
        return terms[0]
    contexts = tuple(dict.fromkeys(context for term in terms for context in term.contexts))
    largest = max(terms, key=lambda term: term.frequency)
    return replace(
        terms[0],
        # Whether the terms share occurrences can't be told: as many as one of them has, or can be shown.
        frequency=max(largest.frequency, len(contexts)),
        nested=largest.nested,
        termhood=largest.termhood,
        forms=tuple(dict.fromkeys(form for term in terms for form in term.forms)),
        contexts=contexts,
    )


def _without_evidence(term: Term) -> Term:
    return replace(term, frequency=0, nested=0, termhood=0.0, reason="", forms=(), contexts=())


def _rename_proposal(proposal: Proposal, names: Mapping[str, _Names]) -> Proposal:
    source, target = names.get(proposal.source_concept, {}), names.get(proposal.target_concept, {})
    return replace(proposal, link=_rename_link(proposal.link, source, target))


def _rename_link(link: Link, source: _Names, target: _Names) -> Link:
    return replace(
        link,
        source_term=source.get((link.source_language, link.source_term), link.source_term),
        target_term=target.get((link.target_language, link.target_term), link.target_term),
    )
