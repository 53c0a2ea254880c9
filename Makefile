# Every target sets itself up: Python >= 3.11, make and git are all a fresh machine needs.
# `make help` lists the targets. Variables: PYTHON=python3.12, PORT=8000, PYTEST_ARGS="-k probe",
# LAB_ARGS=--allow-root (as root, in a container),
# CONSTRAINTS=file (other pins; empty file = newest releases).

SHELL := /bin/bash
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help book test check format record lab serve zip clean

CONSTRAINTS ?= constraints.txt
PORT ?= 8000
PYTEST_ARGS ?=
LAB_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
HTML := _build/html
# Stamps: files that stand for work done, so that it is done again only when its inputs change.
FOR_BOOK := $(VENV)/.installed-book
FOR_TEST := $(VENV)/.installed-test
COLAB := $(VENV)/colab/.installed
BUILT := $(HTML)/.complete
SOURCES := $(shell find setnb book data _config.yml _toc.yml -type f \
	-not -path '*/__pycache__/*' -not -path '*/.ipynb_checkpoints/*' 2>/dev/null | sed 's/ /\\ /g')

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

book: $(BUILT) ## Build the book; prints the page to open
	@echo "The book is built. Open $(CURDIR)/$(HTML)/index.html"

# In the order of the folders: else files with few tests, which are the slow ones, come last.
test: $(FOR_TEST) $(COLAB) $(BUILT) ## Run every test, building the book first if need be
	@$(BIN)/python -m tests.browser >/dev/null
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder \
		--durations 10 $(PYTEST_ARGS)

check: $(FOR_TEST) ## Check style, types, import layers and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python tools/notebooks.py

format: $(FOR_TEST) ## Format the code; strip the notebooks of outputs
	$(BIN)/python tools/notebooks.py --strip
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

record: ## Make what the last `make test` saw the book's record of its tests
	@test -f _build/tested.json || { echo "Run make test first: it writes _build/tested.json."; exit 1; }
	cp _build/tested.json book/tested.json

lab: $(FOR_BOOK) ## Open the chapters in JupyterLab
	$(BIN)/jupyter lab book $(LAB_ARGS)

serve: $(BUILT) ## Serve the built book on http://localhost:8000 (PORT=8000)
	$(BIN)/python -m http.server $(PORT) --bind localhost --directory $(HTML)

zip: $(BUILT) ## Pack the built book as book.zip; unpack it anywhere and open html/index.html
	$(BIN)/python -c "import shutil; shutil.make_archive('book', 'zip', '_build', 'html')"
	@echo "Wrote $(CURDIR)/book.zip"

clean: ## Remove what was built and installed
	rm -rf $(VENV) _build book.zip .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis

# --all re-reads every page: otherwise warnings of an unchanged page are not repeated, and a build
# that failed would pass the second time. It executes no chapter again whose code stayed the same.
$(BUILT): $(SOURCES) $(FOR_BOOK)
	@rm -f $@
	$(BIN)/jupyter-book build . --all -W --keep-going
	@touch $@

$(BIN)/pip:
	@python="$$(tools/find-python)" && "$$python" -m venv $(VENV)

$(FOR_BOOK): pyproject.toml $(CONSTRAINTS) | $(BIN)/pip
	@echo "Installing what the book needs: about 2 GB, a few minutes."
	$(BIN)/python -m pip install -qq -c $(CONSTRAINTS) -e '.[book]'
	@touch $@

$(FOR_TEST): pyproject.toml $(CONSTRAINTS) | $(BIN)/pip
	@echo "Installing what the book and its tests need: about 2 GB, a few minutes."
	$(BIN)/python -m pip install -qq -c $(CONSTRAINTS) -e '.[test]'
	@touch $@

# Colab's front-end packages in a folder of their own, put before ours on the path by one test.
$(COLAB): tests/host/colab-pins.txt | $(BIN)/pip
	rm -rf $(@D)
	$(BIN)/python -m pip install -qq --no-deps --target $(@D) -r $<
	@touch $@
