"""The command of the recipe."""

import argparse
import logging
from pathlib import Path

from align.training.recipe import make_encoder


def main() -> None:
    """Make the encoder."""
    parser = argparse.ArgumentParser(prog="python -m align.training", description=__doc__)
    parser.add_argument("pairs", type=Path, help="pairs: language, text, language, text, source; .tsv or .tsv.gz")
    parser.add_argument("output", type=Path, help="the folder of the encoder; what stands there is replaced")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="where the steps leave their files")
    parser.add_argument("--device", default="cpu", help="what PyTorch trains on, such as cuda (default: %(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    make_encoder(options.pairs, options.work, options.output, options.device)


if __name__ == "__main__":
    main()
