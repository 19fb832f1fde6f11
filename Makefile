# Everything here is a short name for a command that also works alone; see CONTRIBUTING.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.evisyn-installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
SCALE := $(CURDIR)/build/scale-packages
FUZZ := $(CURDIR)/build/fuzz-packages
NAMESPACE := $(shell test "$$(id -u)" = 0 || echo unshare -Urm)
PARALLEL := -n 2 --dist loadfile

# Tools keep their own files in the ignored build/ folder, so that no home folder is needed.
export IPYTHONDIR := $(CURDIR)/build/ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/build/jupyter/config
export JUPYTER_DATA_DIR := $(CURDIR)/build/jupyter/data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/build/jupyter/runtime
export MPLCONFIGDIR := $(CURDIR)/build/matplotlib
export PYDEVD_DISABLE_FILE_VALIDATION := 1

.PHONY: help evidence test lint types contract unit nbval fresh test-long test-browser lab bench gallery \
	lock clean
.DEFAULT_GOAL := help

help:
	@echo "make evidence   build evidence/ from data/ (installs what is needed into $(VENV) first)"
	@echo "make test       everything that must pass: lint, types, data, tests, notebooks, freshness"
	@echo "make test-browser open every page of evidence/site, and notebooks in JupyterLab (Node.js, Chromium)"
	@echo "make test-long  kill, fuzz and big-data checks"
	@echo "make lab        open the notebooks in JupyterLab"
	@echo "make bench      time evisyn beside other packages"
	@echo "make gallery    draw every figure at several sizes into build/gallery/"
	@echo "make lock       make requirements.lock again from pyproject.toml (needs uv)"
	@echo "make clean      remove caches and temporary files; keeps evidence/ and $(VENV)"
	@echo "another Python: make evidence PYTHON=python3.12"

evidence: $(STAMP)
	@$(BIN)/python -m evisyn build

test: lint types contract unit nbval fresh
	@echo "== all passed"

lint: $(STAMP)
	@echo "== lint"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

types: $(STAMP)
	@echo "== types"
	@$(BIN)/mypy --no-error-summary

contract: $(STAMP)
	@echo "== data contract"
	@$(BIN)/python -m evisyn check --quiet

unit: $(STAMP)
	@echo "== tests"
	@$(BIN)/python -m pytest -q $(PARALLEL) -m "not long" tests

nbval: $(STAMP) build/ipython/profile_default/ipython_kernel_config.py
	@echo "== notebooks show what the data give"
	@$(BIN)/python -m pytest -q $(PARALLEL) --nbval --nbval-current-env \
		--nbval-sanitize-with tests/notebooks/sanitize.cfg --nbval-cell-timeout 120 notebooks

fresh: $(STAMP)
	@echo "== evidence/ is what the data give"
	@$(BIN)/python -m evisyn build --check --quiet

test-browser: $(STAMP)
	@echo "== pages in a browser, notebooks in JupyterLab"
	@tests/browser/run.sh evidence/site build/browser $(BIN)/python

# What only these tests need stays in folders of its own: it must not change what the lock gives.
# Disks are mounted: by root, or by anybody where people may make namespaces.
test-long: $(STAMP) $(SCALE)/.installed $(FUZZ)/.installed
	@echo "== long tests"
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m long --ignore=tests/build/test_scale_cluster.py \
		--ignore=tests/fuzz --ignore=tests/build/survival tests
	@PYTHONPATH=$(SCALE) $(BIN)/python -m pytest -q -m long tests/build/test_scale_cluster.py
	@echo "== kill, full disk, Ctrl-C, kernels"
	@$(NAMESPACE) $(BIN)/python -m pytest -q -n 2 --dist worksteal -m long tests/build/survival
	@echo "== fuzzing of every reader"
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m long \
		--ignore=tests/fuzz/test_coverage_guided.py tests/fuzz
	@test ! -d $(FUZZ)/atheris || PYTHONPATH=$(FUZZ) $(BIN)/python -m pytest -q -n 2 \
		--dist worksteal -m long tests/fuzz/test_coverage_guided.py

$(SCALE)/.installed: requirements-scale.txt $(STAMP)
	@rm -rf $(SCALE)
	@$(PIP) install --no-deps --target $(SCALE) -r requirements-scale.txt
	@touch $@

$(FUZZ)/.installed: requirements-fuzz.txt $(STAMP)
	@rm -rf $(FUZZ) && mkdir -p $(FUZZ)
	@$(PIP) install --no-deps --target $(FUZZ) -r requirements-fuzz.txt || \
		echo "atheris has no build for this system; hypothesis fuzzes alone"
	@touch $@

lab: $(STAMP)
	@$(BIN)/python -m jupyterlab notebooks

gallery: $(STAMP)
	@$(BIN)/python -m evisyn.build.gallery

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	@uv pip compile pyproject.toml --extra lab --extra test --universal --fork-strategy fewest --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--quiet -o requirements.lock
	@echo "requirements.lock written"

clean:
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	@find . -name __pycache__ -not -path "./$(VENV)/*" -prune -exec rm -rf {} +
	@find . -name .ipynb_checkpoints -not -path "./$(VENV)/*" -prune -exec rm -rf {} +

# The profile keeps a kernel's own remarks out of what notebooks show.
build/ipython/profile_default/ipython_kernel_config.py: | $(STAMP)
	@$(BIN)/python -c "from evisyn.build.kernel import write_profile; write_profile('build/ipython')"

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
		echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name yours:"; \
		echo "  make evidence PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "evisyn needs Python 3.11 or newer; $(PYTHON) is older. Name a newer one:"; \
		echo "  make evidence PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments (no venv or ensurepip)."; \
		echo "On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "== environment in $(VENV) (once, a few minutes)"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(STAMP)
