"""A sentence-transformers folder of some kilobytes, with weights by chance: small, but a foreign model in every way."""

from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyząćęłńóśźżабвгдежзийклмнопрстуфхцчшщъыьэюя0123456789"


def write_tiny_model(folder: Path, *, dimension: int = 32, seed: int = 0, max_tokens: int = 256) -> None:
    """Write a BERT of one layer that reads letter by letter, with the mean of its tokens; its vectors have no norm."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    network = folder.with_name(f"{folder.name}-network")
    network.mkdir(parents=True)
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    vocabulary = [*special, *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    BertTokenizerFast(vocab={token: number for number, token in enumerate(vocabulary)}).save_pretrained(network)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=dimension,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=max_tokens,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        BertModel(config).save_pretrained(network)
    modules = [Transformer(str(network), max_seq_length=max_tokens), Pooling(dimension, pooling_mode="mean")]
    SentenceTransformer(modules=modules, device="cpu").save_pretrained(str(folder))
