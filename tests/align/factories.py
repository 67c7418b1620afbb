"""Candidates and term groups made by hand, for tests of the stages after extraction."""

from align.extract import Candidate
from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass
from align.variants import TermGroup
from glossary.model import ConceptKind, Context, PartOfSpeech


def make_phrase(text: str, head: int = 0, *, word_class: WordClass = WordClass.NOUN) -> Phrase:
    """Return a phrase whose words are their own lemmas and all hang on the head."""
    words = []
    position = 0
    for i, word in enumerate(text.split()):
        relation = Relation.HEAD if i == head else Relation.MODIFIER
        if word_class is WordClass.NAME and i != head:
            relation = Relation.NAME
        cls = word_class if i == head or word_class is WordClass.NAME else WordClass.ADJECTIVE
        governor = -1 if i == head else head
        lemma = word if word_class is WordClass.NAME else word.lower()
        words.append(PhraseWord(word, lemma, cls, relation, governor, position, position + len(word)))
        position += len(word) + 1
    return Phrase(tuple(words), head)


def make_candidate(
    language: str,
    text: str,
    frequency: int = 1,
    *,
    head: int = 0,
    document: str = "d",
    name: bool = False,
    strong: bool = True,
    kind: ConceptKind = ConceptKind.TERM,
) -> Candidate:
    """Return a candidate that stands `frequency` times alone in a sentence of its own."""
    phrase = make_phrase(text, head, word_class=WordClass.NAME if name else WordClass.NOUN)
    contexts = tuple(Context(document, 100 * i, 100 * i + len(text), text, 0, len(text)) for i in range(frequency))
    return Candidate(
        language=language,
        key=tuple(text.lower().split()),
        text=text,
        phrase=phrase,
        kind=kind,
        part_of_speech=PartOfSpeech.PROPER_NOUN if name else PartOfSpeech.NOUN,
        gender=None,
        contexts=contexts,
        nested=0,
        termhood=float(frequency),
        is_strong=strong,
    )


def make_group(
    language: str, *texts: str, frequency: int = 1, head: int = 0, strong: bool = True, name: bool = False
) -> TermGroup:
    """Return a group of candidates; roots are the lower-case words of the first text."""
    members = tuple(make_candidate(language, text, frequency, head=head, strong=strong, name=name) for text in texts)
    words = texts[0].lower().split()
    return TermGroup(language, members, words[head], tuple(sorted(words[:head] + words[head + 1 :])))
