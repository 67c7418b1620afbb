"""The lossless format of our own."""

import io

import orjson
import pytest
from hypothesis import given, settings

from glossary.errors import InputError
from glossary.formats.jsonl import read_jsonl, write_jsonl
from glossary.model import Concept, Glossary, Link, Proposal
from tests.glossary.samples import GLOSSARY, glossaries

_HEADER = '{"format":"glossalign","version":1}'
_PROPOSAL = (
    '{"proposal":{"link":{"source_language":"pl","source_term":"most","target_language":"ru","target_term":"мост",'
    '"method":"embedding","score":0.25},"source_concept":"a","target_concept":"b"}}'
)
_END = '{"end":{"concepts":0,"documents":0}}'


def _export(glossary: Glossary) -> bytes:
    stream = io.BytesIO()
    write_jsonl(glossary.concepts, glossary.documents, stream, glossary.proposals)
    return stream.getvalue()


@settings(deadline=None)
@given(glossaries)
def test_round_trip(glossary: Glossary) -> None:
    """Any glossary is read back equal, and written again to the same bytes."""
    content = _export(glossary)
    again = read_jsonl(io.BytesIO(content))
    assert again == glossary
    assert _export(again) == content


def test_lines() -> None:
    """A header with the version, documents, concepts, and the counts at the end."""
    lines = [orjson.loads(line) for line in _export(GLOSSARY).splitlines()]
    assert lines[0] == {"format": "glossalign", "version": 1}
    assert [next(iter(line)) for line in lines[1:]] == ["document"] * 2 + ["concept"] * 3 + ["end"]
    assert lines[1]["document"]["url"] == "https://example.org/m"
    assert lines[3]["concept"]["sections"][0]["terms"][0]["status"] == "preferred"
    assert lines[-1] == {"end": {"concepts": 3, "documents": 2}}


def test_proposals_come_last() -> None:
    """Proposals follow the concepts and are counted; a glossary without any has a line less and the same last one."""
    proposal = Proposal(Link("pl", "most", "ru", "мост", "embedding", 0.25), "a", "b")
    lines = _export(Glossary((), (), (proposal,))).splitlines()
    assert orjson.loads(lines[1])["proposal"]["source_concept"] == "a"
    assert orjson.loads(lines[2]) == {"end": {"concepts": 0, "documents": 0, "proposals": 1}}
    content = "\n".join([_HEADER, _PROPOSAL, lines[2].decode(), ""])
    assert read_jsonl(io.BytesIO(content.encode())).proposals == (proposal,)


def test_fields_with_a_default_may_be_missing() -> None:
    """A file made by hand need only say what differs from the model's defaults."""
    content = f'{_HEADER}\n{{"concept":{{"id":"c","sections":[]}}}}\n{{"end":{{"concepts":1,"documents":0}}}}\n'
    assert read_jsonl(io.BytesIO(content.encode())) == Glossary((Concept("c", ()),))


def _concept(**fields: object) -> str:
    return orjson.dumps({"concept": {"id": "c", "sections": []} | fields}).decode()


def _term(**fields: object) -> str:
    return _concept(sections=[{"language": "pl", "terms": [{"text": "most"} | fields]}])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], r"g\.jsonl:1: the file ends before its last line"),
        (["id;term"], r"g\.jsonl:1: no JSON: .*; export the glossary again"),
        (["[]"], r"g\.jsonl:1: this is no glossary in JSON Lines"),
        (['{"format":"other"}'], r'g\.jsonl:1: .* its first line must say "format":"glossalign"'),
        (
            ['{"format":"glossalign","version":2}'],
            r"g\.jsonl:1: version '2' of the format isn't known, only 1; upgrade",
        ),
        ([_HEADER], r"g\.jsonl:2: the file ends before its last line"),
        ([_HEADER, _concept()], r"g\.jsonl:3: the file ends before its last line"),
        ([_HEADER, _concept(), _END], r"g\.jsonl:3: the file should hold .* but holds {'concepts': 1"),
        ([_HEADER, _END, _concept()], r"g\.jsonl:3: there is more after the last line"),
        ([_HEADER, _concept(), _concept()], r"g\.jsonl:3: the id 'c' stands twice"),
        ([_HEADER, '{"concept'], r"g\.jsonl:2: no JSON"),
        ([_HEADER, _PROPOSAL, _END], r"g\.jsonl:3: the file should hold .* but holds .*'proposals': 1"),
        ([_HEADER, '{"proposal":{}}'], r"g\.jsonl:2: proposal: there is no 'link'; add it"),
        ([_HEADER, "\ufeff"], r"g\.jsonl:2: no JSON"),
        ([_HEADER, "7"], r"g\.jsonl:2: expected one of document, concept, proposal, end"),
        ([_HEADER, '{"judgement":{}}'], r"g\.jsonl:2: 'judgement' is none of document, concept, proposal, end"),
        ([_HEADER, '{"concept":7}'], r"g\.jsonl:2: concept: expected an object, not '7'"),
        ([_HEADER, '{"concept":{"id":"c"}}'], r"g\.jsonl:2: concept: there is no 'sections'; add it"),
        ([_HEADER, '{"document":{"id":"d"}}'], r"g\.jsonl:2: document: there is no 'file'; add it"),
        ([_HEADER, _concept(colour="red")], r"g\.jsonl:2: concept: there is no field 'colour'; choose among id, "),
        ([_HEADER, _concept(id=7)], r"g\.jsonl:2: concept\.id: expected text, not '7'"),
        ([_HEADER, _concept(kind="town")], r"concept\.kind: expected one of term, person, .*, not 'town'"),
        ([_HEADER, _concept(confidence=None)], r"concept\.confidence: expected a number, not 'None'"),
        ([_HEADER, _concept(links={})], r"concept\.links: expected a list, not '{}'"),
        ([_HEADER, _term(frequency=1.5)], r"concept\.sections\.terms\.frequency: expected a whole number, not '1\.5'"),
        ([_HEADER, _term(frequency=True)], r"concept\.sections\.terms\.frequency: expected a whole number, not 'True'"),
        ([_HEADER, _term(gender="x" * 900)], r"terms\.gender: expected one of masculine, .*, not 'x{40}…'"),
    ],
)
def test_bad_input(lines: list[str], message: str) -> None:
    """What is wrong is said in one short line with the file, the line, the field, the value and the remedy."""
    content = "".join(line + "\n" for line in lines).encode()
    with pytest.raises(InputError, match=message) as caught:
        read_jsonl(io.BytesIO(content), "g.jsonl")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_not_utf8() -> None:
    """Bytes that are no UTF-8 are named by their line."""
    with pytest.raises(InputError, match=r"g\.jsonl:2: no JSON"):
        read_jsonl(io.BytesIO(_HEADER.encode() + b'\n{"concept":"\xff"}\n'), "g.jsonl")
