"""Make concepts of what requests bring: a new one, or a merge patch (RFC 7396) of one that is there.

Terms keep their evidence, which is nobody's to write: a term is known by its language and text. What a client may not
write it may send back as it got it, so that it can send a whole list of terms with one of them changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from api.concept_schemas import ConceptPatch, ConceptWrite, SectionPatch, TermWrite
from api.schemas import ConceptDetail
from glossary.errors import UsageError
from glossary.formats.identity import make_id
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, LanguageSection, Link, SourceDocument, Term
from glossary.text import check_language, shorten

_READ_ONLY = frozenset(
    {
        "id",
        "confidence",
        "links",
        "documents",
        "preferred",
        "frequency",
        "reason",
        "nested",
        "termhood",
        "forms",
        "contexts",
    }
)
_TEXTS = frozenset({"subject_field", "definition", "note", "geographical_usage"})
_LISTS = frozenset({"images", "external_links"})
_PROPOSABLE = frozenset({AdministrativeStatus.PROPOSED, AdministrativeStatus.ADMITTED})
_DECIDED = "decided by a person"
_Json = Mapping[str, Any]
_V = TypeVar("_V")


def make_concept(body: ConceptWrite) -> Concept:
    """Return the concept that is to be put in. Raises UsageError for one that can't be meant."""
    sections = []
    for tag, section in _fold_tags(body.languages).items():
        path = f"languages.{tag}"
        terms = _make_terms(section.terms, (), {}, path)
        sections.append(LanguageSection(tag, terms, section.definition or None, section.note or None))
    ordered = tuple(sorted(sections, key=lambda section: section.language))
    made = Concept(body.id or make_id(ordered), ordered)
    written = _list_written(body)
    return replace(made, **{name: value for name, value in written.items() if name not in {"id", "languages"}})


def patch_concept(concept: Concept, documents: Iterable[SourceDocument], patch: ConceptPatch) -> Concept:
    """Return a concept as a patch makes it.

    Raises UsageError that names the field for what can't be written, and for what can't be meant.
    """
    shown: _Json = ConceptDetail.of(concept, list(documents)).model_dump(mode="json")
    _check_read_only(patch, shown, "")
    sections = {section.language: section for section in concept.sections}
    for tag, change in _fold_tags(patch.languages).items():
        if change is None:
            sections.pop(tag, None)
        else:
            sections[tag] = _patch_section(sections.get(tag), tag, change, shown["languages"].get(tag, {}))
    written = {name: value for name, value in _list_written(patch).items() if name != "languages"}
    patched = replace(concept, **written, sections=tuple(sections[tag] for tag in sorted(sections)))
    return replace(patched, links=_keep_links(concept, patched))


def find_undecided(concept: Concept) -> str | None:
    """Return what of a new concept is for curators to decide; None where it is a mere proposal."""
    if concept.status is not ConceptStatus.PROPOSED:
        return f"status {concept.status.value!r}"
    for section in concept.sections:
        for term in section.terms:
            if term.status not in _PROPOSABLE:
                return f"status {term.status.value!r} of the {section.language} term {shorten(term.text)!r}"
    return None


def _patch_section(known: LanguageSection | None, tag: str, change: SectionPatch, shown: _Json) -> LanguageSection:
    path = f"languages.{tag}"
    _check_read_only(change, shown, f"{path}.")
    section = known or LanguageSection(tag, ())
    written = _list_written(change)
    if "terms" in written:
        terms_shown = {term["text"]: term for term in shown.get("terms", [])}
        written["terms"] = _make_terms(change.terms, section.terms, terms_shown, path)
    elif known is None:
        raise UsageError(f"{path}.terms is missing: a language that is new needs a term; give one")
    return replace(section, **written)


def _make_terms(
    terms: Iterable[TermWrite], known: Iterable[Term], shown: Mapping[str, _Json], path: str
) -> tuple[Term, ...]:
    """Return terms with the evidence of those that are known, the preferred one first."""
    by_text = {term.text: term for term in known}
    made: list[Term] = []
    for place, write in enumerate(terms):
        _check_read_only(write, shown.get(write.text, {}), f"{path}.terms.{place}.")
        made.append(_make_term(write, by_text.get(write.text)))
    preferred = [term.text for term in made if term.status is AdministrativeStatus.PREFERRED]
    if len(preferred) > 1:
        raise UsageError(
            f"{path}.terms: {shorten(preferred[0])!r} and {shorten(preferred[1])!r} are both preferred; admit one"
        )
    return tuple(sorted(made, key=lambda term: term.status is not AdministrativeStatus.PREFERRED))


def _make_term(write: TermWrite, known: Term | None) -> Term:
    made = replace(known or Term(write.text), **_list_written(write))
    return replace(made, reason=_DECIDED) if known is not None and known.status is not made.status else made


def _keep_links(before: Concept, after: Concept) -> tuple[Link, ...]:
    """Return the links of a concept without those to terms that it has no more."""
    old, new = ({(s.language, term.text) for s in each.sections for term in s.terms} for each in (before, after))
    gone = old - new
    return tuple(
        link
        for link in after.links
        if not {(link.source_language, link.source_term), (link.target_language, link.target_term)} & gone
    )


def _list_written(body: BaseModel) -> dict[str, Any]:
    """Return what a request sets of what it may set; an empty text is none, a list without items as well."""
    found: dict[str, Any] = {}
    for name in body.model_fields_set - _READ_ONLY:
        value = getattr(body, name)
        is_text = name in _TEXTS
        found[name] = (value or None) if is_text else tuple(value or ()) if name in _LISTS else value
    return found


def _check_read_only(body: BaseModel, shown: _Json, path: str) -> None:
    """Raise UsageError for a field that a request sets to another value than it has, and may not."""
    for name in sorted(body.model_fields_set & _READ_ONLY):
        if name not in shown or getattr(body, name) != shown[name]:
            raise UsageError(f"{path}{name} is read-only; leave it out, or send it as it is")


def _fold_tags(languages: Mapping[str, _V]) -> dict[str, _V]:
    """Return what there is for each language by its tag in the recommended case; raises UsageError for none."""
    found: dict[str, _V] = {}
    for tag, value in languages.items():
        checked = check_language(tag)
        if checked in found:
            raise UsageError(f"languages: {checked!r} stands there twice; give it once")
        found[checked] = value
    return found
