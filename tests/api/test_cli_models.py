"""The commands that measure: a glossary against a gold standard, a model against terms."""

import json
import shutil
from pathlib import Path

import pytest

from align.calibration import read_calibration
from align.encoder import get_encoder
from api.cli import run
from tests.align.tiny_model import write_tiny_model

Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


def test_evaluate_prints_the_figures(location: str, capsys: Output) -> None:
    """The figures come as a table for people, and under the same names as JSON."""
    gold = Path(__file__).parent.parent / "gold" / "dev.json"
    assert run(["evaluate", "--store", location, "--gold", str(gold), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["concepts_in_glossary"] == 5
    assert figures["core_extract_recall"] == 0.0
    assert run(["evaluate", "--store", location, "--gold", str(gold)]) == 0
    assert "core_extract_recall      0.000\n" in capsys.readouterr().out


def test_evaluate_tells_of_each_language_pair_and_kind(location: str, capsys: Output) -> None:
    """Precision, recall and F1 come by language pair and kind, with what they were measured on; a dash is nothing."""
    arguments = ["evaluate", "--store", location, "--gold", _write_gold()]
    assert run([*arguments, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures["by_pair"]) == ["ar-el", "ar-pl", "ar-ru", "el-pl", "el-ru", "pl-ru"]
    assert figures["by_pair"]["pl-ru"] == {"precision": 0.5, "recall": 1.0, "f1": 2 / 3, "judged_pairs": 2, "pairs": 1}
    assert figures["by_kind"] == {"thing": {"precision": 0.25, "recall": 1.0, "f1": 0.4, "judged_pairs": 4, "pairs": 1}}
    assert run(arguments) == 0
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "Pair Precision Recall F1 Judged Expected" in rows
    assert "pl-ru 0.500 1.000 0.667 2 1" in rows
    assert "ar-pl 0.000 – – 1 0" in rows
    assert "thing 0.250 1.000 0.400 4 1" in rows


def test_evaluate_without_a_report_asks_no_encoder(location: str, capsys: Output) -> None:
    """The figures need no vectors: an encoder that isn't there does no harm."""
    assert run(["evaluate", "--store", location, "--gold", _write_gold(), "--encoder", "./none"]) == 0
    assert "align_precision          0.250\n" in capsys.readouterr().out


def test_evaluate_writes_a_report(model: Path, location: str, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """`--report` writes a page beside the figures. Its vectors are kept: the next one is the same."""
    monkeypatch.setenv("GLOSSALIGN_CACHE", "cache")
    arguments = ["evaluate", "--store", location, "--gold", _write_gold(), "--encoder", str(model)]
    assert run([*arguments, "--report", "report.html"]) == 0
    printed = capsys.readouterr()
    page = Path("report.html").read_text(encoding="utf-8")
    assert printed.out.endswith("written: report.html\n")
    assert printed.err.splitlines()[-1] == "encode: 6/6"
    assert "Evaluation of <bdi>" in page
    assert "measured against <bdi>gold.json</bdi>" in page
    assert "القناة الملاحية" in page
    assert f"Encoder: {model}" in page
    assert run([*arguments, "--report", "again.html", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["align_precision"] == 0.25
    assert Path("again.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("target", "message"),
    [("none/report.html", "--report: the folder 'none' does not exist; make it"), (".", "--report: '.' is a folder")],
)
def test_evaluate_names_a_report_that_cannot_be_written(
    target: str, message: str, location: str, capsys: Output
) -> None:
    """A place that can't be written is told before anything is computed."""
    assert run(["evaluate", "--store", location, "--gold", _write_gold(), "--report", target]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"glossalign: error: {message}")
    assert printed.err.count("\n") == 1


def _write_gold() -> str:
    """Write a gold standard of one concept in two languages, both in the small glossary."""
    terms = {
        language: [{"lemma": lemma, "status": "preferred", "surface": [], "count": 1}]
        for language, lemma in (("pl", "kanał spławny"), ("ru", "судоходный канал"))
    }
    concepts = [{"id": "canal", "kind": "thing", "importance": 1, "terms": terms}]
    Path("gold.json").write_text(json.dumps({"concepts": concepts, "single": []}), encoding="utf-8")
    return "gold.json"


def test_evaluate_names_a_gold_standard_that_is_not_there(location: str, capsys: Output) -> None:
    """A missing gold standard is a failure that names the file."""
    assert run(["evaluate", "--store", location, "--gold", "none.json"]) == 1
    assert "none.json" in capsys.readouterr().err


# -- calibrate ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny model of sentence-transformers."""
    folder = tmp_path_factory.mktemp("tiny") / "model"
    write_tiny_model(folder)
    return folder


@pytest.fixture
def model(written_model: Path, tmp_path: Path) -> Path:
    """Return a copy of the tiny model that a test may change."""
    shutil.copytree(written_model, tmp_path / "model")
    return tmp_path / "model"


def _write_terms(rows: int = 60) -> str:
    """Write a list of terms that are alike enough in both languages for a model that knows only letters."""
    words = [f"{'abcdefghij'[row % 10] * 3}{'klmnopqrst'[row // 10] * 3} {row}" for row in range(rows)]
    lines = ["family\tpl\tru", *(f"f\t{word} x\t{word} y" for word in words)]
    Path("terms.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "terms.tsv"


def test_calibrate_writes_beside_the_model_and_prints_the_figures(model: Path, capsys: Output) -> None:
    """People get a line a figure and the file's name; from then on the model can be used."""
    assert run(["calibrate", "--encoder", str(model), "--terms", _write_terms()]) == 0
    printed = capsys.readouterr()
    found = read_calibration(get_encoder(str(model)))
    assert printed.err == ""
    lines = printed.out.splitlines()
    assert lines.pop(0).split() == ["languages", "pl,", "ru"]
    assert [" ".join(line.split()[:-1]) for line in lines] == [
        "P@1 by cosine",
        "P@1 by centred cosine",
        f"P@1 by CSLS of {found.csls_k}",
        "even odds at a CSLS of",
        "log-odds a point of CSLS",
        "mean error of probabilities",
        "written:",
    ]
    values = [line.split()[-1] for line in lines]
    assert values[3:5] == [f"{found.midpoint:.3f}", f"{found.steepness:.1f}"]
    assert all(0.0 <= float(value) <= 1.0 for value in (*values[:3], values[5]))
    assert values[6] == str(model / "calibration.json")


def test_calibrate_as_json_is_what_was_written(model: Path, capsys: Output) -> None:
    """`--json` prints the calibration without its long vectors, what it was fitted to, and the file."""
    arguments = ["calibrate", "--encoder", str(model), "--terms", _write_terms(), "--json"]
    assert run(arguments) == 0
    printed = json.loads(capsys.readouterr().out)
    written = json.loads((model / "calibration.json").read_text(encoding="utf-8"))
    assert list(written.pop("centres")) == ["pl", "ru"]
    assert {name: printed.pop(name) for name in written} == written
    assert printed.pop("file") == str(model / "calibration.json")
    assert printed.pop("languages") == ["pl", "ru"]
    assert list(printed) == ["precision_raw", "precision_centred", "precision_csls", "error", "pairs"]
    assert printed["pairs"] == 8 * 2 * 45
    before = (model / "calibration.json").read_bytes()
    assert run(arguments) == 0
    assert (model / "calibration.json").read_bytes() == before


def test_calibrate_takes_the_model_of_the_settings(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Without an option, the environment says which model is meant."""
    monkeypatch.setenv("GLOSSALIGN_ENCODER", str(model))
    assert run(["calibrate", "--terms", _write_terms()]) == 0
    assert f"written: {model / 'calibration.json'}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("none.tsv", "none.tsv: can't be read ([Errno 2] No such file"),
        (".", ".: can't be read ([Errno 21] Is a directory"),
        ("few.tsv", "few.tsv: 2 languages and 1 rows; a calibration needs"),
        ("hole.tsv", "hole.tsv, line 31: a term is missing; every concept needs one in each language"),
        ("cp1251.tsv", "cp1251.tsv: can't be read ('utf-8' codec can't decode"),
    ],
)
def test_calibrate_names_a_bad_list_of_terms(terms: str, message: str, model: Path, capsys: Output) -> None:
    """A list that can't be used is one line and status 1, and leaves no calibration behind."""
    good = Path(_write_terms()).read_text(encoding="utf-8").splitlines()
    Path("few.tsv").write_text("pl\tru\nkomitet\tкомитет\n", encoding="utf-8")
    Path("hole.tsv").write_text("\n".join([*good[:30], "f\tkomitet\t", *good[31:]]), encoding="utf-8")
    Path("cp1251.tsv").write_bytes("pl\tru\nkomitet\tкомитет\n".encode("cp1251"))
    assert run(["calibrate", "--encoder", str(model), "--terms", terms]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"glossalign: error: {message}")
    assert printed.err.count("\n") == 1
    assert not (model / "calibration.json").exists()


def test_calibrate_names_a_model_that_is_not_there(capsys: Output) -> None:
    """A folder without a model is one line and status 1."""
    Path("empty").mkdir()
    assert run(["calibrate", "--encoder", "empty", "--terms", _write_terms()]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("glossalign: error: the folder 'empty' holds no sentence-transformers model")
    assert printed.err.count("\n") == 1


def test_calibrate_names_a_file_that_cannot_be_written(model: Path, capsys: Output) -> None:
    """Where the calibration can't be put beside the model, one line says so and what to do."""
    (model / "calibration.json").mkdir()
    assert run(["calibrate", "--encoder", str(model), "--terms", _write_terms()]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"glossalign: error: can't write '{model / 'calibration.json'}' (it is a folder); "
        "copy the model to a folder that you can write to\n"
    )


def test_a_model_that_was_not_calibrated_cannot_build(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A build with such a model says what to run; when that is done, it builds."""
    monkeypatch.setenv("GLOSSALIGN_CACHE", "cache")
    Path("corpus").mkdir()
    Path("corpus/statut.txt").write_text("Komitet partii uchwala plan pracy. " * 3, encoding="utf-8")
    arguments = ["build", "corpus", "--store", "new.db", "--encoder", str(model), "--languages", "pl"]
    assert run(arguments) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error == (
        f"glossalign: error: the model '{model}' has no calibration.json; run: glossalign calibrate --encoder '{model}'"
    )
    assert run(["calibrate", "--encoder", str(model), "--terms", _write_terms()]) == 0
    assert run(arguments) == 0


def test_the_bundled_encoder_is_not_calibrated_anew(capsys: Output) -> None:
    """Its calibration came along and is part of the installation."""
    assert run(["calibrate"]) == 2
    assert "the bundled encoder comes calibrated; name a model of your own with --encoder" in capsys.readouterr().err
