# Everything that a person or a machine does here. `make help` lists it.
# The first target that needs it makes .venv and fills it from the lock files; a changed lock fills it again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8000
CORPUS ?= ../shared/corpus
VENV := .venv
BIN := $(VENV)/bin
# The first interpreter that is new enough; another one: make test PYTHON=/path/to/python
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url pyproject.toml
# Tests run beside each other; `make test JOBS=0` runs them in one process (for a debugger).
JOBS ?= auto
PYTEST := $(BIN)/python -m pytest -n $(JOBS)

# pyright as the lock has it, on the Node of its own wheel: nothing is fetched when it runs.
export PYRIGHT_PYTHON_GLOBAL_NODE := 0
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.PHONY: help serve test test-all check format bench bench-extract corpus derive build lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

serve: $(VENV)/.runtime ## run the service on the bundled graph: make serve PORT=8123
	exec $(BIN)/mandates serve --host $(HOST) --port $(PORT) $(SERVE_FLAGS)

test: $(VENV)/.dev ## the tests that run anywhere: neither ../shared nor packages of the system
	$(PYTEST) -m "not shared and not debian" $(ARGS)

test-all: $(VENV)/.dev ## every test; fails where ../shared or a package of the system is missing
	$(PYTEST) $(ARGS)

check: $(VENV)/.dev ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev ## put imports and layout in order
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## side-by-side measurements (benchmarks/)
	for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python "$$file" $(ARGS); done

bench-extract: $(VENV)/.dev ## recall and speed of extraction on ../shared: make bench-extract ARGS="--misses FILE"
	$(BIN)/python benchmarks/extract.py $(ARGS)

corpus: $(VENV)/.dev ## the packed part of the bundled graph, anew: make corpus CORPUS=../shared/corpus
	$(BIN)/python -m graph.corpus $(CORPUS) $(ARGS)

derive: $(VENV)/.dev ## what the rules derive from the bundled graph, after a change of graph/data, ontology or rules
	$(BIN)/python -m graph.corpus --derive

build: $(VENV)/.dev ## sdist and wheel in dist/
	$(BIN)/hatchling build --clean

lock: $(VENV)/.dev ## solve the dependencies of pyproject.toml anew: make lock LOCK_FLAGS=--upgrade
	$(LOCK) --group build --output-file requirements.lock $(LOCK_FLAGS)
	$(LOCK) --group dev --group bench --constraint requirements.lock --output-file requirements-dev.lock $(LOCK_FLAGS)

clean: ## remove what make and the tools made, but for .venv
	rm -rf dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# Stamps of an environment whose Python is gone (an upgrade of the system) say nothing any more.
$(shell [ ! -d $(VENV) ] || $(BIN)/python -S -c '' 2>/dev/null || rm -f $(VENV)/.python $(VENV)/.runtime $(VENV)/.dev)

# An environment that somebody made by hand is used as it is, unless its Python is gone or too old.
# pip is put in where it is missing (uv makes environments without it).
$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "mandates needs Python 3.11 or newer, and found none (make PYTHON=/path/to/python)" >&2; exit 2; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --default-pip >/dev/null
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/.python
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.python
	$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.runtime
