# What a newcomer types: `make run` and `make test`. Both make .venv first; a second call finds it made.

PYTHON ?= python3
PORT ?= 8000
ERRORS ?= 0
# What the benchmark and the training of the encoder read; neither is part of the repository.
EVAL ?= ../shared/eval
PAIRS ?= ../shared/train/term_pairs.tsv.gz
MODELS ?=
CONCEPTS ?= 100000
MINUTES ?= 10
# Where pip finds PyTorch without CUDA, for machines whose index offers only the build with it (README, "Installation").
TORCH_INDEX ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := .venv/.installed

.PHONY: help install run test check score ablation bench-alignment bench-annotate bench-encoder bench-exchange bench-extraction bench-forms bench-service bench-words soak train-encoder train-links clean

help:
	@echo "make run      build the glossary of seeds/ and serve it on 127.0.0.1:$(PORT) (PORT=...)"
	@echo "make test     run every check: format, lint, types, imports, tests"
	@echo "make score    build the glossary of seeds/ and score it against the gold standard (ERRORS=n lists errors)"
	@echo "make ablation score that glossary without each signal of the alignment"
	@echo "make bench-alignment   tell how many links hold on translated sentences (EVAL=folder)"
	@echo "make bench-extraction   measure the tokens a second of extraction"
	@echo "make bench-encoder   measure the bundled encoder beside its base (EVAL=folder, MODELS='path name')"
	@echo "make bench-exchange   measure every format's time and memory on a large glossary (CONCEPTS=100000)"
	@echo "make bench-forms   tell how many forms of the gold standard are found from its bare terms (ERRORS=n lists misses)"
	@echo "make bench-words   measure fuzzy lookup and suggestions on a million terms"
	@echo "make bench-annotate   measure annotating texts beside the automaton alone"
	@echo "make bench-service   measure lookups over HTTP beside a bare route (CONCEPTS=100000)"
	@echo "make soak     run a service under reads and writes, and kill a worker of it (MINUTES=10)"
	@echo "make train-encoder   make the encoder anew into build/encoder (PAIRS=file); hours on a CPU"
	@echo "make train-links   fit the models of links anew (PAIRS=file); twenty minutes"
	@echo "make install  only make .venv"
	@echo "make clean    remove what was built, but not .venv"

install: $(INSTALLED)

# The stamp is written last, so an interrupted installation is taken up again.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "glossalign needs Python 3.11 or later; set PYTHON=")'
	$(PYTHON) -m venv .venv
	@# On Linux the plain torch of PyPI brings gigabytes of CUDA: look what would come before it comes.
	@if [ -n "$(TORCH_INDEX)" ]; then \
		$(PIP) install --quiet --no-deps --constraint constraints.txt --index-url "$(TORCH_INDEX)" torch; \
	elif $(PIP) install --dry-run --quiet --report - --constraint constraints.txt torch | grep -q '"name": "nvidia-'; then \
		echo "torch would bring CUDA packages: set TORCH_INDEX to PyTorch's index of CPU builds (README, Installation)" >&2; \
		exit 1; \
	fi
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	@if $(PIP) list | grep '^nvidia-'; then echo "note: these CUDA packages are installed and not needed"; fi
	@touch $@

run: install
	@mkdir -p build
	$(BIN)/glossalign build seeds --store build/glossary.db
	$(BIN)/glossalign serve --store build/glossary.db --host 127.0.0.1 --port $(PORT)

# The tests come last: what stands at the end is their closing line.
test check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

score: install
	@mkdir -p build
	@rm -f build/score.db
	$(BIN)/glossalign build seeds --store build/score.db
	$(BIN)/glossalign export --store build/score.db --format tbx --output build/score.tbx
	$(BIN)/python tests/gold/score.py build/score.tbx --gold tests/gold/dev.json --errors $(ERRORS)

ablation: install
	@mkdir -p build
	$(BIN)/python -m benchmarks.ablation seeds tests/gold/dev.json --json build/ablation.json

bench-alignment: install
	@mkdir -p build
	$(BIN)/python -m benchmarks.alignment "$(EVAL)/sentences_dev.tsv"

bench-extraction: install
	$(BIN)/python -m benchmarks.extraction seeds

bench-exchange: install
	$(BIN)/python -m benchmarks.exchange --concepts $(CONCEPTS)

bench-encoder: install
	@mkdir -p build
	$(BIN)/python -m benchmarks.encoder --eval "$(EVAL)" --json build/bench-encoder.json $(MODELS)

bench-forms: install
	$(BIN)/python -m benchmarks.forms tests/gold/dev.json --errors $(ERRORS)

bench-words: install
	$(BIN)/python -m benchmarks.wordindex

bench-annotate: install
	$(BIN)/python -m benchmarks.annotate

bench-service: install
	$(BIN)/python -m benchmarks.service --concepts $(CONCEPTS)

soak: install
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES)

train-encoder: install
	$(BIN)/python -m align.training "$(PAIRS)" build/encoder
	$(BIN)/glossalign calibrate --encoder build/encoder

train-links: install
	@mkdir -p build
	$(BIN)/python -m align.training.links "$(PAIRS)" align/link_models.json

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
