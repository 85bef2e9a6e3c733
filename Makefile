# `make run` starts Throughline; `make test` checks all of it. Nothing else has to be installed first.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench spark coverage shots docs format lock venv venv-dev tools
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python

# What was installed last lies beside the packages: equal lists mean nothing to do.
install = cmp -s $(1) .venv/$(1) || \
	{ echo "Installing what $(1) lists …"; \
	  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) \
	  && cp $(1) .venv/$(1); }

help:
	@echo "make run     start Throughline on http://127.0.0.1:8501"
	@echo "make test    format, lint, types and every test"
	@echo "make bench   measure; writes docs/performance.md"
	@echo "make spark   the cube on a Spark master with two workers, beside Polars"
	@echo "make coverage  how often each interval holds the truth; writes docs/metrics.md"
	@echo "make shots   pictures of every page, into var/shots"
	@echo "make format  put every file into the house style"
	@echo "make docs    write the pages of docs/ that are generated"
	@echo "make lock    resolve requirements*.in into pinned versions with hashes"

run: venv
	@$(PY) cli.py setup --demo && exec $(PY) cli.py serve

test: lint tools
	@$(PY) -m pytest -n auto --dist loadfile $(PYTEST_FLAGS)

lint: venv-dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy .

bench: venv-dev tools
	@$(PY) -m tests.bench $(BENCH_FLAGS)

coverage: venv-dev
	@$(PY) -m tests.coverage $(COVERAGE_FLAGS)
	@$(PY) -m metrics.document > docs/metrics.md

# Java comes from the system, PySpark lies apart from .venv: it would shadow the tests' client.
PYSPARK := 4.2.0
spark: venv-dev
	@command -v java >/dev/null || .ci/apt "for Spark" openjdk-17-jre-headless
	@test -d var/spark/lib/pyspark-$(PYSPARK).dist-info || $(PY) -m pip install --quiet \
		--disable-pip-version-check --target var/spark/lib --no-deps pyspark==$(PYSPARK) py4j
	@PYTHONPATH=var/spark/lib:. $(PY) -m tests.spark_cluster 2>var/spark/log \
		|| { tail -20 var/spark/log; exit 1; }

shots: venv-dev tools
	@$(PY) -m tests.shots

docs: venv
	@$(PY) -m metrics.document > docs/metrics.md

format: venv-dev
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: venv-dev
	@for list in requirements requirements-dev; do \
		$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--custom-compile-command "make lock" --output-file $$list.txt $$list.in || exit 1; done

venv:
	@$(PY) -c '' 2>/dev/null || .ci/venv
	@$(call install,requirements.txt)

venv-dev: venv
	@$(call install,requirements-dev.txt)

# The tests that need these say so and are skipped when they cannot be had.
tools:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
		|| .ci/apt "for the PostgreSQL tests" postgresql || true
	@command -v chromium >/dev/null || .ci/apt "for the browser tests" chromium || true
