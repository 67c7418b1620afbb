"""Turn the candidates of each concept into its language sections: terms with their forms, contexts and status."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from align.extract import Candidate
from align.inflect import choose_forms
from align.languages import get_language
from align.preference import RankedVariant, Variant, rank_variants
from glossary.differences import Difference, compare_terms
from glossary.model import AdministrativeStatus, Form, FormOrigin, Judgement, LanguageSection, Term, TermType
from glossary.text import lookup_key


def make_sections(
    concepts: Sequence[Sequence[Candidate]], judgements: Iterable[Judgement] = ()
) -> list[tuple[LanguageSection, ...]]:
    """Return the sections of each concept, given the candidates of each; sorted by language.

    All concepts are needed at once: what is preferred in one depends on what is preferred in others, and on what people
    decided.
    """
    verdicts = {
        (judgement.first.language, lookup_key(judgement.first.text, judgement.first.language)): judgement.verdict
        for judgement in judgements
        if judgement.second is None and not judgement.is_withdrawn
    }
    languages = [sorted({member.language for member in members}) for members in concepts]
    variants = [
        list(_make_variants(member for member in members if member.language == language))
        for members, tags in zip(concepts, languages, strict=True)
        for language in tags
    ]
    ranked = iter(rank_variants(variants, verdicts))
    return [tuple(_make_section(language, next(ranked)) for language in tags) for tags in languages]


def _make_variants(members: Iterable[Candidate]) -> Iterator[Variant]:
    """Yield a variant for all candidates that are cited alike."""
    by_text: dict[str, list[Candidate]] = defaultdict(list)
    for member in members:
        by_text[member.text].append(member)
    for text, found in by_text.items():
        ordered = tuple(sorted(found, key=lambda c: (-c.frequency, c.key)))
        yield Variant(text, ordered, get_language(ordered[0].language).forms(ordered[0].phrase))


def _make_section(language: str, ranked: Sequence[RankedVariant]) -> LanguageSection:
    """Return the section of one language, the preferred term first."""
    statuses = [AdministrativeStatus.PREFERRED] + [AdministrativeStatus.ADMITTED] * (len(ranked) - 1)
    texts = [each.variant.text for each in ranked]
    types = [TermType.ACRONYM if _is_acronym(text, texts, language) else None for text in texts]
    return LanguageSection(language, tuple(map(_make_term, ranked, statuses, types)))


def _is_acronym(text: str, texts: Iterable[str], language: str) -> bool:
    """Whether a word in capitals is made of initials of another term: capitals alone may be a headline's."""
    return text.isupper() and any(
        " " in other and compare_terms(other, text, language).difference is Difference.ABBREVIATION for other in texts
    )


def _make_term(ranked: RankedVariant, status: AdministrativeStatus, term_type: TermType | None) -> Term:
    variant, first = ranked.variant, ranked.variant.members[0]
    contexts = sorted((x for c in variant.members for x in c.contexts), key=lambda x: (x.document, x.start, x.end))
    seen = Counter(context.sentence[context.sentence_start : context.sentence_end] for context in contexts)
    forms = [Form(text, FormOrigin.SEEN, seen[text]) for text in sorted(seen, key=lambda t: (-seen[t], t))]
    generated = choose_forms(variant.text, seen, variant.forms, first.language)
    forms += [Form(text, FormOrigin.GENERATED) for text in generated]
    return Term(
        text=variant.text,
        status=status,
        part_of_speech=first.part_of_speech,
        gender=first.gender,
        frequency=len(contexts),
        nested=sum(c.nested for c in variant.members),
        termhood=max(c.termhood for c in variant.members),
        reason=ranked.reason,
        forms=tuple(forms),
        contexts=tuple(contexts),
        term_type=term_type,
    )
