"""The word network: what its vectors depend on, how its embeddings are rounded, and its graph."""

import numpy as np
import pytest
import torch

from align.training.graphs import BLOCK, quantise_table
from align.training.guide import encode_all
from align.training.networks import build_words
from align.training.packing import pack_words
from align.training.tokens import Tokens, pad_texts
from align.training.words import WordNetwork, round_to_blocks
from tests.align.training.factories import (
    list_lines,
    list_pieces,
    make_pairs,
    make_toy_tokenizer,
    make_words,
    measure_cosines,
    run_graph,
)

TEXTS = make_pairs(list_lines()).texts


@pytest.fixture(scope="module")
def network() -> WordNetwork:
    """Return a network with random weights for the toy vocabulary."""
    return make_words(len(list_pieces()))


def test_vectors_are_of_unit_norm(network: WordNetwork) -> None:
    """Whatever the length of a text, its vector has length one."""
    with torch.inference_mode():
        vectors = network(*pad_texts(make_toy_tokenizer(), TEXTS, 64)).numpy()
    assert vectors.shape == (len(TEXTS), 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_padding_changes_nothing(network: WordNetwork) -> None:
    """A text beside a longer one has the vector that it has alone."""
    tokens = Tokens(make_toy_tokenizer(), ["kot", "kot pies dom woda komitet"], 64)
    with torch.inference_mode():
        together = network(*tokens.pad(np.array([0, 1]))).numpy()
        alone = network(*tokens.pad(np.array([0]))).numpy()
    assert together[0] == pytest.approx(alone[0], abs=1e-5)


def test_the_order_of_words_matters(network: WordNetwork) -> None:
    """The same words in another order have another vector, less far than that of other words."""
    tokenizer = make_toy_tokenizer()
    with torch.inference_mode():
        vectors = network(*pad_texts(tokenizer, ["kot pies dom", "dom kot pies", "woda rzeka praca"], 64)).numpy()
    turned, other = vectors[1:] @ vectors[0]
    assert other < turned < 0.999


def test_texts_are_encoded_in_the_order_asked(network: WordNetwork) -> None:
    """All texts at once, though sorted by length within, come as their numbers do."""
    tokens = Tokens(make_toy_tokenizer(), TEXTS, 64)
    numbers = np.array([30, 2, 17], np.int64)
    with torch.inference_mode():
        expected = np.vstack([network(*tokens.pad(np.array([number]))).numpy() for number in numbers])
    assert encode_all(network, tokens, numbers) == pytest.approx(expected, abs=1e-5)
    assert encode_all(network, tokens, np.array([], np.int64)).shape == (0, 512)


# -- rounding ----------------------------------------------------------------------------------------------------------


def test_blocks_are_rounded_by_their_peaks() -> None:
    """The peak is eight steps down; others go to the nearest step, of which there are seven up."""
    values = torch.zeros(1, 2 * BLOCK)
    values[0, :5] = torch.tensor([-4.0, 4.0, 1.2, -0.26, 0.24])
    values[0, BLOCK : BLOCK + 2] = torch.tensor([16.0, 3.0])
    found = round_to_blocks(values)[0]
    assert found[:5].tolist() == [-4.0, 3.5, 1.0, -0.5, 0.0]
    assert found[BLOCK : BLOCK + 2].tolist() == [16.0, 4.0]
    assert found.count_nonzero() == 6


def test_rounded_embeddings_are_kept_exactly() -> None:
    """What was rounded once stays as it is, and a graph's table holds just that."""
    values = torch.from_numpy(np.random.default_rng(1).standard_normal((20, 512)).astype(np.float32))
    rounded = round_to_blocks(values)
    assert not torch.equal(values, rounded)
    assert torch.equal(round_to_blocks(rounded), rounded)
    nibbles, scales = quantise_table(rounded.numpy())
    numbers = np.stack([nibbles & 15, nibbles >> 4], -1).reshape(20, -1, BLOCK).astype(np.float32) - 8
    assert (numbers * scales[..., None]).reshape(20, 512).tolist() == rounded.tolist()


def test_rounding_in_training_leaves_gradients_alone() -> None:
    """A network that rounds gives the vectors of one with rounded embeddings, and its embeddings learn all the same."""
    rough, network = make_words(60), make_words(60)
    noise = torch.from_numpy(np.random.default_rng(2).standard_normal((60, 512)).astype(np.float32))
    network.table.weight.data = noise.clone()
    rough.table.weight.data = round_to_blocks(noise)
    ids, mask = torch.tensor([[0, 7, 2]]), torch.ones(1, 3)
    network.rounds = True
    vectors = network(ids, mask)
    assert vectors.detach().numpy() == pytest.approx(rough(ids, mask).detach().numpy(), abs=1e-5)
    gradients = []
    for each in (network, rough):
        each(ids, mask)[0, 0].backward()
        gradients.append(each.table.weight.grad.coalesce())
    assert gradients[0].indices().tolist() == [[0, 2, 7]]
    assert torch.allclose(gradients[0].values(), gradients[1].values(), atol=1e-6)


# -- the graph ---------------------------------------------------------------------------------------------------------


def test_the_graph_agrees_with_torch(network: WordNetwork) -> None:
    """Text by text, the graph gives the network's vectors, centred and projected."""
    tokenizer = make_toy_tokenizer()
    vectors = encode_all(network, Tokens(tokenizer, TEXTS, 64), np.arange(len(TEXTS)))
    packed = pack_words(network, tokenizer, 1e-12)
    rows = [[tokenizer.encode(text).ids] for text in TEXTS]
    plain = run_graph(build_words(packed.weights, 1e-12, np.zeros(512), np.eye(512)), *rows)
    assert measure_cosines(plain, vectors).min() > 0.99
    centre = vectors.mean(axis=0)
    moved = vectors - centre
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    projection = np.linalg.qr(np.random.default_rng(3).standard_normal((512, 100)))[0]
    found = run_graph(build_words(packed.weights, 1e-12, centre, projection), *rows)
    assert found.shape == (len(TEXTS), 100)
    assert measure_cosines(found, moved @ projection).min() > 0.98


def test_texts_of_a_batch_do_not_influence_each_other(network: WordNetwork) -> None:
    """A text has the same vector to the last bit beside whatever other ones of its length."""
    tokenizer = make_toy_tokenizer()
    model = build_words(pack_words(network, tokenizer, 1e-12).weights, 1e-12, np.zeros(512), np.eye(512))
    rows = [tokenizer.encode(text).ids for text in TEXTS if text.count(" ") == 1][:16]
    together = run_graph(model, rows)
    assert run_graph(model, rows[::-1])[::-1].tobytes() == together.tobytes()
    assert run_graph(model, rows[:5]).tobytes() == together[:5].tobytes()
