# Two commands to remember: `make demo` and `make test`. Each does all its own set-up.
PYTHON := .venv/bin/python
PYTEST_OPTIONS ?= -n 2 --dist loadfile --no-loadscope-reorder
export UV_PYTHON_DOWNLOADS := never
# A command that keeps nothing of what it compiled takes ten seconds to start instead of
# two, and the tests start hundreds of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check format-check lint types imports templates \
        migrations deploy-check translations messages lock lock-check format bench gallery \
        guide-pictures

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup:  ## make .venv with everything that the tests and checks need
	@scripts/setup dev

demo:  ## the portal with example data on http://localhost:8000 (PORT=... moves it)
	@scripts/setup run
	@$(PYTHON) scripts/serve.py --demo

test: setup  ## every test, those in Chromium too; DATABASE_URL chooses the database
	$(PYTHON) -m pytest $(PYTEST_OPTIONS)

check: format-check lint types imports templates migrations deploy-check translations lock-check test  ## all a change must pass

format-check: setup
	$(PYTHON) -m ruff format --check .

lint: setup
	$(PYTHON) -m ruff check .
	.venv/bin/deptry .

types: setup
	$(PYTHON) -m mypy

imports: setup
	.venv/bin/lint-imports --config pyproject.toml

templates: setup
	.venv/bin/djlint --lint --quiet templates

migrations: setup
	$(PYTHON) scripts/without_env.py makemigrations --check --dry-run

deploy-check: setup
	$(PYTHON) scripts/without_env.py check --deploy --fail-level WARNING --database default

translations: setup
	$(PYTHON) scripts/messages.py --check

messages: setup  ## collect new sentences into the catalogues of locale/
	$(PYTHON) scripts/messages.py

lock: setup  ## write both lock files from pyproject.toml
	scripts/lock

lock-check: setup
	scripts/lock --check

format: setup  ## put the code into its form
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

gallery: setup  ## a picture of every page in both themes and three languages, in var/gallery
	$(PYTHON) scripts/gallery.py

guide-pictures: setup  ## the pictures of docs/guides anew, from a demo of its own
	$(PYTHON) scripts/guide_pictures.py

bench: setup  ## measure; ratios against a bare floor in the same run
	$(PYTHON) -m benchmarks
