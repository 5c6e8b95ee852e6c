# make demo [STORES=n]   a whole shop on this machine: broker, centre, wallet and n stores
# make setup             .venv with everything, extras included, and the built screens
# make test              what the tests need from the system, then every gate
# make fmt | lock | shots | clean
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?=
STORES ?= 1
WORKERS ?= 2
UV := .boot/bin/uv
PY := .venv/bin/python

# Nothing of one machine's mirrors may reach a lock, and uv.lock is never written.
LOCK_ENV := env -u PIP_FIND_LINKS -u UV_FIND_LINKS -u UV_INDEX -u UV_EXTRA_INDEX_URL
COMPILE := $(LOCK_ENV) $(UV) pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet
export UV_PYTHON_DOWNLOADS := never
# Compiled once here, not again by each process that the tests and the demo start.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE
# Debian keeps mosquitto and ldconfig where only root looks.
export PATH := $(PATH):/usr/sbin:/sbin

# The interpreter asked for, else the first one that fits; what is missing is named with its cure.
define FIND_PYTHON
found=; for name in $(or $(PYTHON),python3 python3.12 python3.11); do \
  if "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; \
  then found="$$name"; break; fi; done; \
if [ -z "$$found" ]; then \
  echo "Store Edge runs on Python 3.11 or 3.12, and $(or $(PYTHON),python3) is neither: install one," \
    "or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
  echo "$$found has no venv module. On Debian: sudo apt-get install" \
    "$$("$$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; fi
endef

.PHONY: setup demo test fmt lock upgrade shots system-needs screens clean

setup: .venv/.installed screens

demo: setup
	@exec .venv/bin/store-edge demo --stores $(STORES)

test: system-needs setup
	@$(PY) -m tests.gates --workers $(WORKERS)

fmt: setup
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

# Pictures of the README, taken by the browser tests.
shots: system-needs setup
	@SHOTS=1 $(PY) -m pytest -q -m browser

screens: .venv/.installed
	@$(PY) hatch_build.py

.boot/.ready: requirements-boot.txt
	@echo "setup: .boot (uv)"
	@$(FIND_PYTHON); rm -rf .boot; "$$found" -m venv .boot
	@.boot/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-boot.txt
	@touch $@

.venv/.synced: .boot/.ready requirements.txt
	@echo "setup: .venv (every package of requirements.txt)"
	@test -x $(PY) || $(UV) venv --quiet --python .boot/bin/python .venv
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements.txt
	@touch $@

.venv/.installed: .venv/.synced pyproject.toml hatch_build.py
	@echo "setup: store-edge and its screens"
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

# Writes requirements.txt again from pyproject.toml, keeping the versions that still fit; `make upgrade` takes newer.
lock: .boot/.ready
	@$(COMPILE) --all-extras --group build --output-file requirements.txt pyproject.toml
	@echo 'uv==$(shell $(UV) --version | cut -d' ' -f2)' | $(COMPILE) --output-file requirements-boot.txt -

upgrade: .boot/.ready
	@$(COMPILE) --upgrade --all-extras --group build --output-file requirements.txt pyproject.toml

system-needs:
	@bash tests/system_needs.sh

clean:
	rm -rf .boot .venv .cache kiosk_ui/dist kiosk_ui/web/node_modules
