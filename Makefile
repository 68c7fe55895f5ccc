# Every target prepares what it needs; a fresh machine wants git, make and Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
# A test that hangs shows where it stands, ends its process and has failed.
BOUNDED := -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true
ARGS ?=
# Real data sets that may not ship lie beside the checkout where there are any.
DATA := $(firstword $(wildcard ../shared/data))
export VOLVER_TEST_DATA ?= $(if $(DATA),$(abspath $(DATA)),)
# Where Python may not keep what it compiled, every process of every test compiles all of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test check long clickhouse lock bench clean

.venv/product: requirements/lock.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/tools: requirements/dev.txt .venv/product
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

install: .venv/tools  ## prepare .venv with the product and the development tools

demo: .venv/product  ## a simulated shop valued, and its pages served; ARGS=--no-serve stops before
	$(BIN)/volver demo --business shop --folder demo-shop --serve $(ARGS)

check: .venv/tools  ## the fast path: lint, types, floors, and the tests that take seconds
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/pytest -q -n 2 $(BOUNDED) -m "not long and not slow"

test: .venv/tools  ## everything but the long path, against real database servers
	scripts/postgres.sh
	scripts/java.sh
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/pytest -q -n 2 --dist loadgroup $(BOUNDED) -m "not long"

long: .venv/tools  ## simulations, kills and fuzzing
	$(BIN)/pytest -q -n 2 -m long

clickhouse: .venv/tools  ## every query asked of ClickHouse, within this process
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/clickhouse.txt
	$(BIN)/pytest -q -n 0 tests/contracts/engines/test_clickhouse.py

lock: .venv/tools  ## renew the locked requirements (needs uv on the path)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --extra server pyproject.toml requirements/build.in -o requirements/lock.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --extra dev pyproject.toml requirements/build.in -c requirements/lock.txt -o requirements/dev.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url requirements/clickhouse.in -c requirements/dev.txt -o requirements/clickhouse.txt

bench: .venv/product  ## measure against the peers; see benchmarks/README.md
	$(BIN)/python -m benchmarks.run $(ARGS)

clean:
	rm -rf .venv demo demo-shop benchmarks/.work
