"""What one model's similarities mean: how to centre its vectors, and how likely a CSLS makes two terms equivalent.

Models differ in how far apart they put what means the same. So each has a calibration beside its files, measured on a
list of terms in several languages, and whatever compares vectors reads it there. Half of the terms that two texts have
do not occur in the other; the measurement leaves out as many, or every nearest term would pass for an equivalent.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoder import Encoder, ModelEncoder
from align.index import Indices, Scores, Vectors, centre, csls_neighbours
from align.modelfolder import CALIBRATION
from glossary.errors import InputError, ModelError
from glossary.files import replace_file

TERMS: Final = Path(__file__).with_name("calibration_terms.tsv")
"""Terms of many fields in families of neighbours, written by hand for this: a family, then a column a language."""
CSLS_KS: Final = (5, 10, 15, 20)
_ROUNDS: Final = 8
"""How many times the terms are dealt out anew into those of both languages and those of one."""
_LEAST_TERMS: Final = 50
_LEAST_FAMILIES: Final = 10
_OTHER_COLUMNS: Final = ("family", "id", "")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Calibration:
    """How to read the similarities of the model with this fingerprint.

    `centres` are the mean unit vectors (d,) of languages: vectors are always compared centred, as index.centre does it.
    Two terms whose CSLS over `csls_k` neighbours is `midpoint` are equivalent in one case of two, and the log-odds grow
    by `steepness` for each whole point of CSLS.
    """

    fingerprint: str
    csls_k: int
    midpoint: float
    steepness: float
    centres: Mapping[str, tuple[float, ...]]

    def log_odds(self, csls: Scores) -> Scores:
        """Return the log-odds of equivalence of each CSLS."""
        odds: Scores = self.steepness * (csls - self.midpoint)
        return odds

    def probability(self, csls: Scores) -> Scores:
        """Return the probability of equivalence of each CSLS, 0 to 1."""
        return to_probability(self.log_odds(csls))


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a calibration was fitted to: P@1 of all language pairs, and how far off its probabilities are.

    `error` is the expected calibration error of ten equal bins (Guo et al. 2017): fitted on half of the families,
    measured on the other. It holds for lists of some hundred terms; the nearest of thousands is wrong more often.
    """

    languages: tuple[str, ...]
    precision_raw: float
    precision_centred: float
    precision_csls: float
    error: float
    pairs: int


@dataclass(frozen=True, slots=True)
class TermTable:
    """The same concepts in several languages: row i of each language is a designation of concept i.

    Concepts of one family are neighbours; without families, each is its own.
    """

    terms: Mapping[str, tuple[str, ...]]
    families: tuple[str, ...]

    def __len__(self) -> int:
        return len(next(iter(self.terms.values())))


def read_terms(path: Path) -> TermTable:
    """Return the terms of a tab-separated file with a header: BCP-47 language tags, and `family` or `id` if there are.

    Raises InputError, with the line, for a file that holds no such table.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: can't be read ({error}); give a tab-separated UTF-8 file of terms") from error
    header, *rows = [line.split("\t") for line in lines] or [[]]
    header = [name.strip() for name in header]
    columns = [number for number, name in enumerate(header) if name not in _OTHER_COLUMNS]
    unknown = [header[column] for column in columns if not _LANGUAGE.fullmatch(header[column])]
    if unknown:
        raise InputError(f"{path}, line 1: {unknown[0]!r} is no language tag; name the language, or remove the column")
    if len(columns) < 2 or len(rows) < _LEAST_TERMS:
        raise InputError(
            f"{path}: {len(columns)} languages and {len(rows)} rows; a calibration needs a header of language tags, "
            f"two of them at least, and {_LEAST_TERMS} concepts"
        )
    languages = [header[column].lower() for column in columns]
    if len(set(languages)) < len(languages):
        raise InputError(f"{path}, line 1: two columns have one name; every language needs a column of its own")
    for number, row in enumerate(rows, 2):
        if len(row) != len(header) or not all(row[column].strip() for column in columns):
            raise InputError(f"{path}, line {number}: a term is missing; every concept needs one in each language")
    terms = {
        language: tuple(row[column].strip() for row in rows)
        for language, column in zip(languages, columns, strict=True)
    }
    families = [row[header.index("family")] for row in rows] if "family" in header else map(str, range(len(rows)))
    return TermTable(terms, tuple(families))


def read_calibration(encoder: ModelEncoder) -> Calibration:
    """Return the calibration that lies with a model.

    Raises ModelError where there is none, it is damaged, or the model has changed since.
    """
    path = encoder.folder / CALIBRATION
    remedy = f"run: glossalign calibrate --encoder {str(encoder.folder)!r}"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        centres = {language: tuple(map(float, vector)) for language, vector in data.pop("centres").items()}
        found = Calibration(
            fingerprint=str(data["fingerprint"]),
            csls_k=int(data["csls_k"]),
            midpoint=float(data["midpoint"]),
            steepness=float(data["steepness"]),
            centres=centres,
        )
        _check(found)
    except FileNotFoundError:
        raise ModelError(f"the model {str(encoder.folder)!r} has no {CALIBRATION}; {remedy}") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path}: can't be read ({type(error).__name__}: {error}); {remedy}") from error
    if found.fingerprint != encoder.fingerprint:
        raise ModelError(f"{path}: is not of this model, which has changed since; {remedy}")
    return found


def _check(calibration: Calibration) -> None:
    """Raise ValueError for figures that no measurement gives."""
    figures = (calibration.midpoint, calibration.steepness, *(x for each in calibration.centres.values() for x in each))
    if not all(map(math.isfinite, figures)) or calibration.steepness <= 0 or calibration.csls_k < 1:
        raise ValueError("a figure is out of its range")
    if len({len(centre) for centre in calibration.centres.values()}) != 1:
        raise ValueError("the centres are not of one length")


def write_calibration(calibration: Calibration, folder: Path) -> Path:
    """Write a calibration beside its model and return its path; raises ModelError where that can't be done."""
    path = folder / CALIBRATION
    data = asdict(calibration) | {
        "centres": {language: [round(value, 6) for value in vector] for language, vector in calibration.centres.items()}
    }
    try:
        content = json.dumps(data, sort_keys=True).encode() + b"\n"
        replace_file(path, lambda stream: bool(stream.write(content)))
    except OSError as error:
        raise ModelError(
            f"can't write {str(path)!r} ({error.strerror}); copy the model to a folder that you can write to"
        ) from error
    return path


def calibrate(encoder: Encoder, table: TermTable) -> tuple[Calibration, Measurement]:
    """Measure a model on terms of several languages. The same model and terms give the same calibration."""
    vectors = {language: encoder.encode(terms) for language, terms in table.terms.items()}
    for language, found in vectors.items():
        if not found.any():
            raise ModelError(f"the model can't read a single term of {language!r}; leave that column out")
    centred = {language: centre(found) for language, found in vectors.items()}
    csls_k = max(CSLS_KS, key=lambda k: (_mean_precision(centred, csls_k=k), -k))
    one, other = _split(table.families)
    midpoint, steepness = _fit(*_deal_out(centred, csls_k, one))
    csls, is_same = _deal_out(centred, csls_k, other)
    error = _calibration_error(to_probability(steepness * (csls - midpoint)), is_same)
    csls, is_same = _deal_out(centred, csls_k, np.arange(len(table)))
    midpoint, steepness = _fit(csls, is_same)
    centres = {tag: tuple(map(float, _mean(each))) for tag, each in sorted(vectors.items())}
    calibration = Calibration(encoder.fingerprint, csls_k, round(midpoint, 4), round(steepness, 3), centres)
    measured = Measurement(
        languages=tuple(sorted(vectors)),
        precision_raw=_mean_precision(vectors, csls_k=None),
        precision_centred=_mean_precision(centred, csls_k=None),
        precision_csls=_mean_precision(centred, csls_k=csls_k),
        error=error,
        pairs=len(csls),
    )
    return calibration, measured


def _mean(vectors: Vectors) -> Vectors:
    """Return the mean of unit vectors, without those that are zero, of texts that the model can't read."""
    mean: Vectors = vectors[np.abs(vectors).max(axis=1) > 0].mean(axis=0)
    return mean


def _split(families: Sequence[str]) -> tuple[Indices, Indices]:
    """Return the rows of one half of the families, and of the other; of the rows where there are few families."""
    if len(set(families)) < _LEAST_FAMILIES:
        families = [str(row) for row in range(len(families))]
    names = sorted(set(families))
    half = set(np.random.default_rng(0).permutation(names)[: len(names) // 2].tolist())
    is_first = np.array([family in half for family in families])
    return np.flatnonzero(is_first), np.flatnonzero(~is_first)


def _mean_precision(vectors: Mapping[str, Vectors], csls_k: int | None) -> float:
    """Return the mean P@1 over all pairs of languages and both directions, by cosine or by CSLS."""
    scores = []
    for a, b in combinations(sorted(vectors), 2):
        for source, target in ((vectors[a], vectors[b]), (vectors[b], vectors[a])):
            if csls_k is None:
                nearest = (source @ target.T).argmax(axis=1)
            else:
                nearest = csls_neighbours(source, target, k=csls_k, neighbours=1).indices[:, 0]
            scores.append((nearest == np.arange(len(source))).mean())
    return float(np.mean(scores))


def _deal_out(vectors: Mapping[str, Vectors], k: int, concepts: Indices) -> tuple[Scores, NDArray[np.bool_]]:
    """Return the CSLS of every term and its nearest of the other language, and whether they are equivalent.

    Of the concepts, a half is in both languages, a quarter in either.
    """
    random = np.random.default_rng(0)
    scores, is_same = [], []
    for a, b in combinations(sorted(vectors), 2):
        for _ in range(_ROUNDS):
            quarters = np.array_split(random.permutation(concepts), 4)
            one, other = np.concatenate(quarters[:3]), np.concatenate([quarters[0], quarters[1], quarters[3]])
            for source, target, left, right in ((a, b, one, other), (b, a, other, one)):
                nearest = csls_neighbours(vectors[source][left], vectors[target][right], k=k, neighbours=1)
                scores.append(nearest.scores[:, 0])
                is_same.append(left == right[nearest.indices[:, 0]])
    return np.concatenate(scores), np.concatenate(is_same)


def _fit(csls: Scores, is_same: NDArray[np.bool_]) -> tuple[float, float]:
    """Return midpoint and steepness of the logistic curve through outcomes (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second that only `calibrate` needs

    if is_same.all() or not is_same.any():
        raise ModelError("the model finds all or none of the equivalents; no calibration can be fitted to it")
    model = LogisticRegression(C=1e6).fit(csls[:, None], is_same)
    steepness = float(model.coef_[0, 0])
    if steepness <= 0:
        raise ModelError("the model puts equivalents no nearer than other terms; it can't serve for alignment")
    return -float(model.intercept_[0]) / steepness, steepness


def to_probability(log_odds: Scores) -> Scores:
    """Return the probability of each log-odds, 0 to 1."""
    probability: Scores = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -50, 50)))
    return probability


def _calibration_error(probabilities: Scores, is_same: NDArray[np.bool_]) -> float:
    bins = np.minimum((probabilities * 10).astype(int), 9)
    gaps = [
        abs(probabilities[bins == number].mean() - is_same[bins == number].mean()) * (bins == number).mean()
        for number in np.unique(bins)
    ]
    return float(np.sum(gaps))
