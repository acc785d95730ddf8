# Needs only Python 3.11 or newer, make and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What the benchmark compares with, apart from all that LifeTracer needs.
DLT := benchmarks/.venv
# The tests wait for databases and children more than they compute, and a file's tests share what it sets up.
PROCESSES ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo run infra engine test chaos bench-load lint fmt lock image image-arm64 clean

help: ## say what there is
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 20

demo: $(VENV)/.runtime ## a year of a sample person, from logged time to PDF
	@$(BIN)/lifetracer demo $(ARGS)

run: $(VENV)/.runtime ## the gateway on 127.0.0.1:3000
	@$(BIN)/lifetracer serve $(ARGS)

infra: $(VENV)/.infra ## what builds the server at Oracle Cloud: then `$(BIN)/python -m infra_py check`

engine: $(VENV)/.dev ## the pinned pulumi for the tests, built once from source: needs Go, about 10 minutes of one core
	@$(BIN)/python -m tests.engine.build

test: $(VENV)/.dev ## every test, in two processes (PROCESSES=0: in one); those of the server on the real engine where Go is installed
	@$(BIN)/python -m tests.engine.build --if-possible
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile $(ARGS)

chaos: $(VENV)/.dev ## random kills and freezes of jobs, attacks, a backfill of years, random lives and logs: about 70 minutes
	@LIFETRACER_CHAOS_ROUNDS=1000 LIFETRACER_FREEZE_SCALE=1 LIFETRACER_ATTACK_SECONDS=90 LIFETRACER_MODEL_EXAMPLES=500 \
	  LIFETRACER_BACKFILL_FULL=yes LIFETRACER_ORACLE_EXAMPLES=1000 LIFETRACER_OPENAPI_EXAMPLES=50 LIFETRACER_OPENAPI_SCENARIOS=200 \
	  $(BIN)/python -m pytest -q tests/chaos tests/attack tests/service/jobs/test_backfill.py tests/pipelines/connector/toggl/test_model.py \
	  tests/pipelines/connector/gcal/test_model.py tests/pipelines/transform/test_oracle.py tests/service/cli/test_openapi.py $(ARGS)

bench-load: $(VENV)/.dev $(DLT)/.installed ## loads 100,000 entries by this loader, dlt merge and COPY: docs/benchmarks.md
	@$(BIN)/python -m benchmarks.load --dlt-python $(DLT)/bin/python $(ARGS)

lint: $(VENV)/.dev ## format, lint, types, borders
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(VENV)/.dev ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev ## write the locked requirements again
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml $(UV_FLAGS) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml $(UV_FLAGS) --group infra --extra dev -o requirements-dev.txt
	$(BIN)/uv pip compile $(UV_FLAGS) --group infra --constraint requirements-dev.txt -o requirements-infra.txt
	$(BIN)/uv pip compile benchmarks/requirements-dlt.in $(filter-out --group build,$(UV_FLAGS)) -o benchmarks/requirements-dlt.txt

# Every platform and Python version in one file, hashed, without the name of an index.
UV_FLAGS := --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-strip-extras --no-annotate --custom-compile-command "make lock" --quiet

image: ## the container's image, by Docker
	docker build --build-arg VERSION="$$(git describe --always --dirty)" --tag lifetracer .

image-arm64: $(VENV)/.dev ## the image for ARM, built and run under emulation (root, qemu, over an hour)
	@$(BIN)/python -m pytest tests/image/arm64.py -v -s --durations=0 --log-cli-level=INFO \
	  --log-cli-format='%(asctime)s %(message)s' --log-cli-date-format=%H:%M:%S $(ARGS)

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) $(DLT) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("LifeTracer needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0] \
	  + ". Name another one: make PYTHON=python3.12 ...") if not (3, 11) <= sys.version_info[:2] <= (3, 13) else 0'
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing LifeTracer (about 1 minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.infra: requirements-infra.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what builds the server ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-infra.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing the tools for tests and checks ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(DLT)/.installed: benchmarks/requirements-dlt.txt | $(VENV)/bin/python
	@echo "Installing dlt in $(DLT) ..."
	@$(BIN)/python -m venv $(DLT)
	@$(DLT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements-dlt.txt
	@touch $@
