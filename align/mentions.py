"""Find the noun phrases of a document, maximal ones and their parts, and keep those that can be terms.

Finding is a pure function of one document; which linked phrases can be terms is decided over the whole corpus.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from align.documents import Document
from align.languages import Language, get_language
from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass
from glossary.model import Context

MAX_CONTENT_WORDS = 8
MIN_LINK_SHARE = 0.2
"""A noun takes a preposition as part of terms if at least this share of its occurrences is followed by it ..."""
MIN_LINK_COUNT = 2
"""... and this many, or the linked phrase itself is repeated so often."""
MIN_COMPLEMENT_COUNT = 3
"""A complement that habitual governors take so often is taken for one with any governor."""
MAX_PAIR_WORDS = 2
"""A phrase that is not supported so may be a term up to this many content words, if a counterpart speaks for it ..."""
MAX_LAST_WORDS = 3
"""... or up to this many, if the noun phrase around it ends with it, so that it lacks nothing."""
Key = tuple[str, ...]
Joint = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mention:
    """One noun phrase in one sentence.

    `chain` numbers the maximal phrase it is a part of within its document. `is_constituent` tells a part that is whole
    with all its dependents, and not joined by a preposition, whose own dependents may belong elsewhere. `before` is
    the token before it; `key` is that of the phrase; `is_coordination` tells that two nouns
    are joined by a conjunction.
    """

    language: str
    document: str
    chain: int
    is_constituent: bool
    phrase: Phrase
    context: Context
    before: str
    key: Key = field(init=False, repr=False, compare=False)
    is_coordination: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Derive what is asked for many times."""
        words = self.phrase.words
        joined = any(w.relation is Relation.COORDINATED and w.word_class is WordClass.NOUN for w in words)
        object.__setattr__(self, "key", self.phrase.key())
        object.__setattr__(self, "is_coordination", joined)

    @property
    def is_initial(self) -> bool:
        """Whether it opens its sentence or a quotation, where a capital says nothing."""
        opening = self.context.sentence[: self.context.sentence_start].rstrip()
        return not any(char.isalnum() for char in opening) or opening[-1] in "«„“\"'‘(:"


def find_mentions(document: Document) -> list[Mention]:
    """Return every noun phrase of a document, maximal ones and their parts."""
    by_language = defaultdict(list)
    for segment in document.segments:
        by_language[segment.language].append(segment)
    mentions = []
    chain = 0
    for language in sorted(by_language):
        module, segments = get_language(language), by_language[language]
        for segment, phrases in zip(segments, module.find_phrases([s.text for s in segments]), strict=True):
            for maximal in phrases:
                chain += 1
                for part in maximal.find_subphrases(MAX_CONTENT_WORDS):
                    if not _is_admissible(module, part):
                        continue
                    start, end = segment.source_offset(part.start), segment.source_offset(part.end)
                    context = Context(document.id, start, end, segment.text, part.start, part.end)
                    before = "".join(segment.text[: part.start].split()[-1:]).lower()
                    whole = _is_constituent(part, maximal)
                    mentions.append(Mention(language, document.id, chain, whole, part, context, before))
    return mentions


def _is_admissible(language: Language, phrase: Phrase) -> bool:
    """Whether a phrase can be a term: neither begins nor ends with a word that is too general, and has letters.

    Nor does it join names: two institutions are two terms.
    """
    if _joins_names(phrase):
        return False
    content = phrase.content()
    if any(language.is_general(word.lemma) for word in (content[0], content[-1], phrase.words[phrase.head])):
        return False
    return all(len(word.lemma) > 1 or word.word_class is WordClass.NUMBER for word in content)


def _joins_names(phrase: Phrase) -> bool:
    """Whether nouns are coordinated of which one has a capital that does not come from its place."""
    joined = [w for w in phrase.words if w.relation is Relation.COORDINATED and w.governor == phrase.head]
    nouns = [w for w in (phrase.words[phrase.head], *joined) if w.word_class is WordClass.NOUN]
    return len(nouns) > 1 and any(w.text.istitle() for w in nouns if w.start > phrase.start)


def _is_constituent(part: Phrase, maximal: Phrase) -> bool:
    """Whether a part lacks none of its adjectives and genitives.

    What prepositions and conjunctions add may be left out, and so may ordinals: they tell one congress from another,
    and the term is the congress.
    """
    inside = {i for i, word in enumerate(maximal.words) if part.start < word.end and word.start < part.end}
    head = next(word for word in maximal.words if word.end > part.words[part.head].start)
    lost = (word for i, word in enumerate(maximal.words) if i not in inside and word.governor in inside)
    essential = (Relation.MODIFIER, Relation.GENITIVE, Relation.NAME)
    is_whole = all(word.relation not in essential or _is_ordinal(word) for word in lost)
    return is_whole and head.relation in (Relation.HEAD, Relation.GENITIVE)


def _is_ordinal(word: PhraseWord) -> bool:
    return word.word_class is WordClass.NUMBER or word.text[0].isdigit()


def _joints(phrase: Phrase) -> list[tuple[int, Joint, Joint]]:
    """Return for each word joined by a preposition its offset, (governor, preposition) and (preposition, word)."""
    found = []
    for i, word in enumerate(phrase.words):
        if word.relation is Relation.LINKED:
            joining = " ".join(
                w.lemma
                for w in phrase.words
                if w.relation is Relation.FUNCTION and w.governor == i and w.word_class is not WordClass.DETERMINER
            )
            governor = phrase.words[word.governor].lemma
            found.append((word.start, (governor, joining), (joining, word.lemma)))
    return found


def _measure_joints(mentions: list[Mention]) -> tuple[dict[Joint, float], set[Joint], Counter[Joint]]:
    """Return the share of a noun's occurrences that take a preposition, the habitual joints, and their complements.

    Parts of one phrase hold the same words again; each word counts once.
    """
    nouns = Counter(
        lemma
        for *_, lemma in {
            (m.document, m.chain, w.start, w.lemma)
            for m in mentions
            for w in m.phrase.words
            if w.word_class is WordClass.NOUN
        }
    )
    places = {(m.document, m.chain, *found) for m in mentions for found in _joints(m.phrase)}
    links = Counter(joint for *_, joint, _ in places)
    shares = {joint: count / max(count, nouns[joint[0]]) for joint, count in links.items()}
    habitual = {joint for joint, count in links.items() if shares[joint] >= MIN_LINK_SHARE and count >= MIN_LINK_COUNT}
    return shares, habitual, Counter(complement for *_, joint, complement in places if joint in habitual)


def accept_links(mentions: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Return the phrases that statistics support, and the linked and coordinated ones that are only possible.

    A linked phrase is supported if its noun takes that preposition habitually, and that or the very phrase is repeated;
    or if some noun so takes the same complement ("committee on mobilization" beside many a "commission on
    mobilization"). A coordination must be repeated or a whole constituent. Of the rest the repeated and the short are
    possible. Without this gate every prepositional phrase would be a term.
    """
    repeated = Counter(mention.key for mention in mentions)
    shares, habitual, complements = _measure_joints(mentions)

    def is_accepted(mention: Mention) -> bool:
        is_repeated = repeated[mention.key] >= MIN_LINK_COUNT
        if mention.is_coordination and not is_repeated and not mention.is_constituent:
            return False
        return all(
            joint in habitual
            or complements[complement] >= MIN_COMPLEMENT_COUNT
            or (is_repeated and shares[joint] >= MIN_LINK_SHARE)
            for _, joint, complement in _joints(mention.phrase)
        )

    accepted = [mention for mention in mentions if is_accepted(mention)]
    rest = [mention for mention in mentions if not is_accepted(mention)]
    supported = {mention.key for mention in accepted}
    ends: Counter[tuple[str, int]] = Counter()
    for mention in mentions:
        chain = mention.document, mention.chain
        ends[chain] = max(ends[chain], mention.phrase.end)

    def is_possible(mention: Mention) -> bool:
        is_last = ends[mention.document, mention.chain] == mention.phrase.end
        size = len(mention.phrase.content())
        is_short = size <= (MAX_LAST_WORDS if is_last else MAX_PAIR_WORDS)
        return mention.key not in supported and (is_short or repeated[mention.key] >= MIN_LINK_COUNT)

    return accepted, [mention for mention in rest if is_possible(mention)]
