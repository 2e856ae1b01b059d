# Each command does its own set-up, which takes a moment when nothing has changed.
# make run PORT=8001 DEMO=0 COMMONROOM_DATA=/somewhere · make test ARGS="-k search"

PYTHON ?= python3
VENV := .venv/bin/python
export UV_PYTHON_DOWNLOADS := never

.PHONY: help setup setup-dev run test test-fast check faults bench requirements

help:
	@echo "make run           open the house, with a demonstration on the first start"
	@echo "make test          every test, the browser journeys included"
	@echo "make test-fast     the tests without a browser and without the slow ones"
	@echo "make check         lint, types, import contracts, templates, migrations"
	@echo "make faults        the fault tests at full count"
	@echo "make bench         the figures of speed and size"
	@echo "make requirements  which requirements have a passing test"

setup:
	@$(PYTHON) scripts/setup.py run

setup-dev:
	@$(PYTHON) scripts/setup.py dev

run: setup
	@COMMONROOM_ENDS_WITH_PARENT=1 exec $(VENV) -m commonroom.cli run

test: setup-dev
	@$(VENV) -m pytest -n 2 --dist loadfile $(ARGS)

test-fast: setup-dev
	@$(VENV) -m pytest -n 2 --dist loadfile -m "not journey and not slow and not faults" $(ARGS)

check: setup-dev
	@$(VENV) scripts/check.py

faults: setup-dev
	@COMMONROOM_FAULTS=full $(VENV) -m pytest -m faults $(ARGS)

bench: setup-dev
	@$(VENV) -m commonroom.cli bench $(ARGS)

requirements:
	@$(PYTHON) scripts/requirements.py $(ARGS)
