"""Calibration: what is fitted to hand-made vectors, and the file beside the model."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.calibration import (
    CSLS_KS,
    Calibration,
    TermTable,
    calibrate,
    read_calibration,
    write_calibration,
)
from align.encoder import BUNDLED, ModelEncoder, get_encoder
from align.modelfolder import CALIBRATION as FILE
from glossary.errors import ModelError
from tests.align.fakes import CALIBRATION, FakeEncoder

ROOT = Path(__file__).parents[2]

# -- what is fitted ----------------------------------------------------------------------------------------------------


def _model(
    noise: float, *, rows: int = 80, offset: float = 2.0, sign: float = 1.0, languages: tuple[str, ...] = ("pl", "ru")
) -> tuple[FakeEncoder, TermTable]:
    """Return a model whose equivalents differ by noise, and all texts of two languages by an offset."""
    random = np.random.default_rng(0)
    meanings = random.normal(size=(rows, 16))
    vectors: dict[str, list[float]] = {}
    for number, language in enumerate(languages):
        moved = sign**number * meanings + noise * random.normal(size=meanings.shape) + number * offset
        vectors |= {f"{language} {row}": vector.tolist() for row, vector in enumerate(moved)}
    terms = {language: tuple(f"{language} {row}" for row in range(rows)) for language in languages}
    return FakeEncoder(vectors, "a model"), TermTable(terms, tuple(map(str, range(rows))))


def test_a_calibration_is_a_rising_probability() -> None:
    """The likelier the higher the CSLS is, by one half at the midpoint; log-odds and probability agree."""
    found, _ = calibrate(*_model(0.6))
    csls = np.linspace(-2.0, 2.0, 41)
    probability = found.probability(csls)
    assert found.fingerprint == "a model"
    assert found.csls_k in CSLS_KS
    assert found.steepness > 0
    assert (np.diff(probability) > 0).all()
    assert found.probability(np.array([found.midpoint])).tolist() == [0.5]
    assert found.log_odds(np.array([found.midpoint, found.midpoint + 1.0])) == pytest.approx([0.0, found.steepness])
    assert np.log(probability / (1 - probability)) == pytest.approx(found.log_odds(csls), abs=1e-6)


def test_the_probabilities_come_true() -> None:
    """Half of the terms have no equivalent on the other side; the calibration tells them from those that have."""
    found, measured = calibrate(*_model(0.3))
    assert measured.precision_csls == pytest.approx(1.0, abs=0.02)
    assert measured.error < 0.05
    assert measured.pairs == 8 * 2 * 60
    assert 0.0 < found.midpoint < 1.0


def test_extreme_scores_are_no_overflow() -> None:
    """Whatever the CSLS, the probability is a number from 0 to 1, without a warning."""
    calibration = replace(CALIBRATION, steepness=1e6)
    assert calibration.probability(np.array([-4.0, 0.0, 4.0])) == pytest.approx([0.0, 0.5, 1.0], abs=1e-12)


def test_a_better_model_is_surer() -> None:
    """The less equivalents differ, the steeper is the curve, and the more of them are found."""
    (clear, found), (vague, missed) = calibrate(*_model(0.3)), calibrate(*_model(1.0))
    assert clear.steepness > vague.steepness
    assert found.precision_csls > missed.precision_csls


def test_what_languages_have_in_common_is_taken_off() -> None:
    """Where centring finds more equivalents, the calibration holds the mean unit vector of each language."""
    encoder, table = _model(0.3, languages=("pl", "ru", "el"))
    found, measured = calibrate(encoder, table)
    assert measured.precision_centred > measured.precision_raw
    assert list(found.centres) == ["el", "pl", "ru"]
    for language, terms in table.terms.items():
        assert found.centres[language] == pytest.approx(encoder.encode(terms).mean(axis=0).tolist(), abs=1e-6)


def test_the_error_is_measured_on_other_families() -> None:
    """Families are not split: with one family a half, each concept of a family is in the same half."""
    encoder, table = _model(0.6)
    families = tuple(f"f{row // 4}" for row in range(80))
    one, other = (calibrate(encoder, TermTable(table.terms, each))[1] for each in (table.families, families))
    assert one.error != other.error
    assert one.pairs == other.pairs


def test_a_calibration_is_repeatable() -> None:
    """The same model and terms give the same figures, also where the languages come in another order."""
    encoder, table = _model(0.6, languages=("pl", "ru", "el"))
    first = calibrate(encoder, table)
    assert calibrate(*_model(0.6, languages=("pl", "ru", "el"))) == first
    assert calibrate(encoder, TermTable({tag: table.terms[tag] for tag in ("ru", "pl", "el")}, table.families)) == first


def test_a_model_that_finds_no_equivalent_is_refused() -> None:
    """Where equivalents are as unlike as can be, nothing can be fitted."""
    with pytest.raises(ModelError, match="the model finds all or none of the equivalents"):
        calibrate(*_model(0.0, sign=-1.0, offset=0.0))


def test_a_language_that_cannot_be_read_is_named() -> None:
    """Where all terms of a language are like nothing, there is nothing to measure."""
    encoder, table = _model(0.6)
    terms = {**table.terms, "ka": tuple(f"ka {row}" for row in range(80))}
    vectors = {text: encoder.encode([text])[0].tolist() for each in table.terms.values() for text in each}
    silent = FakeEncoder(vectors)
    silent.encode = lambda texts: np.stack(  # type: ignore[method-assign]
        [np.zeros(16, np.float32) if text.startswith("ka") else encoder.encode([text])[0] for text in texts]
    )
    with pytest.raises(ModelError, match="the model can't read a single term of 'ka'; leave that column out"):
        calibrate(silent, TermTable(terms, table.families))


def test_a_model_that_knows_nothing_is_refused() -> None:
    """Where what is right is no nearer than what is wrong, the model is named unfit."""
    with pytest.raises(ModelError, match="puts equivalents no nearer than other terms; it can't serve for alignment"):
        calibrate(*_model(10.0))


# -- the file ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def model(tmp_path: Path) -> ModelEncoder:
    """Return the encoder of a folder that looks like a model; nothing here loads it."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    return get_encoder(str(folder))


def _calibration(model: ModelEncoder) -> Calibration:
    return Calibration(model.fingerprint, 15, 0.25, 9.5, {"pl": (0.6, -0.8), "ru": (1.0, 0.0)})


def test_a_calibration_comes_back_as_it_was_written(model: ModelEncoder) -> None:
    """The file lies beside the model, is JSON of one line, and changes nothing in the model's fingerprint."""
    before = model.fingerprint
    path = write_calibration(_calibration(model), model.folder)
    assert path == model.folder / FILE
    assert list(json.loads(path.read_text(encoding="utf-8"))) == [
        "centres", "csls_k", "fingerprint", "midpoint", "steepness",
    ]  # fmt: skip
    assert path.read_bytes().count(b"\n") == 1
    assert read_calibration(model) == _calibration(model)
    assert get_encoder(str(model.folder)).fingerprint == before
    assert sorted(file.name for file in model.folder.iterdir()) == [FILE, "config.json"]


def test_centres_are_written_to_six_digits(model: ModelEncoder) -> None:
    """More is noise; the difference is less than rounding does to a cosine."""
    write_calibration(replace(_calibration(model), centres={"pl": (1 / 3, 2 / 3)}), model.folder)
    assert read_calibration(model).centres == {"pl": (0.333333, 0.666667)}


def test_a_fitted_calibration_comes_back(model: ModelEncoder) -> None:
    """What `calibrate` returns can be written and read: the same figures, the centres to six digits."""
    fitted, _ = calibrate(*_model(0.6))
    write_calibration(replace(fitted, fingerprint=model.fingerprint), model.folder)
    found = read_calibration(model)
    assert replace(found, centres={}) == replace(fitted, fingerprint=model.fingerprint, centres={})
    for language, centre in fitted.centres.items():
        assert found.centres[language] == pytest.approx(centre, abs=1e-6)


def test_a_model_without_a_calibration_is_named(model: ModelEncoder) -> None:
    """The error says which folder lacks what, and what to run."""
    folder = re.escape(repr(str(model.folder)))
    remedy = f"run: glossalign calibrate --encoder {folder}"
    with pytest.raises(ModelError, match=rf"^the model {folder} has no calibration\.json; {remedy}$"):
        read_calibration(model)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"fingerprint": "x", "csls_k": 10',
        b"[1, 2]",
        b"7",
        b"\xff\xfe",
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": 0.1, "steepness": 9}',
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": 0.1, "centres": {}}',
        b'{"fingerprint": "x", "csls_k": "ten", "midpoint": 0.1, "steepness": 9, "centres": {}}',
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": null, "steepness": 9, "centres": {}}',
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": 0.1, "steepness": 9, "centres": {"pl": 1}}',
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": 0.1, "steepness": 9, "centres": {"pl": ["a"]}}',
        b'{"fingerprint": "x", "csls_k": 0, "midpoint": 0.1, "steepness": 9, "centres": {"pl": [0.1]}}',
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": NaN, "steepness": 9, "centres": {"pl": [0.1]}}',
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": 0.1, "steepness": -9, "centres": {"pl": [0.1]}}',
        b'{"fingerprint": "x", "csls_k": 10, "midpoint": 0.1, "steepness": 9, "centres": {"pl": [0.1], "ru": [1, 2]}}',
    ],
)
def test_a_damaged_calibration_is_named(content: bytes, model: ModelEncoder) -> None:
    """Whatever is wrong with the file, the error names it, the fault and what to run, in one line."""
    (model.folder / FILE).write_bytes(content)
    folder = re.escape(repr(str(model.folder)))
    pattern = rf"calibration\.json: can't be read \(.+\); run: glossalign calibrate --encoder {folder}$"
    with pytest.raises(ModelError, match=pattern) as caught:
        read_calibration(model)
    assert str(caught.value).startswith(str(model.folder / FILE))


def test_a_calibration_that_is_a_folder_is_named(model: ModelEncoder) -> None:
    """Something else under the file's name is an error of one line, when read and when written."""
    (model.folder / FILE).mkdir()
    with pytest.raises(ModelError, match=r"calibration\.json: can't be read \(IsADirectoryError: .*; run: glossalign"):
        read_calibration(model)
    with pytest.raises(ModelError, match=r"can't write '.*calibration\.json' \(it is a folder\); copy the model to a"):
        write_calibration(_calibration(model), model.folder)


def test_a_calibration_of_another_model_is_refused(model: ModelEncoder) -> None:
    """Where the model has changed since, its old calibration is not trusted."""
    write_calibration(_calibration(model), model.folder)
    (model.folder / "config.json").write_text('{"hidden_size": 8}', encoding="utf-8")
    changed = get_encoder(str(model.folder))
    pattern = r"calibration\.json: is not of this model, which has changed since; run: glossalign calibrate --encoder '"
    with pytest.raises(ModelError, match=pattern):
        read_calibration(changed)


def test_a_folder_that_cannot_be_written_is_named(model: ModelEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the model lies in a folder of another user, the error says to copy it; the old file stays."""
    write_calibration(_calibration(model), model.folder)

    def refuse(*_: object, **__: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(
        ModelError,
        match=r"can't write '.*calibration\.json' \(Permission denied\); copy the model to a folder that you",
    ):
        write_calibration(replace(_calibration(model), csls_k=5), model.folder)
    monkeypatch.undo()
    assert read_calibration(model).csls_k == 15


def test_a_folder_that_is_gone_is_named(model: ModelEncoder, tmp_path: Path) -> None:
    """A folder that isn't there gets no file."""
    with pytest.raises(ModelError, match=r"can't write '.*none/calibration\.json' \(No such file or directory\)"):
        write_calibration(_calibration(model), tmp_path / "none")


def test_the_bundled_model_has_its_calibration() -> None:
    """What comes along is calibrated as it is: a build needs no `calibrate` first."""
    found = read_calibration(get_encoder(None))
    dimension = json.loads((BUNDLED / "config.json").read_text(encoding="utf-8"))["dimension"]
    assert found.csls_k in CSLS_KS
    assert found.steepness > 1
    assert {len(centre) for centre in found.centres.values()} <= {dimension}
