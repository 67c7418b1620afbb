"""The requests that the client makes, without making them: both kinds of client share these, and how long to wait."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx2

from api.client_answers import (
    Annotation,
    Annotations,
    CheckAnswer,
    ClientError,
    Concept,
    ConceptPage,
    HistoryPage,
    ImportReport,
    Job,
    Language,
    Languages,
    LookupAnswer,
    LookupAnswers,
    ProblemError,
    Suggestion,
    Suggestions,
    Written,
    decode,
    with_etag,
)

_T = TypeVar("_T")
Parameter = str | int | float | bool | None | Sequence[str]
Pair = tuple[str, str]
Query = str | Pair
URL = "http://127.0.0.1:8000"
TIMEOUT = 30.0
RETRIES = 3
JOB_SECONDS = 3600.0
_QUERIES = 1000
_PAGE = 200
RETRIED = frozenset({429, 503})
"""The statuses that say: later. What was refused so was not begun, so that even a write may be sent again."""
_LONGEST_WAIT = 60.0
_FIRST_WAIT = 0.5
_MERGE_PATCH = "application/merge-patch+json"


@dataclass(frozen=True, slots=True)
class Call(Generic[_T]):
    """A request, and how its answer is read."""

    method: str
    path: str
    read: Callable[[httpx2.Response], _T]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    json: object = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def build(self, http: "httpx2.Client | httpx2.AsyncClient") -> httpx2.Request:
        """Return the request; a parameter that is None is left out, a sequence is comma-separated."""
        written = {name: _write(value) for name, value in self.parameters.items() if value not in (None, (), [])}
        return http.build_request(
            self.method, self.path, params=written, json=self.json, content=self.content, headers=dict(self.headers)
        )


def make_headers(key: str | None) -> dict[str, str]:
    """Return what all requests of a client have."""
    bearer = {} if key is None else {"Authorization": f"Bearer {key}"}
    return {"Accept": "application/json, */*;q=0.5", "User-Agent": "glossalign-client", **bearer}


def cut(queries: Sequence[Query]) -> Iterator[Sequence[Query]]:
    """Yield as many queries as one request can have at a time."""
    return (queries[start : start + _QUERIES] for start in range(0, len(queries), _QUERIES))


def identify(found: Concept) -> Pair:
    """Return the id of a concept and its validator."""
    if found.etag is None:
        raise ClientError(f"the service gave no ETag for the concept {found.id!r}; is it a proxy that strips it?")
    return found.id, found.etag


def read_file(file: bytes | Path) -> bytes:
    """Return what is to be imported."""
    if isinstance(file, bytes):
        return file
    try:
        return file.read_bytes()
    except OSError as error:
        raise ClientError(f"cannot read {str(file)!r}: {error.strerror}; name another file") from error


def plan_polls(seconds: float) -> Iterator[float]:
    """Yield how long to wait each time before a job is asked for; raise ClientError when the time is over."""
    wait = 0.25
    while seconds > 0:
        yield min(wait, seconds)
        seconds -= wait
        wait = min(2 * wait, 5.0)
    raise ClientError("the import goes on after that time; GET /v1/jobs tells how far it has come")


@contextmanager
def explaining(url: str) -> Iterator[None]:
    """Tell as ClientError where there is no answer, or one that breaks off."""
    try:
        yield
    except httpx2.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise ClientError(f"no answer from {url}: {reason}; check the address, and that the service runs") from error


def find_wait(response: httpx2.Response, attempt: int, retries: int) -> float | None:
    """Return the seconds to wait before a request is sent again, None where its answer is final.

    Retry-After is followed, as seconds or as a date (RFC 9110, 10.2.3); where it asks for more than a minute, the
    answer is final.
    """
    if response.status_code not in RETRIED or attempt >= retries:
        return None
    asked = _read_retry_after(response.headers.get("retry-after", ""))
    wait = _FIRST_WAIT * 2**attempt if asked is None else asked
    return wait if wait <= _LONGEST_WAIT else None


def raise_for_problem(response: httpx2.Response) -> None:
    """Raise ProblemError for an answer that is a fault."""
    if response.is_success:
        return
    problem: dict[str, Any] = {}
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        found = response.json()
        problem = found if isinstance(found, dict) else {}
    reason = problem.get("title") or response.reason_phrase or "no reason"
    detail = problem.get("detail") or f"the answer to {response.request.url.path} is no problem that glossalign tells"
    raise ProblemError(
        response.status_code,
        str(problem.get("type", "about:blank")),
        str(reason),
        str(detail),
        tuple(problem.get("errors") or ()),
    )


# -- reading -----------------------------------------------------------------------------------------------------------


def lookup(
    query: str, language: str | None, target: Sequence[str], match: Sequence[str], limit: int
) -> Call[LookupAnswer]:
    """Return the call that looks a term up."""
    parameters = {"q": query, "lang": language, "target": target, "match": match, "limit": limit}
    return Call("GET", "/v1/lookup", _reader(LookupAnswer), parameters)


def lookup_many(
    queries: Sequence[Query],
    language: str | None,
    target: Sequence[str],
    match: Sequence[str],
    limit: int,
) -> Call[tuple[LookupAnswer, ...]]:
    """Return the call that looks up to 1,000 terms up; each is a text, or a text with its language."""
    asked = [each if isinstance(each, str) else {"q": each[0], "lang": each[1]} for each in queries]
    body = {"queries": asked, "lang": language, "target": list(target), "limit": limit}
    if match:
        body["match"] = list(match)
    return Call("POST", "/v1/lookup", lambda response: decode(LookupAnswers, response.content).answers, json=body)


def check(pairs: Iterable[Pair], source_language: str, target_language: str) -> Call[CheckAnswer]:
    """Return the call that checks translations; each pair is a source text and a target text."""
    body = {
        "pairs": [
            {
                "source": {"language": source_language, "text": source},
                "target": {"language": target_language, "text": target},
            }
            for source, target in pairs
        ]
    }
    return Call("POST", "/v1/check", _reader(CheckAnswer), json=body)


def concept(identifier: str) -> Call[Concept]:
    """Return the call that gets a concept with its evidence."""
    return Call("GET", _path(identifier), _read_concept)


def concepts(filters: Mapping[str, Parameter], cursor: str | None) -> Call[ConceptPage]:
    """Return the call that gets a page of concepts."""
    return Call("GET", "/v1/concepts", _reader(ConceptPage), {"limit": _PAGE, **filters, "cursor": cursor})


def history(identifier: str | None, before: int | None) -> Call[HistoryPage]:
    """Return the call that gets a page of the history, of a concept or of all."""
    path = "/v1/history" if identifier is None else f"{_path(identifier)}/history"
    return Call("GET", path, _reader(HistoryPage), {"limit": _PAGE, "before": before})


def suggest(typed: str, language: str | None, limit: int) -> Call[tuple[Suggestion, ...]]:
    """Return the call that completes a term."""
    parameters = {"q": typed, "lang": language, "limit": limit}
    return Call("GET", "/v1/suggest", lambda response: decode(Suggestions, response.content).suggestions, parameters)


def annotate(text: str, language: str, target: Sequence[str], *, nested: bool) -> Call[tuple[Annotation, ...]]:
    """Return the call that finds the terms in a text."""
    body = {"text": text, "language": language, "target": list(target), "nested": nested}
    return Call("POST", "/v1/annotate", lambda response: decode(Annotations, response.content).annotations, json=body)


def languages() -> Call[tuple[Language, ...]]:
    """Return the call that lists the languages."""
    return Call("GET", "/v1/languages", lambda response: decode(Languages, response.content).languages)


def export(format_: str, options: Mapping[str, Parameter]) -> Call[None]:
    """Return the call that exports the glossary; its answer is a stream."""
    return Call("GET", "/v1/export", lambda _: None, {"format": format_, **options})


# -- writing -----------------------------------------------------------------------------------------------------------


def create(body: Mapping[str, object], note: str | None) -> Call[Written]:
    """Return the call that puts a concept in."""
    return Call("POST", "/v1/concepts", _read_written, {"note": note}, json=body)


def patch(identifier: str, etag: str, changes: Mapping[str, object], note: str | None) -> Call[Written]:
    """Return the call that changes a concept by a merge patch (RFC 7396), if it is still as it was read."""
    headers = {"If-Match": etag, "Content-Type": _MERGE_PATCH}
    return Call("PATCH", _path(identifier), _read_written, {"note": note}, json=changes, headers=headers)


def delete(identifier: str, etag: str, note: str | None) -> Call[Written | None]:
    """Return the call that removes a concept, if it is still as it was read."""
    return Call(
        "DELETE",
        _path(identifier),
        lambda response: _read_written(response) if response.content else None,
        {"note": note},
        headers={"If-Match": etag},
    )


def merge(identifier: str, etag: str, other: str, other_etag: str, note: str | None) -> Call[Written]:
    """Return the call that merges another concept into one, if both are still as they were read."""
    return _act(identifier, "merge", etag, {"other": other, "if_match_other": other_etag, "note": note})


def split(identifier: str, etag: str, terms: Iterable[Pair], note: str | None) -> Call[Written]:
    """Return the call that takes terms, each a language and a text, out of a concept into a new one."""
    taken = [{"language": language, "text": text} for language, text in terms]
    return _act(identifier, "split", etag, {"terms": taken, "note": note})


def _act(identifier: str, name: str, etag: str, body: Mapping[str, object]) -> Call[Written]:
    given = {key: value for key, value in body.items() if value is not None}
    return Call("POST", f"{_path(identifier)}/{name}", _read_written, json=given, headers={"If-Match": etag})


def import_(content: bytes, options: Mapping[str, Parameter]) -> Call[ImportReport | Job]:
    """Return the call that imports a file; a large one is a job."""
    return Call(
        "POST",
        "/v1/import",
        _read_import,
        options,
        content=content,
        headers={"Content-Type": "application/octet-stream"},
    )


def job(identifier: str) -> Call[Job]:
    """Return the call that asks how far a job has come."""
    return Call("GET", f"/v1/jobs/{quote(identifier, safe='')}", _reader(Job))


def settle(found: Job) -> ImportReport | None:
    """Return the report of a job that is done, None for one that goes on; raise ProblemError for one that failed."""
    if found.state == "failed":
        error = found.error or {}
        detail = str(error.get("detail", "the job failed"))
        status, title = int(error.get("status", 500)), str(error.get("title", "Failed"))
        raise ProblemError(status, str(error.get("type", "about:blank")), title, detail)
    return found.report if found.state == "done" else None


def _path(identifier: str) -> str:
    if not identifier:
        raise ClientError("the id of a concept is empty; give one that a lookup or a list has")
    return f"/v1/concepts/{quote(identifier, safe='')}"


def _reader(kind: type[_T]) -> Callable[[httpx2.Response], _T]:
    return lambda response: decode(kind, response.content)


def _read_concept(response: httpx2.Response) -> Concept:
    return with_etag(decode(Concept, response.content), response.headers.get("etag"))


def _read_import(response: httpx2.Response) -> ImportReport | Job:
    if response.status_code == 202:
        return decode(Job, response.content)
    return decode(ImportReport, response.content)


def _read_written(response: httpx2.Response) -> Written:
    found = decode(Written, response.content)
    return replace(
        found,
        concept=found.concept and with_etag(found.concept, found.etag or response.headers.get("etag")),
        other=found.other and with_etag(found.other, found.other_etag),
    )


def _write(value: Parameter) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) or value is None else ",".join(value)


def _read_retry_after(value: str) -> float | None:
    if value.strip().isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max((when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
