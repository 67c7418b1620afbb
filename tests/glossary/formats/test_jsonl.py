"""The lossless format of our own."""

import io
import re

import orjson
import pytest
from hypothesis import given, settings

from glossary.errors import InputError
from glossary.formats import FORMATS, jsonl
from glossary.formats.content import Entry, Origin, Rejected
from glossary.formats.jsonl import read_jsonl, recognize
from glossary.model import Concept, Glossary, LanguageSection, Link, Proposal, Term
from tests.glossary.formats.contract import check_round_trip, read, write
from tests.glossary.samples import GLOSSARY, glossaries

_HEADER = '{"format":"glossalign","version":2}'
_PROPOSAL = (
    '{"proposal":{"link":{"source_language":"pl","source_term":"most","target_language":"ru","target_term":"мост",'
    '"method":"embedding","score":0.25},"source_concept":"a","target_concept":"b"}}'
)
_END = '{"end":{"concepts":0,"documents":0}}'


def _concept(**fields: object) -> str:
    return orjson.dumps({"concept": {"id": "c", "sections": []} | fields}).decode()


def _term(**fields: object) -> str:
    return _concept(sections=[{"language": "pl", "terms": [{"text": "most"} | fields]}])


def _read(content: bytes | str) -> list[Entry | Rejected]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(read_jsonl(stream, Origin("g.jsonl")))


@settings(deadline=None)
@given(glossaries)
def test_round_trip(glossary: Glossary) -> None:
    """Any glossary is read back equal, with its documents and proposals, and written again to the same bytes."""
    check_round_trip(FORMATS["jsonl"], glossary)
    assert read(FORMATS["jsonl"], write(FORMATS["jsonl"], glossary)) == glossary


def test_lines() -> None:
    """A header with the version, documents, concepts, and the counts at the end."""
    lines = [orjson.loads(line) for line in write(FORMATS["jsonl"], GLOSSARY).splitlines()]
    assert lines[0] == {"format": "glossalign", "version": 2}
    assert [next(iter(line)) for line in lines[1:]] == ["document"] * 2 + ["concept"] * 3 + ["end"]
    assert lines[1]["document"]["url"] == "https://example.org/m"
    assert lines[3]["concept"]["sections"][0]["terms"][0]["status"] == "preferred"
    assert lines[-1] == {"end": {"concepts": 3, "documents": 2}}


def test_proposals_come_last() -> None:
    """Proposals follow the concepts and are counted; a glossary without any has a line less and the same last one."""
    proposal = Proposal(Link("pl", "most", "ru", "мост", "embedding", 0.25), "a", "b")
    lines = write(FORMATS["jsonl"], Glossary((), (), (proposal,))).splitlines()
    assert orjson.loads(lines[1])["proposal"]["source_concept"] == "a"
    assert orjson.loads(lines[2]) == {"end": {"concepts": 0, "documents": 0, "proposals": 1}}
    content = "\n".join([_HEADER, _PROPOSAL, lines[2].decode(), ""])
    assert _read(content) == [proposal]


def test_fields_with_a_default_may_be_missing() -> None:
    """A file made by hand need only say what differs from the model's defaults."""
    content = f'{_HEADER}\n{{"concept":{{"id":"c","sections":[]}}}}\n{{"end":{{"concepts":1,"documents":0}}}}\n'
    assert _read(content) == [Concept("c", ())]


def test_the_first_version_is_read() -> None:
    """A file of version 1, which lacks the fields that came later, is read with their defaults."""
    term = '{"text":"most","status":"proposed","part_of_speech":null,"gender":null,"frequency":1,"nested":0}'
    concept = f'{{"concept":{{"id":"c","sections":[{{"language":"pl","terms":[{term}]}}],"links":[]}}}}'
    lines = ['{"format":"glossalign","version":1}', concept, '{"end":{"concepts":1,"documents":0}}', ""]
    expected = Concept("c", (LanguageSection("pl", (Term("most", frequency=1),)),))
    assert _read("\n".join(lines)) == [expected]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], r"g\.jsonl:1: the file ends before its last line"),
        (["id;term"], r"g\.jsonl:1: no JSON: .*; export the glossary again"),
        (["[]"], r"g\.jsonl:1: this is no glossary in JSON Lines"),
        (['{"format":"other"}'], r'g\.jsonl:1: .* its first line must say "format":"glossalign"'),
        (
            ['{"format":"glossalign","version":3}'],
            r"g\.jsonl:1: version '3' of the format isn't known, only 1 to 2; upgrade",
        ),
        (['{"format":"glossalign","version":[2]}'], r"g\.jsonl:1: version a list of the format isn't known"),
        ([_HEADER], r"g\.jsonl:2: the file ends before its last line"),
        ([_HEADER, _concept()], r"g\.jsonl:3: the file ends before its last line"),
        ([_HEADER, _concept(), _END], r"g\.jsonl:3: the file should hold 0 documents, .*, but holds 1; export"),
        ([_HEADER, _PROPOSAL, _END], r"g\.jsonl:3: the file should hold 0 documents, .*, but holds 1; export"),
        ([_HEADER, '{"end":{}}'], r"g\.jsonl:2: end: expected the number of lines of each kind, not an object"),
        ([_HEADER, '{"end":{"concepts":true}}'], r"g\.jsonl:2: end: expected the number of lines of each kind"),
        ([_HEADER, '{"end":7}'], r"g\.jsonl:2: end: expected the number of lines of each kind, not '7'"),
        ([_HEADER, _END, _concept()], r"g\.jsonl:3: there is more after the last line"),
        ([_HEADER, _END, "{"], r"g\.jsonl:3: there is more after the last line"),
    ],
)
def test_what_spoils_a_file(lines: list[str], message: str) -> None:
    """Another format, and a file that is cut short or goes on, is told in one short line with the file and the line."""
    with pytest.raises(InputError, match=message) as caught:
        _read("".join(line + "\n" for line in lines))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"concept', "no JSON: .*; export the glossary again"),
        ("\ufeff{}", "no JSON"),
        ("[" * 5000, "no JSON: depth limit exceeded"),
        (r'{"concept":{"id":"\ud800","sections":[]}}', "no JSON: no low surrogate"),
        ("7", "expected one of document, concept, proposal, end, not '7'"),
        ('{"judgement":{}}', "expected one of document, concept, proposal, end, not an object"),
        ('{"document":{},"concept":{}}', "expected one of document, concept, proposal, end, not an object"),
        ('{"concept":7}', "concept: expected an object, not '7'"),
        (f'{{"concept":{"[" * 1000}{"]" * 1000}}}', "concept: expected an object, not a list"),
        ('{"concept":{"id":"c"}}', "concept: there is no 'sections'; add it"),
        ('{"document":{"id":"d"}}', "document: there is no 'file'; add it"),
        ('{"proposal":{}}', "proposal: there is no 'link'; add it"),
        (_concept(colour="red"), "concept: there is no field 'colour'; choose among id, "),
        (_concept(id=7), r"concept\.id: expected text, not '7'"),
        (_concept(id="d", kind="town"), r"concept\.kind: expected one of term, person, .*, not 'town'"),
        (_concept(confidence=None), r"concept\.confidence: expected a number, not 'None'"),
        ('{"concept":{"id":"c","sections":[],"confidence":1e400}}', "no JSON: number is infinity"),
        (_concept(links={}), r"concept\.links: expected a list, not an object"),
        (_term(frequency=1.5), r"concept\.sections\.terms\.frequency: expected a whole number from 0 .*, not '1\.5'"),
        (_term(frequency=-1), r"frequency: expected a whole number from 0 to 2147483647, not '-1'"),
        (_term(frequency=2**31), r"frequency: expected a whole number from 0 to 2147483647, not '2147483648'"),
        (_term(frequency=True), r"concept\.sections\.terms\.frequency: expected a whole number .*, not 'True'"),
        (_term(do_not_translate=1), r"terms\.do_not_translate: expected true or false, not '1'"),
        (_concept(images=[7]), r"concept\.images: expected text, not '7'"),
        (_term(gender="x" * 900), r"terms\.gender: expected one of masculine, .*, not 'x{40}…'"),
        (_term(text="x" * 10_001), r"concept\.sections\.terms: 'x{40}…' has 10,001 characters, more than 10,000; sh"),
        (_term(note="x" * 1_000_001), r"terms\.note: 'x{40}…' has 1,000,001 characters, more than 1,000,000; shorten"),
        (_concept(id="a"), "the id 'a' stands twice; give each its own"),
    ],
)
def test_bad_line(line: str, message: str) -> None:
    """A line that makes no sense is rejected with its number, the field, the value and the remedy; reading goes on."""
    end = '{"end":{"concepts":3,"documents":0}}'
    content = "\n".join([_HEADER, _concept(id="a"), line, "", _concept(id="b"), end, ""])
    first, rejected, last = _read(content)
    assert (first, last) == (Concept("a", ()), Concept("b", ()))
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.text) == (3, line)
    assert re.search(message, rejected.reason)
    assert "\n" not in rejected.reason
    assert len(rejected.reason) < 250


def test_not_utf8() -> None:
    """A line that is no UTF-8 is rejected, and shown with the bad bytes replaced."""
    rejected, concept = _read(
        _HEADER.encode() + b'\n{"concept":"\xff"}\n' + _concept().encode() + b'\n{"end":{"concepts":2,"documents":0}}'
    )
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.text) == (2, '{"concept":"\ufffd"}')
    assert concept == Concept("c", ())


def test_byte_order_mark() -> None:
    """A file that an editor has saved with a byte order mark and Windows line ends is read, and recognized."""
    content = f"\ufeff{_HEADER}\r\n{_concept()}\r\n".encode() + b'{"end":{"concepts":1,"documents":0}}\r\n'
    assert _read(content) == [Concept("c", ())]
    assert recognize(content)


def test_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that never ends is given up before it fills the memory."""
    monkeypatch.setattr(jsonl, "MAX_LINE", 1000)
    with pytest.raises(InputError, match=r"g\.jsonl:2: the line has more than 1,000 bytes; break the concept up"):
        _read(_HEADER + "\n" + "x" * 5000)


def test_reading_is_streamed() -> None:
    """Entries come before the file is at its end."""
    lines = iter([_HEADER, _concept()])

    class Stream(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002 - the lines are short
            return f"{next(lines)}\n".encode()

    assert next(read_jsonl(Stream(), Origin())) == Concept("c", ())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (_HEADER, True),
        (_HEADER + "\n{", True),
        ('{"format":"glossalign","version":9}', True),
        ('{"format":"other"}', False),
        ("[]", False),
        ("7", False),
        ("", False),
        ("language,term\npl,most\n", False),
        ("[" * 65536, False),
        ('{"@context":{}}', False),
    ],
)
def test_recognize(head: str, expected: bool) -> None:
    """The first line tells, in any version; no other JSON is taken for it."""
    assert recognize(head.encode()) is expected
