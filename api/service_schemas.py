"""The JSON of what the service tells of itself."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas import LanguageSummary
from api.tags import name_language
from glossary.model import AdministrativeStatus, ConceptKind, ConceptStatus
from glossary.statistics import Statistics
from glossary.store import LanguageCount

_EXAMPLE_STATS: JsonDict = {
    "revision": "5f0d7c1b2a3948576f0d7c1b2a394857",
    "changed_at": "2026-05-04T10:00:00Z",
    "concepts": 858,
    "terms": 1384,
    "documents": 5,
    "kinds": {"term": 700, "person": 80, "place": 40, "organization": 30, "document": 8},
    "statuses": {"proposed": 800, "approved": 50, "rejected": 8},
    "term_statuses": {
        "preferred": 1160,
        "admitted": 220,
        "deprecated": 4,
        "superseded": 0,
        "rejected": 0,
        "proposed": 0,
    },
    "languages": [],
}


def summarize_language(count: LanguageCount) -> LanguageSummary:
    """Return how a language is named and written, and how much there is in it."""
    name = name_language(count.language)
    return LanguageSummary(
        language=count.language,
        name=name.english,
        native_name=name.native,
        direction=name.direction,
        concepts=count.concepts,
        terms=count.terms,
    )


class Readiness(BaseModel):
    """That requests can be answered, and from what."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "ready",
                    "version": "0.1.0",
                    "revision": "5f0d7c1b2a3948576f0d7c1b2a394857",
                    "encoder": "not loaded",
                    "index_ages": [0.4, None],
                }
            ]
        }
    )

    status: str = "ready"
    version: str
    revision: str = Field(description="of the glossary, as the store has it now")
    encoder: str = Field(description="off, not loaded (the first lookup by meaning loads it), or loaded")
    index_ages: list[float | None] = Field(
        description="for each index the seconds since it was last compared with the store; null: it isn't made yet. "
        "An index is compared whenever it is used"
    )


class GlossaryStatistics(BaseModel):
    """How much there is in the glossary, of each kind; all of one state of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_STATS]})

    revision: str
    changed_at: str | None = Field(
        description="when it was last built or changed (RFC 3339), null if that is not known"
    )
    concepts: int
    terms: int
    documents: int
    kinds: dict[str, int] = Field(description="concepts of each kind")
    statuses: dict[str, int] = Field(description="concepts of each status")
    term_statuses: dict[str, int] = Field(description="terms of each status")
    languages: list[LanguageSummary]

    @classmethod
    def of(cls, counts: Statistics) -> Self:
        """Return statistics in which what there is none of has a zero."""
        return cls(
            revision=counts.revision,
            changed_at=counts.changed_at,
            concepts=counts.concepts,
            terms=counts.terms,
            documents=counts.documents,
            kinds={kind.value: counts.kinds.get(kind.value, 0) for kind in ConceptKind},
            statuses={status.value: counts.statuses.get(status.value, 0) for status in ConceptStatus},
            term_statuses={status.value: counts.term_statuses.get(status.value, 0) for status in AdministrativeStatus},
            languages=[summarize_language(count) for count in counts.languages],
        )
