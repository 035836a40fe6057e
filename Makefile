# Everything runs in .venv, which `make setup` builds from constraints.txt.
PYTHON ?= python3
BIN := .venv/bin
# Tests start many processes: what one has compiled the next need not.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check docs bench soak clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/ready ## Build .venv with everything Terkirim needs

.venv/ready: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable . --requirement requirements-dev.txt
	@touch $@

demo: setup ## Play the main job from end to end, weeks in seconds
	@$(BIN)/terkirim demo

test: setup ## Run the tests
	@sh .ci/browser
	@sh .ci/clients
	@$(BIN)/python -m pytest -n 3 --maxschedchunk 4

check: setup ## Ruff, mypy, import-linter, the tests of the documents
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/docs

docs: setup ## Write docs/reference and docs/sandbox/coverage.md
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/coverage.py

bench: setup ## Measure speed, as a ratio to a bare loop and to peers (ONLY=name: one)
	@$(BIN)/python -m bench $(ONLY)

soak: setup ## Prove reliability at length: 20,000 seeds, 20,000 messages through 60 kills
	@$(BIN)/python tests/simulation 0 20000 --processes 2
	@$(BIN)/python tests/kills
	@NUMBERS=2000000 $(BIN)/python -m pytest tests/lists/numbers/test_verdicts.py
	@PLAN_ROWS=1000000 $(BIN)/python -m pytest tests/store/test_plans.py
	@BLOAT_ROWS=1000000 $(BIN)/python -m pytest tests/store/test_bloat.py

clean: ## Remove what the targets made
	rm -rf tests/clients/node_modules .venv .mypy_cache .ruff_cache .pytest_cache dist
