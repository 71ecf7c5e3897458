# `make site` and `make test` need Python 3.11 or newer and nothing else; both install what they use into .venv.

ifneq ($(firstword $(sort 3.81 $(MAKE_VERSION))),3.81)
$(error GNU make 3.81 or newer must be used; this is $(or $(MAKE_VERSION),another make). Without make: README, "Without make")
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site check serve test lint lock bench clean

# The first Python that is new enough; PYTHON=... names another.
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
USED_PYTHON = $(shell for each in $(CANDIDATES); do "$$each" -c "$(NEW_ENOUGH)" 2>/dev/null && { echo "$$each"; break; }; done)

VENV := .venv
RUN := $(VENV)/bin/python
QUIET_PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes

help:
	@echo 'make site    check the data and build the site into _site/'
	@echo 'make test    run every check there is: lint, types, tests, the real data'
	@echo 'make check   check the data only'
	@echo 'make serve   preview on http://127.0.0.1:8000, rebuilt when a file changes'
	@echo 'make bench   measure speed and memory'
	@echo 'make lint    format, lint and type-check the code'
	@echo 'make lock    lock the dependencies of pyproject.toml anew'
	@echo 'make clean   delete what the other commands made'

site: $(VENV)/installed
	@$(RUN) build.py

check: $(VENV)/installed
	@$(RUN) build.py check

serve: $(VENV)/installed
	@$(RUN) build.py serve

test: $(VENV)/installed-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) build.py check
	$(RUN) -m pytest

lint: $(VENV)/installed-dev
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .
	$(RUN) -m mypy

bench: $(VENV)/installed-dev
	@$(RUN) -m tests.bench

lock: $(VENV)/installed-dev
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--no-emit-index-url --no-emit-find-links --output-file requirements.txt $(LOCK)
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--group dev --no-emit-index-url --no-emit-find-links --output-file requirements-dev.txt $(LOCK)

clean:
	rm -rf $(VENV) _site .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@if [ -z "$(USED_PYTHON)" ]; then \
		echo 'Python 3.11 or newer must be installed; found only:' >&2; \
		for each in $(CANDIDATES); do found=$$("$$each" --version 2>&1) && echo "  $$each: $$found" >&2; done; \
		echo 'Get it from https://www.python.org/downloads/ or name one: make PYTHON=/path/to/python3.12' >&2; exit 1; fi
	@"$(USED_PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo 'Python must have its module venv; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	@echo 'installing the locked packages into $(VENV)'
	@$(QUIET_PIP) -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt | $(VENV)/bin/python
	@echo 'installing the locked packages for tests into $(VENV)'
	@$(QUIET_PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/installed
