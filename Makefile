# `make help` lists the targets. Everything runs in .venv, which is made on first use.
PYTHON ?= python3
DATA ?= $(or $(DEDUP_DATA),../shared/data)

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test docs quality kernels bench bench-quick clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'
	@echo "PYTHON=python3.12 chooses another interpreter (3.11 or newer) for a new .venv."

demo: $(INSTALLED) ## run the example: find copies, compare two, collate all
	@$(BIN)/python examples/demo.py
	@$(BIN)/python examples/pages.py

test: $(INSTALLED) ## lint, check the format and the types, run all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

docs: $(INSTALLED) ## build the documentation into build/site
	@$(BIN)/python benchmarks/measured_page.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict
	@echo "Open build/site/index.html in a browser."

quality: $(INSTALLED) ## measure against labelled data: DATA=folder, else $DEDUP_DATA
	$(BIN)/python benchmarks/quality.py --data "$(DATA)"

bench: $(INSTALLED) ## measure speed and memory, beside peers: hours, most of it a million articles
	$(BIN)/python benchmarks/speed.py

kernels: $(INSTALLED) ## make the compiled loops that the library ships with, after a change of them
	@$(BIN)/python benchmarks/ship_kernels.py

bench-quick: $(INSTALLED) ## the same on small collections: minutes
	$(BIN)/python benchmarks/speed.py --quick

clean: ## remove .venv, caches and built packages
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp makes a changed pyproject.toml install again, and nothing else.
$(INSTALLED): pyproject.toml | $(BIN)/python
	@echo "Installing dedup and its tools into $(VENV) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@

# A half-made environment is removed, or the next run would take it for a whole one.
$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "error: '$(PYTHON)' is not on the PATH; install Python 3.11 or newer, or name one:" \
	    "make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: dedup needs Python 3.11 or newer, but '$(PYTHON)' is" \
	    "$$("$(PYTHON)" -V 2>&1); name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "error: '$(PYTHON)' cannot make virtual environments (no ensurepip);" \
	    "on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
