"""Learning: the schedule and the checkpoints of a run, and what the two networks learn on toys."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from align.training import context_training as module
from align.training.context_training import FROZEN_LAYERS, ContextTraining
from align.training.guide import Vectors, encode_all
from align.training.learning import Plan, Run
from align.training.packing import encode_context
from align.training.pairs import BatchSource, Rows, join_phrases
from align.training.tokens import Tokens
from align.training.words_training import learn_language, learn_pairs
from tests.align.training.factories import (
    LANGUAGES,
    draw_unit,
    list_lines,
    list_pieces,
    make_bert,
    make_pairs,
    make_toy_tokenizer,
    make_words,
    measure_precision,
)

TOY = make_pairs(list_lines())
WORDS = {
    language: np.flatnonzero((TOY.languages == language) & np.array([" " not in text for text in TOY.texts]))
    for language in LANGUAGES
}
"""The texts of one word, those of a concept at the same place in all languages."""


def _make_run(plan: Plan, checkpoint: Path | None = None, digest: str = "") -> tuple[torch.nn.Module, Run, Any]:
    """Return a line to be fitted to points, and its run."""
    line = torch.nn.Linear(1, 1)
    for parameter in line.parameters():
        torch.nn.init.zeros_(parameter)
    optimiser = torch.optim.AdamW(line.parameters(), lr=plan.rate)
    return line, Run(plan, line, [optimiser], checkpoint, digest), optimiser


def _fit(line: torch.nn.Module, losses: list[float]) -> Callable[[int], torch.Tensor]:
    def loss_of(step: int) -> torch.Tensor:
        places = torch.tensor([[float(step % 3)], [1.0]])
        loss: torch.Tensor = ((line(places) - (3 * places - 1)) ** 2).mean()
        losses.append(loss.item())
        return loss

    return loss_of


def test_the_loss_of_a_toy_falls() -> None:
    """A line is fitted to points on one."""
    line, run, _ = _make_run(Plan(steps=300, batch=2, rate=0.1))
    losses: list[float] = []
    run.go(_fit(line, losses))
    assert np.mean(losses[:10]) > 2
    assert np.mean(losses[-10:]) < 0.01
    assert [line.weight.item(), line.bias.item()] == pytest.approx([3, -1], abs=0.1)


def test_rates_rise_and_fall() -> None:
    """Rates warm up over sixty steps, fall in a line to the last step, and never below three hundredths."""
    line, run, optimiser = _make_run(Plan(steps=100, batch=2, rate=0.5))
    rates: list[float] = []

    def loss_of(_: int) -> torch.Tensor:
        rates.append(optimiser.param_groups[0]["lr"])
        return line(torch.ones(1, 1)).sum()

    run.go(loss_of)
    shares = np.array(rates) / 0.5
    assert len(shares) == 100
    assert shares[[0, 29, 59, 60, 80]] == pytest.approx([1 / 60, 0.5 * 0.71, 0.41, 0.4, 0.2])
    assert shares[[97, 98, 99]] == pytest.approx([0.03, 0.03, 0.03])


def test_a_run_is_taken_up_from_its_checkpoint(tmp_path: Path) -> None:
    """Stopped after seven steps, a run does the other five, and ends where one that was not stopped does."""
    plan = Plan(steps=12, batch=2, rate=0.1)
    whole, run, _ = _make_run(plan)
    run.go(_fit(whole, []))
    stopped, run, _ = _make_run(plan, tmp_path / "run.checkpoint")

    def stop(step: int) -> torch.Tensor:
        if step == 7:
            raise KeyboardInterrupt
        return _fit(stopped, [])(step)

    with pytest.raises(KeyboardInterrupt):
        run.go(stop, checkpoint_minutes=0)
    again, run, _ = _make_run(plan, tmp_path / "run.checkpoint")
    assert run.step == 7
    losses: list[float] = []
    run.go(_fit(again, losses))
    assert (run.step, len(losses)) == (12, 5)
    assert [again.weight.item(), again.bias.item()] == [whole.weight.item(), whole.bias.item()]
    assert [path.name for path in tmp_path.iterdir()] == ["run.checkpoint"]


def test_a_finished_run_does_nothing(tmp_path: Path) -> None:
    """A checkpoint of the last step leaves nothing to do."""
    plan = Plan(steps=3, batch=2, rate=0.1)
    line, run, _ = _make_run(plan, tmp_path / "run.checkpoint")
    run.go(_fit(line, []), checkpoint_minutes=0)
    again, run, _ = _make_run(plan, tmp_path / "run.checkpoint")
    losses: list[float] = []
    run.go(_fit(again, losses))
    assert (run.step, losses) == (3, [])
    assert again.weight.item() == line.weight.item() != 0


def test_a_checkpoint_of_another_digest_is_not_taken_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A run of another plan or other pairs begins at its first step, and says so."""
    caplog.set_level("INFO", "align.training.learning")
    plan, path = Plan(steps=3, batch=2, rate=0.1), tmp_path / "run.checkpoint"
    line, run, _ = _make_run(plan, path, "one")
    run.go(_fit(line, []), checkpoint_minutes=0)
    assert _make_run(plan, path, "one")[1].step == 3
    other, run, _ = _make_run(plan, path, "two")
    assert (run.step, other.weight.item()) == (0, 0)
    assert [record.getMessage() for record in caplog.records] == [
        "taken up at step 3",
        f"the checkpoint {path} comes of other pairs or another plan: begun anew",
    ]


# -- the word network --------------------------------------------------------------------------------------------------


def _make_toy_guide() -> Vectors:
    """Return a guide that gives every concept a direction, and a text the sum of its concepts."""
    directions = draw_unit(len(WORDS["pl"]), 512)
    concepts = {TOY.texts[row]: place for rows in WORDS.values() for place, row in enumerate(rows)}
    vectors = np.stack([sum(directions[concepts[word]] for word in text.split()) for text in TOY.texts])
    guide: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    return guide


def test_a_language_is_learnt_by_its_embeddings_alone() -> None:
    """Greek words come to lie where the guide has them; nothing but their pieces' embeddings has moved."""
    network, tokens, guide = (
        make_words(len(list_pieces())),
        Tokens(make_toy_tokenizer(), TOY.texts, 64),
        _make_toy_guide(),
    )
    before = {name: values.clone() for name, values in network.state_dict().items()}
    greek = np.flatnonzero(TOY.languages == "el")
    first = encode_all(network, tokens, WORDS["el"])
    plan = Plan(steps=20, batch=18, rate=0.0, table_rate=0.3, alike=0.8, nearness=4.0)
    learn_language(network, tokens, greek, guide, plan)
    wanted = guide[WORDS["el"]].astype(np.float32)
    assert measure_precision(first, wanted) < 0.4
    assert measure_precision(encode_all(network, tokens, WORDS["el"]), wanted) > 0.9
    after = network.state_dict()
    assert [name for name in before if not torch.equal(before[name], after[name])] == ["table.weight"]
    moved = (before["table.weight"] != after["table.weight"]).any(1).numpy()
    pieces = {token for row in greek for token in tokens.pad(np.array([row]))[0][0].tolist()}
    assert set(np.flatnonzero(moved).tolist()) == pieces
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_a_language_without_texts_is_not_learnt() -> None:
    """Where the pairs have no text of the language, the network stays as it is."""
    network, tokens = make_words(60), Tokens(make_toy_tokenizer(), TOY.texts, 64)
    before = network.table.weight.detach().clone()
    plan = Plan(steps=5, batch=18, rate=0.0, table_rate=0.1)
    learn_language(network, tokens, np.array([], np.int64), _make_toy_guide(), plan)
    assert torch.equal(network.table.weight, before)


def test_pairs_bring_languages_together() -> None:
    """After some steps on pairs, the nearest Russian word of a Polish one is its translation."""
    network, tokens, guide = (
        make_words(len(list_pieces())),
        Tokens(make_toy_tokenizer(), TOY.texts, 64),
        _make_toy_guide(),
    )

    def measure() -> float:
        return measure_precision(*(encode_all(network, tokens, WORDS[language]) for language in ("pl", "ru")))

    before = measure()
    learn_pairs(network, tokens, TOY, guide, Plan(steps=20, batch=12, rate=1e-3, table_rate=0.1, alike=0.9))
    assert before < 0.4
    assert measure() > 0.9


# -- the transformer ---------------------------------------------------------------------------------------------------
def _spy(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that will tell the sort of each batch drawn."""
    drawn: list[str] = []

    class Source(BatchSource):
        def draw(self, size: int, dictionary_share: float, *, is_family: bool) -> Iterator[Rows]:
            for rows in super().draw(size, dictionary_share, is_family=is_family):
                drawn.append("terms" if dictionary_share else "phrases")
                yield rows

    def join(*args: Any) -> Iterator[tuple[list[str], list[str]]]:
        for texts in join_phrases(*args):
            drawn.append("long")
            yield texts

    monkeypatch.setattr(module, "BatchSource", Source)
    monkeypatch.setattr(module, "join_phrases", join)
    return drawn


def test_the_transformer_learns_terms_phrases_and_long_texts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Batches of all sorts draw translations together; the embeddings and the lowest layers don't move."""
    drawn = _spy(monkeypatch)
    model, base = (make_bert(len(list_pieces()), FROZEN_LAYERS + 1) for _ in range(2))
    tokenizer = make_toy_tokenizer()

    def measure() -> float:
        """Return by how much a word is nearer to its translation than to all words of the other language."""
        texts = [[TOY.texts[row] for row in WORDS[language]] for language in ("pl", "ru")]
        polish, russian = (encode_context(model, tokenizer, some) for some in texts)
        cosines = polish @ russian.T
        return float(cosines.diagonal().mean() - cosines.mean())

    before = measure()
    plan = Plan(steps=40, batch=16, rate=5e-2, seed=2)
    ContextTraining(model, base, tokenizer, TOY, _make_toy_guide(), plan).run(tmp_path / "run.checkpoint")
    assert before < 0.01
    assert measure() > 0.05
    shares = [drawn.count(sort) / plan.steps for sort in ("terms", "phrases", "long")]
    assert shares == pytest.approx([0.5, 0.32, 0.18], abs=0.1)
    assert sum(shares) == 1
    old = base.state_dict()
    moved = {name for name, values in model.state_dict().items() if not torch.equal(values, old[name])}
    last = f"encoder.layer.{FROZEN_LAYERS}."
    assert moved == {name for name, _ in model.named_parameters() if name.startswith(last)}


def test_a_resumed_run_draws_other_batches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Taken up at step six, the transformer doesn't see the batches of the first steps again; begun anew, it does."""
    monkeypatch.setattr("align.training.learning.time", SimpleNamespace(monotonic=count(0, 1000).__next__))
    drawn: list[list[list[int]]] = []

    class Source(BatchSource):
        def draw(self, size: int, dictionary_share: float, *, is_family: bool) -> Iterator[Rows]:
            for rows in super().draw(size, dictionary_share, is_family=is_family):
                drawn.append(rows.tolist())
                yield rows

    monkeypatch.setattr(module, "BatchSource", Source)

    def train(steps: int, checkpoint: str, digest: str) -> list[list[list[int]]]:
        drawn.clear()
        model, base = (make_bert(len(list_pieces()), FROZEN_LAYERS + 1) for _ in range(2))
        plan = Plan(steps=steps, batch=16, rate=1e-3, seed=2)
        training = ContextTraining(model, base, make_toy_tokenizer(), TOY, _make_toy_guide(), plan)
        training.run(tmp_path / checkpoint, digest)
        return list(drawn)

    first, resumed, anew = train(6, "one", "a"), train(12, "one", "a"), train(12, "one", "b")
    assert anew[: len(first)] == first
    assert len(first) + len(resumed) == len(anew)
    assert [batch for batch in resumed if batch in first] == []
