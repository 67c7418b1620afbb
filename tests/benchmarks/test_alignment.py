"""The benchmark of alignment confirms links whose terms stand in translations of one sentence."""

from pathlib import Path

import pytest

from align.pairs import TermLink
from benchmarks import alignment
from benchmarks.alignment import extract, find_rows, judge, read_rows

PL = {0: "Nowy most stoi nad rzeką.", 2: "Drewniany filar pękł.", 5: "Nowy most pękł."}
RU = {0: "Новый мост стоит над рекой.", 2: "Деревянный столб треснул.", 3: "Каменный мост стоит."}


def test_each_language_sees_rows_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seed decides which; at a share of one all see all."""
    path = tmp_path / "sentences.tsv"
    path.write_text("pl\tru\n" + "".join(f"zdanie {n}\tпредложение {n}\n" for n in range(50)), encoding="utf-8")
    seen = read_rows(path, ("pl", "ru"), seed=1)
    assert seen == read_rows(path, ("pl", "ru"), seed=1)
    assert seen["pl"].keys() != seen["ru"].keys()
    assert seen["pl"][min(seen["pl"])] == f"zdanie {min(seen['pl'])}"
    monkeypatch.setattr(alignment, "SHARE", 1.0)
    assert len(read_rows(path, ("pl",), seed=1)["pl"]) == 50


def test_links_are_judged_by_their_sentences() -> None:
    """A link is right where its terms share a row, and not judged where they could not."""
    polish, polish_starts = extract("pl", PL)
    russian, russian_starts = extract("ru", RU)
    by_text = {group.texts[0].lower(): group for group in (*polish, *russian)}
    starts = {"pl": polish_starts, "ru": russian_starts}
    assert find_rows(by_text["nowy most"], polish_starts) == {0, 5}
    assert find_rows(by_text["каменный мост"], russian_starts) == {3}

    def outcome(one: str, other: str) -> list[tuple[float, bool]]:
        return judge([TermLink(by_text[one], by_text[other], 0.8, ())], {"pl": PL, "ru": RU}, starts)

    assert outcome("nowy most", "новый мост") == [(0.8, True)]
    assert outcome("nowy most", "деревянный столб") == [(0.8, False)]
    assert outcome("nowy most", "каменный мост") == []  # row 3 has no Polish
    assert outcome("nowy most", "drewniany filar") == []  # of one language
