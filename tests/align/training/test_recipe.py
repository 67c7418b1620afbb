"""The recipe from end to end, with small networks in the place of those that the wheels carry."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.model.term_network import TermNetwork
from align.modelfolder import MANIFEST, check_folder
from align.training import recipe
from align.training.__main__ import main
from align.training.base import make_tokenizer
from align.training.teacher import find_teacher, read_pieces
from glossary.errors import InputError
from tests.align.training.factories import (
    CONCEPTS,
    LANGUAGES,
    list_lines,
    list_pieces,
    make_bert,
    make_words,
)

RARE = [("▁rzadki", -5.0), ("▁редкий", -5.0)]


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a small base model and a file of pairs; the teacher is small too, and knows no Greek."""
    base = tmp_path / "work" / "base"
    pieces = [*list_pieces(), *RARE]
    make_bert(len(pieces), layers=4).save_pretrained(base)
    make_tokenizer(pieces).save(str(base / "tokenizer.json"))
    (base / "modules.json").write_text("[]", encoding="utf-8")
    lines = ["\t".join([*line[:4], "freedict" if line[4] else "kde"]) for line in list_lines()]
    (tmp_path / "pairs.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    known = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0), ("▁", -9.0), *RARE]
    known += [(f"▁{word}", -5.0) for concept in CONCEPTS for word in concept[: LANGUAGES.index("el")]]
    weights = {name: values.numpy() for name, values in make_words(len(known) + 10).state_dict().items()}
    table = read_pieces(find_teacher())[1]
    monkeypatch.setattr(recipe, "read_teacher", lambda _: (weights, 1e-12))
    monkeypatch.setattr(recipe, "read_pieces", lambda _: (known, table))
    monkeypatch.setattr(recipe, "gather_texts", list)
    for name in ("GREEK_PLAN", "CONTEXT_PLAN"):
        monkeypatch.setattr(recipe, name, replace(getattr(recipe, name), steps=2, batch=8))
    runs = tuple(replace(run, plan=replace(run.plan, steps=2, batch=8)) for run in recipe.PAIRS_RUNS)
    monkeypatch.setattr(recipe, "PAIRS_RUNS", runs)
    return tmp_path


def test_the_recipe_makes_an_encoder_and_does_no_step_twice(workshop: Path, caplog: pytest.LogCaptureFixture) -> None:
    """All steps leave their files and a whole encoder of the pieces that occur; again, the same comes of the files."""
    caplog.set_level("INFO", "align.training")
    pairs, work = workshop / "pairs.tsv", workshop / "work"
    recipe.make_encoder(pairs, work, workshop / "one", device="cpu")
    steps = ["teacher", "greek", *(run.name for run in recipe.PAIRS_RUNS), "context"]
    assert [record.getMessage() for record in caplog.records] == [f"step {name}" for name in steps]
    assert {path.name for path in work.iterdir()} == {"base", *(f"{name}.pt" for name in steps)}
    check_folder(workshop / "one")
    texts = [word for concept in CONCEPTS for word in concept]
    vectors = TermNetwork(workshop / "one", threads=1).encode([*texts, "rzadki"])
    assert vectors.shape == (49, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1] * 48 + [0], abs=1e-5)
    caplog.clear()
    recipe.make_encoder(pairs, work, workshop / "two")
    assert caplog.records == []
    one, two = (json.loads((workshop / name / MANIFEST).read_text(encoding="utf-8")) for name in ("one", "two"))
    assert one == two


def test_a_changed_plan_does_its_step_and_those_after_it_anew(
    workshop: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What comes before the changed step, and what doesn't depend on it, is taken from its file."""
    caplog.set_level("INFO", "align.training")
    pairs, work = workshop / "pairs.tsv", workshop / "work"
    recipe.make_encoder(pairs, work, workshop / "one")
    caplog.clear()
    runs = list(recipe.PAIRS_RUNS)
    runs[3] = replace(runs[3], plan=replace(runs[3].plan, seed=99))
    monkeypatch.setattr(recipe, "PAIRS_RUNS", runs)
    recipe.make_encoder(pairs, work, workshop / "two")
    reason = "its file comes of other pairs or another plan"
    assert [record.getMessage() for record in caplog.records] == [
        f"step {name} anew: {reason}" for name in ("pairs-4", "pairs-5")
    ]


def test_pairs_that_lack_a_sort_are_refused_at_once(tmp_path: Path) -> None:
    """Without long phrases nothing is begun, not even the base model."""
    (tmp_path / "pairs.tsv").write_text("pl\tkot\tru\tкот\tfreedict\n", encoding="utf-8")
    with pytest.raises(InputError, match="the pairs hold no phrases of more than 6 words"):
        recipe.make_encoder(tmp_path / "pairs.tsv", tmp_path / "work", tmp_path / "one")
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(("given", "device"), [([], "cpu"), (["--device", "cuda"], "cuda")])
def test_the_command_passes_the_device_on(given: list[str], device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command trains on the CPU unless it is told otherwise."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr("align.training.__main__.make_encoder", lambda *args: calls.append(args))
    monkeypatch.setattr("sys.argv", ["training", "pairs.tsv", "out", "--work", "work", *given])
    main()
    assert calls == [(Path("pairs.tsv"), Path("work"), Path("out"), device)]
