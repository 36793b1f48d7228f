# Everything a newcomer needs: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false
# What is compiled is kept: compiling it anew takes each process of the tests five seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo test browser lint types imports format check bench clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

install: $(VENV)/.tools  ## make .venv and install Byline with everything that the other targets need

$(VENV)/.installed: pyproject.toml constraints.txt scripts/install.sh
	@sh scripts/install.sh $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.tools: $(VENV)/.installed
	@sh scripts/install.sh $(PYTHON) $(VENV) tools
	@touch $@

demo: $(VENV)/.installed  ## answer questions about the sample newsroom; installs no more than that takes
	$(BIN)/byline demo

test: install  ## run the whole suite, in three processes: a third of it waits for servers, timers and child processes
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

browser: install  ## look at the pages in a real browser: Debian's chromium, or what CHROMIUM names; not part of check
	@sh scripts/install.sh $(PYTHON) $(VENV) browser
	$(BIN)/python -m pytest -m browser tests/browser

lint: install  ## formatting and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install  ## static types
	$(BIN)/mypy

imports: install  ## the import rules
	$(BIN)/lint-imports

format: install  ## rewrite the files as the formatter wants them
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint types imports test  ## everything that must pass before a commit lands

bench: install  ## measure speed, memory and disk, ARGS="--only answering --sizes 1000"; not part of check
	$(BIN)/python -m bench $(ARGS)

clean:  ## remove what was built
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
