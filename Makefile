# Every target does its own set-up in a virtual environment beside this file.
# Another interpreter: make test PYTHON=python3.12
.POSIX:

PYTHON ?= python3
SYMPY_GROUND_TYPES ?= python

EXTRAS = dev,cluster,docs,notebooks

# One BLAS thread a process: the tests and the ledger already use a process a core.
ENV = XDG_CACHE_HOME="$$PWD/.cache" SYMPY_GROUND_TYPES=$(SYMPY_GROUND_TYPES) OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
# Old versions of pip read the first variable for the build environment too, new ones read the second.
PINNED = PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt

.PHONY: help verify test test-full test-latest test-floor wheel-smoke docs bench clean

help:
	@echo "make verify       install into .venv, then check every claim of every paper"
	@echo "make test         lint, types, tests, wheel (under constraints.txt)"
	@echo "make test-full    the slow tests, random property tests, gatelemma verify --full"
	@echo "make test-latest  the tests with the newest versions of all dependencies"
	@echo "make test-floor   the tests with the oldest supported versions (Python 3.11 or 3.12)"
	@echo "make wheel-smoke  build the wheel, install it elsewhere, run it there"
	@echo "make docs         build the documentation into docs/_build"
	@echo "make bench        ratios to other libraries of one run, and cost against size"
	@echo "make clean        remove environments, caches and build output"

verify: .venv/.installed
	$(ENV) .venv/bin/gatelemma verify

test: .venv/.installed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(ENV) .venv/bin/pytest -n 2 -m "not full"
	$(ENV) .venv/bin/python tests/wheel_smoke.py

# Hypothesis marks its tests itself, so this runs the slow tests and every property test.
test-full: .venv/.installed
	$(ENV) HYPOTHESIS_PROFILE=full .venv/bin/pytest -n 2 --timeout=1800 -m "full or hypothesis"
	$(ENV) .venv/bin/gatelemma verify --full

# No file target: the newest versions change from day to day.
test-latest:
	$(PYTHON) -m venv .venv-latest
	.venv-latest/bin/python -m pip install --upgrade --upgrade-strategy eager -e ".[$(EXTRAS)]"
	$(ENV) PYTHONWARNINGS=default .venv-latest/bin/pytest -n 2 -m "not full" -W default

test-floor: .venv-floor/.installed
	$(ENV) PYTHONWARNINGS=default .venv-floor/bin/pytest -n 2 -m "not full" -W default

wheel-smoke: .venv/.installed
	$(ENV) .venv/bin/python tests/wheel_smoke.py

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv --clear .venv
	$(PINNED) .venv/bin/python -m pip install -e ".[$(EXTRAS)]"
	touch .venv/.installed

.venv-floor/.installed: pyproject.toml constraints-floor.txt
	$(PYTHON) -m venv --clear .venv-floor
	.venv-floor/bin/python -m pip install --only-binary :all: -c constraints-floor.txt -e ".[$(EXTRAS)]"
	touch .venv-floor/.installed

docs: .venv/.installed
	$(ENV) .venv/bin/sphinx-build -W --keep-going -q docs docs/_build
	@echo "wrote docs/_build/index.html"

bench: .venv-bench/.installed
	$(ENV) .venv-bench/bin/python benchmarks/train_against_pytorch.py
	$(ENV) .venv-bench/bin/python benchmarks/cost_against_size.py --plot docs/cost_against_size.svg
	$(ENV) .venv-bench/bin/python benchmarks/flow_against_solvers.py --plot docs/flow_against_solvers.svg
	$(ENV) .venv-bench/bin/python benchmarks/gate_search.py --plot docs/gate_search.svg
	$(ENV) .venv-bench/bin/python benchmarks/sweep_overhead.py
	$(ENV) .venv-bench/bin/python benchmarks/table_1.py

.venv-bench/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/python -m pip install torch==2.13.0
	$(PINNED) .venv-bench/bin/python -m pip install -e ".[dev,bench]"
	touch .venv-bench/.installed

clean:
	rm -rf .venv .venv-latest .venv-floor .venv-bench build dist
	rm -rf docs/_build docs/_generated
	rm -rf .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .ipynb_checkpoints
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
