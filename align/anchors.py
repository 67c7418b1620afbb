"""Let approved terms that no text has in just that form take part in a build: they pull their variants to themselves.

"filar kamienny", from an imported glossary, and "kamienny filar", in the texts, are variants of one term; so the
approved one joins the candidates, without occurrences, and takes the other into its concept.
"""

from collections.abc import Sequence

from align.extract import Candidate
from align.languages import get_language
from align.languages.phrases import Phrase
from align.variants import sign
from glossary.model import ConceptKind, PartOfSpeech, TermReference

_PREFIX = 4


def make_anchors(terms: Sequence[TermReference], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return a candidate without occurrences for each term that is a variant of one of the candidates.

    Terms that are candidates themselves, by text or by lemmas, are passed over; so are those that are no noun phrase.
    """
    attested = {(c.language, c.text) for c in candidates}
    keys = {(c.language, c.key) for c in candidates}
    signatures = {sign(c) for c in candidates}
    prefixes = {(c.language, word.lemma.lower()[:_PREFIX]) for c in candidates for word in c.phrase.words}
    anchors: dict[tuple[str, tuple[str, ...]], Candidate] = {}
    for language in sorted({c.language for c in candidates}):
        # Most terms of a large glossary have no word in common with the texts; analysing them all would take long.
        texts = sorted(
            {
                term.text
                for term in terms
                if term.language == language
                and (language, term.text) not in attested
                and any((language, word.lower()[:_PREFIX]) in prefixes for word in term.text.split())
            }
        )
        for text, phrases in zip(texts, get_language(language).find_phrases(texts), strict=True):
            for phrase in phrases:
                if (phrase.start, phrase.end) == (0, len(text)) and (language, phrase.key()) not in keys:
                    anchor = _make_anchor(language, text, phrase)
                    if sign(anchor) in signatures:
                        anchors.setdefault((language, anchor.key), anchor)
    return list(anchors.values())


def _make_anchor(language: str, text: str, phrase: Phrase) -> Candidate:
    return Candidate(
        language=language,
        key=phrase.key(),
        text=text,
        phrase=phrase,
        kind=ConceptKind.TERM,
        part_of_speech=PartOfSpeech.PROPER_NOUN if phrase.is_name else PartOfSpeech.NOUN,
        gender=None,
        contexts=(),
        nested=0,
        termhood=0.0,
        is_strong=False,
    )
