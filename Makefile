# Two commands set everything up: `make demo` shows a film, `make test` proves the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= demo-home
RUN_LIBS := libegl1 libgl1 libexpat1

.PHONY: help demo test lint types unit bench bench-identity torture dist-check clean

help:
	@echo "make demo     install the package and turn examples/lighthouse.yaml into a film"
	@echo "make test     linters, types and the whole test suite"
	@echo "make bench    speed, memory and size tables"
	@echo "make bench-identity  who is who, scored: rules and every model in LLM='a b'; BENCH=folder adds gold files"
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
	$(BIN)/python -m pytest -m "not torture"

dist-check: $(VENV)/dev
	$(BIN)/python tests/dist_check.py

bench: $(VENV)/dev
	$(BIN)/python benchmarks/bench.py

bench-identity: $(VENV)/dev
	$(BIN)/python benchmarks/bench_identity.py $(BENCH:%=--bench '%') $(foreach name,$(LLM),--llm '$(name)')

torture: $(VENV)/dev
	IAMFLOW_TORTURE_KILLS=500 $(BIN)/python -m pytest -m torture

clean:
	rm -rf $(VENV) $(DEMO_HOME) build dist *.egg-info
