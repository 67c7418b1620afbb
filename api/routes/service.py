"""What the glossary holds, and how the service is."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api import lookups, problems
from api.access import CanRead
from api.deps import OfGlossary, Settings, Store
from api.schemas import Health, LanguageList, NoParameters
from api.service_schemas import GlossaryStatistics, Readiness, summarize_language
from api.version import read_version
from glossary.annotate import Annotator
from glossary.errors import StoreError
from glossary.statistics import count_glossary

router = APIRouter(tags=["service"])


@router.get(
    "/v1/languages",
    operation_id="listLanguages",
    summary="List languages",
    dependencies=[CanRead, OfGlossary],
    responses=problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
)
def list_languages(_: Annotated[NoParameters, Query()], store: Store) -> LanguageList:
    """List the languages of the glossary, with the number of concepts and terms in each."""
    return LanguageList(languages=[summarize_language(count) for count in store.count_languages()])


@router.get(
    "/v1/stats",
    operation_id="getStatistics",
    summary="Count what is in the glossary",
    dependencies=[CanRead, OfGlossary],
    responses=problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
)
def get_statistics(_: Annotated[NoParameters, Query()], store: Store) -> GlossaryStatistics:
    """Count concepts by kind and status, terms by status, both by language; tell the revision and the last change."""
    return GlossaryStatistics.of(count_glossary(store))


@router.get("/healthz", operation_id="getHealth", summary="Say that the process answers")
def get_health() -> Health:
    """Say that the process answers. The store is not read: a probe must not restart a server for its database."""
    return Health(version=read_version())


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Say that requests can be answered",
    responses=problems.problem_responses(problems.STORE_UNAVAILABLE),
)
def get_readiness(store: Store, configured: Settings, request: Request) -> Readiness:
    """Say that the store can be read, how old the indexes are, and whether the encoder is loaded.

    An index that isn't made yet is no reason to wait: the first request that needs it makes it.
    """
    return Readiness(
        version=read_version(),
        revision=store.revision,
        encoder=_find_encoder(request, configured),
        index_ages=[None if age is None else round(age, 3) for age in _find_ages(request)],
    )


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Give metrics to Prometheus",
    dependencies=[CanRead],
    response_class=Response,
    responses={
        200: {"description": "The text format of Prometheus", "content": {"text/plain": {"schema": {"type": "string"}}}}
    },
)
def get_metrics(store: Store, configured: Settings, request: Request) -> Response:
    """Give the metrics of all workers; of the gauges those of the worker that answers."""
    gauges = _Gauges(store, _find_encoder(request, configured) == _LOADED, _find_ages(request))
    return Response(request.app.state.metrics.write(gauges), media_type=CONTENT_TYPE_LATEST)


_OFF, _NOT_LOADED, _LOADED = "off", "not loaded", "loaded"


def _find_encoder(request: Request, configured: Settings) -> str:
    if not configured.semantic:
        return _OFF
    return _LOADED if request.app.state.finder.is_encoder_loaded else _NOT_LOADED


def _find_ages(request: Request) -> list[float | None]:
    finder: lookups.Finder = request.app.state.finder
    annotator: Annotator = request.app.state.annotator
    return [*finder.find_ages(), *annotator.find_ages()]


class _Gauges(Collector):
    """What is measured when somebody asks."""

    def __init__(self, store: Store, is_encoder_loaded: bool, ages: list[float | None]) -> None:
        self._store = store
        self._is_encoder_loaded = is_encoder_loaded
        self._ages = ages

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield the gauges; those of the glossary only where its store can be read."""
        info = GaugeMetricFamily("glossalign_info", "The running version.", labels=["version"])
        info.add_metric([read_version()], 1)
        yield info
        try:
            counts = self._store.count_languages()
        except StoreError:
            counts = None
        yield GaugeMetricFamily("glossalign_store_up", "Whether the store can be read.", value=counts is not None)
        terms = GaugeMetricFamily("glossalign_terms", "Terms of a language.", labels=["language"])
        for count in counts or ():
            terms.add_metric([count.language], count.terms)
        yield terms
        yield GaugeMetricFamily(
            "glossalign_encoder_loaded", "Whether the encoder is loaded.", value=self._is_encoder_loaded
        )
        ages = GaugeMetricFamily(
            "glossalign_index_age_seconds", "Time since an index was compared with the store.", labels=["index"]
        )
        for number, age in enumerate(self._ages):
            if age is not None:
                ages.add_metric([str(number)], age)
        yield ages
