"""Measure encoders side by side: `make bench-encoder`, or `python -m benchmarks.encoder --help`.

Quality is P@1: of the terms (or sentences) of one language, the share whose nearest one of the other language, among
all of them, is their translation; the mean of both directions. Nearness is the cosine of vectors as they are, that of
vectors centred by language, or CSLS of these. Speed is that of batches of 64 short terms, encoded as glossalign does;
the models take turns, each in a process of its own.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import numpy as np

from align.encoder import BUNDLED, Encoder, get_encoder
from align.index import Vectors, centre, csls_neighbours

LANGUAGES: Final = ("pl", "ru", "ar", "el", "en")
_SCORES: Final = ("raw", "centred", "csls")
_CSLS_K: Final = 10
_SPEED_TEXTS: Final = 1024
_BATCH: Final = 64
_QUERIES: Final = 60


def main() -> None:
    """Print one table of figures a model."""
    options = _read_options()
    if options.worker:
        sys.stdout.write(json.dumps(_work(options.worker, options.models[0], options.eval)) + "\n")
        return
    for name in ("terms_dev.tsv", "sentences_dev.tsv"):
        if not (options.eval / name).is_file():
            sys.exit(f"no {name} in {options.eval}: name the folder of the evaluation data with --eval")
    models = {"base": str(_provide_base(options.build)), "bundled": str(BUNDLED), **{m: m for m in options.models}}
    quality = {name: _call("quality", model, options.eval) for name, model in models.items()}
    rounds = [
        {name: _call("speed", model, options.eval) for name, model in models.items()} for _ in range(options.rounds)
    ]
    report = {name: quality[name] | _summarise([one[name] for one in rounds]) for name in models}
    _print(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("models", nargs="*", help="further sentence-transformers models, by path or name")
    parser.add_argument(
        "--eval", type=Path, default=Path("../shared/eval"), help="folder of terms_dev.tsv, sentences_dev.tsv"
    )
    parser.add_argument("--build", type=Path, default=Path("build"), help="where the base model is written")
    parser.add_argument("--rounds", type=int, default=3, help="how often speed is measured")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    parser.add_argument("--worker", choices=("quality", "speed"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _provide_base(build: Path) -> Path:
    """Return the folder of multilingual-e5-small, written at the first call."""
    from align.training.base import find_weights, write_model  # noqa: PLC0415 - the extra `training`

    folder = build / "multilingual-e5-small"
    if not (folder / "modules.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        write_model(find_weights(), folder)
    return folder


def _call(task: str, model: str, folder: Path) -> dict[str, Any]:
    """Do a task in a process of its own, so that memory is that of one model."""
    command = [sys.executable, "-m", "benchmarks.encoder", model, "--worker", task, "--eval", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        sys.exit(f"{task} of {model} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


# -- in the worker -----------------------------------------------------------------------------------------------------


def _work(task: str, model: str, folder: Path) -> dict[str, Any]:
    encoder = get_encoder(None if Path(model) == BUNDLED else model)
    if task == "speed":
        return _measure_speed(encoder, _read_columns(folder / "terms_dev.tsv"))
    found: dict[str, Any] = {"megabytes": _size(encoder.folder)}
    for name in ("terms", "sentences"):
        columns = _read_columns(folder / f"{name}_dev.tsv")
        vectors = {language: encoder.encode(columns[language]) for language in LANGUAGES}
        found[name] = _measure_quality(vectors)
    return found


def _read_columns(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {language: [row[language] for row in rows] for language in LANGUAGES}


def _measure_quality(vectors: dict[str, Vectors]) -> dict[str, dict[str, float]]:
    """Return P@1 of every pair of languages: by cosine raw and centred, and by CSLS."""
    found: dict[str, dict[str, float]] = {score: {} for score in _SCORES}
    centred = {language: centre(one) for language, one in vectors.items()}
    for a, b in combinations(LANGUAGES, 2):
        right = np.arange(len(vectors[a]))
        for score, space in (("raw", vectors), ("centred", centred)):
            cosine = space[a] @ space[b].T
            found[score][f"{a}-{b}"] = float(
                ((cosine.argmax(axis=1) == right).mean() + (cosine.argmax(axis=0) == right).mean()) / 2
            )
        nearest = [
            csls_neighbours(centred[one], centred[other], k=_CSLS_K, neighbours=1).indices[:, 0]
            for one, other in ((a, b), (b, a))
        ]
        found["csls"][f"{a}-{b}"] = float(np.mean([(each == right).mean() for each in nearest]))
    return found


def _measure_speed(encoder: Encoder, columns: dict[str, list[str]]) -> dict[str, Any]:
    texts = [text for group in zip(*(columns[language] for language in LANGUAGES), strict=True) for text in group]
    texts = texts[:_SPEED_TEXTS]
    encoder.encode(texts[:_BATCH])
    started = time.perf_counter()
    for start in range(0, len(texts), _BATCH):
        encoder.encode(texts[start : start + _BATCH])
    pace = len(texts) / (time.perf_counter() - started)
    waits = []
    for text in texts[:_QUERIES]:
        started = time.perf_counter()
        encoder.encode([text])
        waits.append(1000 * (time.perf_counter() - started))
    return {"texts_per_second": pace, "query_ms": statistics.median(waits), "resident_megabytes": _peak_memory()}


def _peak_memory() -> float:
    """Return the greatest resident memory of this process; getrusage tells the parent's where that is greater."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc") / 1e6


# -- the report --------------------------------------------------------------------------------------------------------


def _summarise(rounds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {figure: statistics.median(one[figure] for one in rounds) for figure in rounds[0]}


def _print(report: dict[str, dict[str, Any]]) -> None:
    """Print a line a figure and a column a model."""
    lines = [["figure", *report]]
    for kind in ("terms", "sentences"):
        for score in _SCORES:
            pairs = next(iter(report.values()))[kind][score]
            six = [pair for pair in pairs if not pair.endswith("-en")]
            lines.append([f"{kind} {score} six pairs", *(f"{_mean(r[kind][score], six):.4f}" for r in report.values())])
            lines.append([f"{kind} {score} all ten", *(f"{_mean(r[kind][score], pairs):.4f}" for r in report.values())])
        lines += [
            [f"{kind} csls {pair}", *(f"{r[kind]['csls'][pair]:.4f}" for r in report.values())]
            for pair in next(iter(report.values()))[kind]["csls"]
        ]
    base = report["base"]["texts_per_second"]
    for figure in ("texts_per_second", "query_ms", "resident_megabytes", "megabytes"):
        lines.append([figure, *(f"{r[figure]:.1f}" for r in report.values())])
    lines.append(["times as fast as base", *(f"{r['texts_per_second'] / base:.2f}" for r in report.values())])
    for line in lines:
        sys.stdout.write(f"{line[0]:<28}" + "".join(f"{value[-24:]:>26}" for value in line[1:]) + "\n")


def _mean(scores: dict[str, float], pairs: Sequence[str]) -> float:
    return float(np.mean([scores[pair] for pair in pairs]))


if __name__ == "__main__":
    main()
