"""TBX (ISO 30042), what CAT tools and termbases exchange: version 3 in both styles, and version 2, called MARTIF.

Version 3 is the dialect TBX-Basic (2019), with data categories as attributes (DCA, what most tools take) or as tags
(DCT). What it has no category for stands in notes that begin with `[glossalign]`, which only we read back. Version 2
(2008) is for tools that read nothing else, as OmegaT, Weblate and translate-toolkit; as they show each note to the
translator, it has few.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from glossary.errors import UsageError
from glossary.formats.content import Content, LanguagePair
from glossary.formats.tbx_names import DCA, DCT, MARTIF, NAMESPACE
from glossary.formats.tbx_reading import read_tbx
from glossary.formats.tbx_writing import mend, write_entries
from glossary.formats.xml_input import find_local_name, find_root
from glossary.model import Concept, ConceptKind, ConceptStatus, Context, LanguageSection, Term
from glossary.text import check_language

__all__ = [
    "LOSSES",
    "LOSSES_2",
    "MAX_CONTEXTS",
    "NAMESPACE",
    "keep",
    "keep_2",
    "read_tbx",
    "recognize_tbx",
    "recognize_tbx2",
    "recognize_tbx_dct",
    "write_tbx",
    "write_tbx2",
    "write_tbx_dct",
]

MAX_CONTEXTS = 3
_COMMON = (
    f"at most {MAX_CONTEXTS} contexts of a term, each with another sentence",
    "the proposals for people to decide are left out",
    "characters that XML can't hold are replaced by U+FFFD",
    "sections of one language are joined, with the first definition and the first note; tags are in the usual case",
    "terms without text, languages without terms or of malformed tags, and concepts without terms are left out",
)
LOSSES = (
    *_COMMON,
    "other tools see proposed terms as admitted, rejected ones as deprecated, and proper nouns as nouns",
    "other tools see kind, status and confidence of concepts, links, and addresses but those of the web as notes",
    "other tools see grammatical number, do not translate, case sensitive, frequencies, termhood and reasons as notes",
    "other tools see inflected forms, and where in a document a context stands, as notes",
)
LOSSES_2 = (
    *_COMMON,
    "kind, status and confidence of concepts, links, and empty addresses are left out",
    "frequencies, termhood, reasons and inflected forms of terms are left out",
    "contexts are without their offsets",
    "other tools see rejected terms as deprecated, and proposed ones without a status",
    "other tools see grammatical number, do not translate and case sensitive as notes",
)


def keep(concept: Concept, pair: LanguagePair | None) -> Concept | None:  # noqa: ARG001 - every format has these
    """Return a concept as version 3 holds it, in either style; None if it has no term."""
    sections: dict[str, LanguageSection] = {}
    for section in concept.sections:
        terms = tuple(_keep_term(term) for term in section.terms if term.text.strip())
        try:
            language = check_language(section.language)
        except UsageError:
            continue
        if terms:
            first = sections.get(language, LanguageSection(language, ()))
            sections[language] = LanguageSection(
                language,
                first.terms + terms,
                _mend_optional(section.definition) if first.definition is None else first.definition,
                _mend_optional(section.note) if first.note is None else first.note,
            )
    if not sections:
        return None
    return replace(
        concept,
        sections=tuple(sections.values()),
        subject_field=_mend_optional(concept.subject_field),
        definition=_mend_optional(concept.definition),
        note=_mend_optional(concept.note),
    )


def keep_2(concept: Concept, pair: LanguagePair | None) -> Concept | None:
    """Return a concept as version 2 holds it, or None if it has no term."""
    kept = keep(concept, pair)
    if kept is None:
        return None
    return replace(
        kept,
        sections=tuple(replace(section, terms=tuple(map(_keep_term_2, section.terms))) for section in kept.sections),
        kind=ConceptKind.TERM,
        status=ConceptStatus.PROPOSED,
        confidence=1.0,
        links=(),
        images=tuple(mend(each) for each in kept.images if each.strip()),
        external_links=tuple(mend(each) for each in kept.external_links if each.strip()),
    )


def write_tbx(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as TBX-Basic in DCA style. It carries no time of export: the bytes are repeatable."""
    write_entries(content, _keep_all(content, keep), stream, DCA)


def write_tbx_dct(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as TBX-Basic in DCT style."""
    write_entries(content, _keep_all(content, keep), stream, DCT)


def write_tbx2(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as TBX-Basic of version 2."""
    write_entries(content, _keep_all(content, keep_2), stream, MARTIF)


def recognize_tbx(head: bytes) -> bool:
    """Tell whether a file that begins so is TBX v3, in DCA style if it says so."""
    root = find_root(head)
    return root is not None and find_local_name(root) == "tbx" and root.get("style") != "dct"


def recognize_tbx_dct(head: bytes) -> bool:
    """Tell whether a file that begins so is TBX v3 in DCT style."""
    root = find_root(head)
    return root is not None and find_local_name(root) == "tbx" and root.get("style") == "dct"


def recognize_tbx2(head: bytes) -> bool:
    """Tell whether a file that begins so is TBX v2."""
    root = find_root(head)
    return root is not None and find_local_name(root) == "martif"


def _keep_all(content: Content, keeper: Callable[[Concept, LanguagePair | None], Concept | None]) -> Iterator[Concept]:
    return (kept for concept in content.concepts if (kept := keeper(concept, None)) is not None)


def _mend_optional(text: str | None) -> str | None:
    return None if text is None else mend(text)


def _keep_term(term: Term) -> Term:
    contexts: dict[str, Context] = {}
    for context in term.contexts:
        sentence = mend(context.sentence)
        if len(contexts) < MAX_CONTEXTS:
            contexts.setdefault(sentence, replace(context, sentence=sentence))
    return replace(
        term,
        text=mend(term.text),
        contexts=tuple(contexts.values()),
        geographical_usage=_mend_optional(term.geographical_usage),
        note=_mend_optional(term.note),
    )


def _keep_term_2(term: Term) -> Term:
    return Term(
        term.text,
        term.status,
        term.part_of_speech,
        term.gender,
        contexts=tuple(Context(mend(each.document), 0, 0, each.sentence, 0, 0) for each in term.contexts),
        number=term.number,
        term_type=term.term_type,
        geographical_usage=term.geographical_usage,
        do_not_translate=term.do_not_translate,
        is_case_sensitive=term.is_case_sensitive,
        note=term.note,
    )
