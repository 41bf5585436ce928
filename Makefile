# Everything a developer types. `make run` needs Python 3.11 or newer with its venv module, and nothing else.
PYTHON ?= python3
BIN := .venv/bin
MINUTES ?= 30
# What `make test-next` runs on: the newest Python of pyenv or of the system that Django 6 takes.
NEXT_PYTHON ?= $(shell ls -v $(HOME)/.pyenv/versions/3.1[2-9].*/bin/python 2>/dev/null | tail -n 1 | grep . \
  || command -v python3.15 python3.14 python3.13 python3.12 | head -n 1)
COMPILE := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  $(if $(UPGRADE),--upgrade)
# A test now and then waits for a browser or a process, so one more than two cores can run at once.
SHARED := -n 3 --dist worksteal
# What has to do with the database or the cache. Pages look the same on either, and they have their tests elsewhere.
STORES := accounts audit bff config connections credentials gateway history preferences scale security statuses team timeblocks

# Compiling the tests anew in each process costs eight seconds of it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run serve test test-quick test-slow test-all test-stores test-next steady bench measure bench-day comparisons soak mutants check fix messages audit lock key third-party-clients clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 21

.venv/.run: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Tandem needs Python 3.11 or newer; name one with PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tandem needs Python 3.11 or newer; name one with PYTHON=...")'
	@$(PYTHON) -m config.install requirements.txt
	@touch $@

.venv/.test: tests/requirements.txt .venv/.run
	@$(PYTHON) -m config.install tests/requirements.txt
	@touch $@

run: .venv/.run ## dashboard and sandbox with Alice, Bob and Charlie; Ctrl-C ends both
	@DEVELOPMENT=1 exec $(BIN)/python manage.py demo

serve: .venv/.run ## production, configured by the environment (docs/deploying.md)
	@exec $(BIN)/python -m config.serve

test: .venv/.test ## the suite
	$(BIN)/python -m pytest -m "not slow" $(SHARED)

test-quick: .venv/.test ## what answers within a minute: no browser, no process of its own, no long sweep
	$(BIN)/python -m pytest -m "not slow and not browser and not processes and not long" $(SHARED)

test-slow: .venv/.test third-party-clients ## what test-all adds to test
	$(BIN)/python -m pytest -m slow $(SHARED)

test-all: test test-slow ## the suite and all that takes longer

test-stores: .venv/.test ## what has to do with the database and the cache that DATABASE_URL and CACHE_URL name
	$(BIN)/python -m pytest -m "not browser and not slow" $(SHARED) $(STORES:%=tests/%)
	$(BIN)/python -m pytest -m slow $(SHARED) tests/credentials tests/gateway tests/scale

.next/.made: tests/requirements.txt
	@test -n "$(NEXT_PYTHON)" || { echo "There is no Python 3.12 or newer here; name one with NEXT_PYTHON=..." >&2; exit 1; }
	$(NEXT_PYTHON) -m venv .next
	.next/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/requirements.txt
	.next/bin/pip install --quiet --disable-pip-version-check --upgrade 'django>=6,<7'
	@touch $@

test-next: .next/.made ## the suite without browsers on Django 6 and the newest Python here; deprecations are listed
	.next/bin/python -m pytest -m "not slow and not browser" $(SHARED) \
	  -W default::DeprecationWarning -W default::PendingDeprecationWarning $(TESTS)

steady: .venv/.test ## the suite ten times in a row, five of them beside two busy loops
	$(BIN)/python -m tests.steady

third-party-clients: .venv/.test ## environments with other people's Toggl programs, for test-all
	@if [ -f tests/third_party_clients/install.sh ]; then sh tests/third_party_clients/install.sh $(PYTHON); fi

bench: .venv/.test ## what things cost, as ratios against a baseline in the same run
	$(BIN)/python -m tests.benchmarks

comparisons: .venv/.test ## the proxy beside Express and FastAPI (needs npm)
	$(BIN)/python -m tests.comparisons

pictures: .venv/.test ## take the pictures of the README anew (needs Chromium)
	$(BIN)/python -m tests.pictures

measure: .venv/.test ## every page in a browser: axe, sizes, requests, paint, Lighthouse (needs Chromium and npm)
	$(BIN)/python -m tests.measure

bench-day: .venv/.test ## an hour and a day of a member on the Free plan, counted in requests (needs Chromium)
	$(BIN)/python -m pytest tests/day -s -q -p no:logging

soak: .venv/.test ## half an hour of 50 members with an upstream that fails now and then
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

.mutants/.made: tests/requirements.txt tests/mutants/requirements.txt
	$(PYTHON) -m venv .mutants
	.mutants/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	.mutants/bin/pip install --quiet --disable-pip-version-check --no-deps -r tests/mutants/requirements.txt
	@touch $@

mutants: .mutants/.made ## put 300 faults into the sources, one by one, and list those that the tests do not notice
	nice -n 10 .mutants/bin/python -m tests.mutants $(MUTANTS)

check: .venv/.test ## lint, format and types; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt check templates
	DEVELOPMENT=1 $(BIN)/mypy
	DEVELOPMENT=1 $(BIN)/python manage.py makemigrations --check --dry-run

fix: .venv/.test ## what lint and format can mend by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

audit: .venv/.run ## look up known weaknesses of what the locks pin, where a source of advisories can be reached
	@$(BIN)/python -m config.audit requirements.txt tests/requirements.txt

lock: ## pin what pyproject.toml asks for, with hashes, for every Python from 3.11 on; UPGRADE=1 takes the newest
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --extra dev --extra scale --output-file tests/requirements.txt pyproject.toml
	$(COMPILE) --extra scale --constraint tests/requirements.txt --output-file requirements.txt pyproject.toml
	sed -i -e '/#   -c tests/d' -e '1i # Made by `make lock` from the ranges in pyproject.toml. Hashes pin every file; edit the ranges, not this.' \
	  requirements.txt tests/requirements.txt

messages: .venv/.test ## take up new texts for translators and compile what they wrote (needs gettext)
	DEVELOPMENT=1 $(BIN)/python -m tests.languages

key: .venv/.run ## print a new key for CREDENTIAL_KEYS
	@$(BIN)/python -m config.secrets

clean: ## forget the environments and all development data
	rm -rf .venv .third_party_clients .comparisons .mutants .next .data
