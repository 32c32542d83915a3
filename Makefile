# Two commands set everything up: `make demo` shows a film, `make test` proves the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= demo-home
GGUF ?= local-models/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf
XLLAMACPP := xllamacpp==2026.10.11549
RUN_LIBS := libegl1 libgl1 libexpat1

.PHONY: help demo test lint types unit bench bench-identity bench-drift train-matching fetch-local-llm test-local-llm torture dist-check clean

help:
	@echo "make demo     install the package and turn examples/lighthouse.yaml into a film"
	@echo "make test     linters, types and the whole test suite"
	@echo "make bench    speed, memory and size tables"
	@echo "make bench-drift  drifting identities: what is noticed and repaired, and which memory helps; writes docs/drift.md"
	@echo "make bench-identity  who is who, scored: rules and every model in LLM='a b'; BENCH=folder adds gold files"
	@echo "make train-matching  fit how fragments of one identity are joined; HELD='files' are scored, never fitted"
	@echo "make test-local-llm  read hard stories with the llama.cpp model in GGUF=path; make fetch-local-llm fetches one"
	@echo "make torture  kill a job 500 times and compare what comes out"

# The drawing library needs three Debian libraries that slim images lack; root can simply have them installed.
$(VENV)/run: pyproject.toml
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
	  { echo "Python cannot make environments: apt-get install python3-venv" >&2; exit 2; }
	$(BIN)/pip install --quiet --disable-pip-version-check --editable . --config-settings editable_mode=compat
	$(BIN)/python -c "import skia" 2>/dev/null || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(RUN_LIBS); \
	  else \
	    echo "The drawing library needs Debian packages: sudo apt-get install $(RUN_LIBS)" >&2; exit 2; \
	  fi
	touch $@

$(VENV)/dev: $(VENV)/run
	$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]' --config-settings editable_mode=compat
	touch $@

demo: $(VENV)/run
	$(BIN)/iamflow run examples/lighthouse.yaml --home $(DEMO_HOME) --job lighthouse

test: $(VENV)/dev lint types unit dist-check

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

unit: $(VENV)/dev
	$(BIN)/python -m pytest -m "not torture" -n 2 --dist loadfile

dist-check: $(VENV)/dev
	$(BIN)/python tests/dist_check.py

bench: $(VENV)/dev
	$(BIN)/python benchmarks/bench.py

# Whole jobs on few frames, the scripts' own segments shortened; about a quarter of an hour on two idle cores.
DRIFT_SEEDS ?= 3
FAULTS = $(BIN)/iamflow bench faults --seeds $(DRIFT_SEEDS) --seconds 1 --fps 4 --drift ramp=6,swap=0.4 --workers 2 --docs docs

bench-drift: $(VENV)/dev
	$(FAULTS) examples/*.yaml tests/data/drift_own.jsonl
	$(FAULTS) tests/data/drift_more.jsonl --table more-faults
	$(BIN)/iamflow bench drift examples/*.yaml $(DRIFT_SCRIPTS) --seeds $(DRIFT_SEEDS) --seconds 0.5 --size 288x176 --fps 4 \
	  --workers 2 --docs docs

bench-identity: $(VENV)/dev
	$(BIN)/python benchmarks/bench_identity.py $(BENCH:%=--bench '%') $(foreach name,$(LLM),--llm '$(name)')

train-matching: $(VENV)/dev
	$(BIN)/python benchmarks/train_matching.py $(HELD:%=--held-out %)

# 1.1 GB, Apache-2.0, checked by its hash; never fetched by anything else.
fetch-local-llm: $(VENV)/run
	$(BIN)/python tests/local_llm/fetch_model.py '$(GGUF)'

# The server is installed here and nowhere else: the product talks to any server over HTTP.
test-local-llm: $(VENV)/dev
	@test -f '$(GGUF)' || \
	  { echo "No model at $(GGUF): give GGUF=path/to/model.gguf, or run make fetch-local-llm (1.1 GB)" >&2; exit 2; }
	$(BIN)/python -c "import xllamacpp" 2>/dev/null || \
	  $(BIN)/pip install --quiet --disable-pip-version-check $(XLLAMACPP)
	$(BIN)/python tests/local_llm/run_extraction.py '$(GGUF)' $(if $(SCRIPTS),--scripts $(SCRIPTS))

torture: $(VENV)/dev
	IAMFLOW_TORTURE_KILLS=500 $(BIN)/python -m pytest -m torture

clean:
	rm -rf $(VENV) $(DEMO_HOME) build dist *.egg-info
