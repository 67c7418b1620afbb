"""Apply what people decided on the standing of terms (preferred, admitted, deprecated, rejected) to concepts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from glossary.model import AdministrativeStatus, Concept, Judgement, LanguageSection, Term, TermReference, Verdict
from glossary.text import lookup_key

_STATUSES = {
    Verdict.PREFERRED: AdministrativeStatus.PREFERRED,
    Verdict.ADMITTED: AdministrativeStatus.ADMITTED,
    Verdict.DEPRECATED: AdministrativeStatus.DEPRECATED,
    Verdict.REJECTED: AdministrativeStatus.REJECTED,
}
_LAST = frozenset({AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED})


@dataclass(frozen=True, slots=True)
class _Standing:
    """A decision on one term; the one of a higher rank is the later one."""

    rank: int
    judgement: Judgement

    @property
    def status(self) -> AdministrativeStatus:
        return _STATUSES[self.judgement.verdict]

    @property
    def reason(self) -> str:
        who, day = self.judgement.who or "somebody", self.judgement.when[:10]
        return f"decided by {who} on {day}" if day else f"decided by {who}"


_Find = Callable[[str, Term], _Standing | None]


def apply_standings(concepts: Sequence[Concept], judgements: Iterable[Judgement]) -> tuple[Concept, ...]:
    """Return the concepts with the verdicts on single terms applied, in the same order.

    Later judgements win over earlier ones, and over the statistics. One term a language is preferred at most. A
    rejected term leaves its concept, with the links it stands in; a concept of nothing else keeps it, marked. A verdict
    counts for the term of exactly that text; where there is none, for those of the same lookup key; where there is none
    either, as more text may change the form that a term is cited in, for those with such a form.
    """
    standings = [_Standing(i, j) for i, j in enumerate(judgements) if j.verdict in _STATUSES and not j.is_withdrawn]
    if not standings:
        return tuple(concepts)
    find = _index(standings, concepts)
    return tuple(_judge_concept(concept, find) for concept in concepts)


def _index(standings: Sequence[_Standing], concepts: Sequence[Concept]) -> _Find:
    """Return the function that finds the decision on a term of a language."""
    attested = {TermReference(s.language, term.text) for c in concepts for s in c.sections for term in s.terms}
    keys = {_make_key(term.language, term.text) for term in attested}
    exact: dict[TermReference, _Standing] = {}
    by_key: dict[tuple[str, str], _Standing] = {}
    by_form: dict[tuple[str, str], _Standing] = {}
    for standing in standings:
        term = standing.judgement.first
        key = _make_key(term.language, term.text)
        if term in attested:
            exact[term] = standing
        elif key in keys:
            by_key[key] = standing
        else:
            by_form[key] = standing

    def find(language: str, term: Term) -> _Standing | None:
        found = exact.get(TermReference(language, term.text)) or by_key.get(_make_key(language, term.text))
        if found is None and by_form:
            found = next(filter(None, (by_form.get(_make_key(language, form.text)) for form in term.forms)), None)
        return found

    return find


def _make_key(language: str, text: str) -> tuple[str, str]:
    return language, lookup_key(text, language)


def _judge_concept(concept: Concept, find: _Find) -> Concept:
    decided = [(s, [find(s.language, term) for term in s.terms]) for s in concept.sections]
    if not any(standing for _, standings in decided for standing in standings):
        return concept
    judged = [_judge_section(section, standings) for section, standings in decided]
    kept = [section for section in map(_drop_rejected, judged) if section.terms]
    if not kept:
        return replace(concept, sections=tuple(judged))
    terms = {(section.language, term.text) for section in kept for term in section.terms}
    links = tuple(
        link
        for link in concept.links
        if (link.source_language, link.source_term) in terms and (link.target_language, link.target_term) in terms
    )
    confidence = concept.confidence if len(kept) > 1 else 1.0
    return replace(concept, sections=tuple(kept), links=links, confidence=confidence)


def _drop_rejected(section: LanguageSection) -> LanguageSection:
    terms = tuple(term for term in section.terms if term.status is not AdministrativeStatus.REJECTED)
    return replace(section, terms=terms)


def _judge_section(section: LanguageSection, standings: Sequence[_Standing | None]) -> LanguageSection:
    """Return the section with each decision applied, the preferred term first and discouraged ones last."""
    preferred = _choose_preferred(section, standings)
    terms = [
        _judge_term(term, standing, section.terms[preferred].text if preferred is not None else "", i == preferred)
        for i, (term, standing) in enumerate(zip(section.terms, standings, strict=True))
    ]
    terms.sort(key=lambda term: (term.status is not AdministrativeStatus.PREFERRED, term.status in _LAST))
    return replace(section, terms=tuple(terms))


def _choose_preferred(section: LanguageSection, standings: Sequence[_Standing | None]) -> int | None:
    """Return the place of the term to prefer: the one decided on last, or the first that nobody decided on."""
    decided = [
        (standing.rank, i)
        for i, standing in enumerate(standings)
        if standing is not None and standing.status is AdministrativeStatus.PREFERRED
    ]
    if decided:
        return max(decided)[1]
    free = [i for i, term in enumerate(section.terms) if standings[i] is None and term.status not in _LAST]
    return min(free, key=lambda i: (section.terms[i].status is not AdministrativeStatus.PREFERRED, i), default=None)


def _judge_term(term: Term, standing: _Standing | None, preferred: str, is_preferred: bool) -> Term:
    if is_preferred:
        reason = term.reason if standing is None else standing.reason
        return replace(term, status=AdministrativeStatus.PREFERRED, reason=reason)
    if standing is None:
        was_preferred = term.status is AdministrativeStatus.PREFERRED
        return replace(term, status=AdministrativeStatus.ADMITTED) if was_preferred else term
    if standing.status is AdministrativeStatus.PREFERRED:
        return replace(
            term,
            status=AdministrativeStatus.ADMITTED,
            reason=f"{standing.reason}; {preferred!r} was preferred to it later",
        )
    return replace(term, status=standing.status, reason=standing.reason)
