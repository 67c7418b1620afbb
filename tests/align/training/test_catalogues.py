"""Corpora made of translated catalogues."""

import gzip
from pathlib import Path

import pytest

from align.training import catalogues as module
from align.training.catalogues import Catalogues
from glossary.errors import InputError

LINES = [
    ("en", "Stone bridge", "pl", "Kamienny most", "dspace"),
    ("pl", "Wysoki kamienny most", "en", "High stone bridge", "dspace"),
    ("en", "Stone bridge", "ru", "Каменный мост", "dspace"),
    ("en", "Stone bridge", "el", "Πέτρινη γέφυρα", "dspace"),
    ("en", "High stone bridge", "ru", "Высокий каменный мост", "dspace"),
    ("en", "High stone bridge", "el", "Ψηλή πέτρινη γέφυρα", "dspace"),
    ("en", "Bridge of stone", "pl", "Kamienny most.", "dspace"),
    ("en", "Bridge %s", "pl", "Most %s", "dspace"),
    ("en", "Old town", "pl", "Stare miasto", "dspace"),
    ("en", "Stone bridge", "pl", "Kamienna przeprawa", "dspace"),
    ("pl", "most", "ru", "мост", "dspace"),
    ("en", "Stone bridge", "pl", "Most z kamienia", "scratch"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file of pairs."""
    file = tmp_path / "pairs.tsv.gz"
    file.write_bytes(gzip.compress("".join("\t".join(line) + "\n" for line in LINES).encode()))
    return file


def test_translations_are_gathered_by_english_string(path: Path) -> None:
    """English stands on either side, all translations of a string are kept, and strings with markup are not."""
    strings = Catalogues(path).strings["dspace"]
    assert strings["Stone bridge"]["pl"] == ["Kamienny most", "Kamienna przeprawa"]
    assert strings["High stone bridge"] == {
        "pl": ["Wysoki kamienny most"],
        "ru": ["Высокий каменный мост"],
        "el": ["Ψηλή πέτρινη γέφυρα"],
    }
    assert set(strings) == {"Stone bridge", "High stone bridge", "Bridge of stone", "Old town"}


def test_terms_know_what_they_translate(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A term that is the whole of some string has the senses of that subject; a part of strings only has none."""
    monkeypatch.setattr(module, "SHARE", 1.0)
    corpus = Catalogues(path).make_corpus("dspace", seed=1)
    senses = {group.texts[0].lower(): corpus.senses[group.id] for group in corpus.groups}
    assert senses["каменный мост"] == {"stone bridge"}
    assert senses["ψηλή πέτρινη γέφυρα"] == {"high stone bridge"}
    assert senses["мост"] == frozenset()
    assert {"wysoki kamienny most", "kamienny most"} & set(senses)
    assert "stare miasto" not in senses  # too few languages have it


def test_a_subject_without_translations_is_named(path: Path) -> None:
    """Nothing can be learnt from a file that lacks one."""
    with pytest.raises(InputError, match=r"pairs\.tsv\.gz: no translations of 'firefox'; give the whole file"):
        Catalogues(path).make_corpus("firefox", seed=1)


def test_a_malformed_line_is_named(path: Path) -> None:
    """With its number."""
    path.write_bytes(gzip.compress(b"en\tBridge\tpl\tMost\tdspace\nen\tBridge\n"))
    with pytest.raises(InputError, match=r"pairs\.tsv\.gz, line 2: 2 columns instead of 5; mend it"):
        Catalogues(path)


def test_each_language_sees_a_share_of_its_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is seen depends on the seed, and differs between languages."""
    monkeypatch.setattr(module, "SHARE", 0.5)
    catalogues = Catalogues(path)
    seen = [
        {language: sum(g.language == language for g in corpus.groups) for language in ("el", "pl", "ru")}
        for corpus in (catalogues.make_corpus("dspace", seed) for seed in range(6))
    ]
    assert any(len(set(counts.values())) > 1 for counts in seen)
    again = catalogues.make_corpus("dspace", 3)
    assert [g.id for g in again.groups] == [g.id for g in catalogues.make_corpus("dspace", 3).groups]
