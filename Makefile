# Linli: what can be done here. `make` alone prints this list.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
ROOMS := $(sort $(patsubst %/locale,%,$(wildcard portal/*/locale councils/locale proposals/locale volunteers/locale wechat/locale search/locale)))
export DJANGO_SETTINGS_MODULE ?= portal.config.settings.demo

.DEFAULT_GOAL := help
MINI := wechat/miniprogram
.PHONY: help setup run demo test check bench services messages openapi schema coverage lock miniprogram

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements/base.txt | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.develops: requirements/dev.txt | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.runs

setup: $(VENV)/.develops ## the environment with everything that tests and checks need

# honcho gives each process another PORT, so what all of them must agree on is named here.
run: export PORT := $(PORT)
run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run: export WECHAT_STANDIN_PORT ?= $(shell expr $(PORT) + 1)
run: $(VENV)/.runs ## the demo district on http://127.0.0.1:8000 (PORT= changes it), Ctrl-C stops it
	@$(BIN)/python manage.py load_demo --migrate
	@echo "Linli 邻里: http://127.0.0.1:$(PORT)/"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/honcho start

demo: $(VENV)/.runs ## load the demo district again into the database that settings name
	$(BIN)/python manage.py load_demo --migrate

test: $(VENV)/.develops ## all tests; what needs a server is skipped unless `make services` named one
	@DJANGO_SETTINGS_MODULE=portal.config.settings.test $(BIN)/python -m pytest -n 2

check: $(VENV)/.develops ## style, floors, types, templates, migrations, deployment, API file, words, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy portal proposals councils volunteers wechat search tools
	$(BIN)/djlint portal proposals councils volunteers wechat search --lint --quiet
	DJANGO_SETTINGS_MODULE=portal.config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/check_deployment.py
	$(BIN)/python manage.py openapi --check
	$(BIN)/python manage.py record_schema --check
	$(BIN)/python tools/check_words.py $(ROOMS)
	$(BIN)/python tools/check_borrowed_words.py
	$(BIN)/python tools/check_files.py

coverage: $(VENV)/.develops ## tests on every server named in the environment, then on SQLite, and what they reached
	@rm -f .coverage
	DJANGO_SETTINGS_MODULE=portal.config.settings.test $(BIN)/python -m pytest -n 2 --cov --cov-report=
	env -u DATABASE_URL DJANGO_SETTINGS_MODULE=portal.config.settings.test $(BIN)/python -m pytest -n 2 --cov --cov-append --cov-report= tests/ballots tests/core tests/moderation
	$(BIN)/coverage report --skip-covered --fail-under=95

bench: $(VENV)/.develops ## the figures of docs/performance.md, against real servers that it starts (root, Debian)
	@named=$$(mktemp) && trap 'rm -f "$$named"' EXIT && tools/services.sh start > "$$named" && set -a && . "$$named" && set +a && $(BIN)/python -m bench

$(MINI)/node_modules/.installed: $(MINI)/package-lock.json
	@cd $(MINI) && npm ci --silent
	@touch $@

# The mini-program knows the site by one address. A district names its own: make miniprogram SITE=https://…
miniprogram: SITE ?= https://linli.invalid
miniprogram: $(MINI)/node_modules/.installed ## the mini-program: checks, unit tests, both builds (needs Node 20)
	cd $(MINI) && npm run -s check:drift && npm run -s type-check && npm run -s lint && npm run -s test
	cd $(MINI) && npm run -s build:h5
	cd $(MINI) && export VITE_SITE_URL=$(SITE) && npm run -s build:mp-weixin && npm run -s check:mp && npm run -s pack:mp

services: ## start PostgreSQL and Redis, install Chromium (root, Debian), and print the variables that name them
	@tools/services.sh start

messages: $(VENV)/.develops ## read every word in code and templates into the rooms' catalogues, compile them (needs gettext)
	$(BIN)/python tools/check_words.py --write $(ROOMS)

openapi: $(VENV)/.develops ## write openapi.json
	$(BIN)/python manage.py openapi

schema: $(VENV)/.develops ## record what the demo's SQLite database begins with, after migrations changed
	$(BIN)/python manage.py record_schema

lock: $(VENV)/.develops ## lock requirements/*.in again (needs uv)
	for name in base dev production "oracle --no-deps"; do set -- $$name; uv pip compile -q $$2 --universal --no-header --no-strip-extras --generate-hashes --no-emit-index-url --python-version 3.11 --upgrade requirements/$$1.in -o requirements/$$1.txt; done
