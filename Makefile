# From a fresh clone, with nothing but python3 (3.11 to 3.13), pip, make and git.
.DEFAULT_GOAL := help
.PHONY: help demo test lint kernel docs strings bench oracle survive
.DELETE_ON_ERROR:

# A setting of some containers: without bytecode every start of Python would compile some 1 600 modules anew, for two seconds.
unexport PYTHONDONTWRITEBYTECODE

CITIZENS ?= 16384
BIN := .venv/bin
ENVIRONMENT := .venv/.from-lock

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST)

demo: $(ENVIRONMENT) ## a nation in small beside its twin; prints where the report is
	@number=1; while [ -e "runs/demo-$$number" ]; do number=$$((number + 1)); done; \
	mkdir -p runs && $(BIN)/underheaven run article --start 2020-01-01 --citizens $(CITIZENS) --days 365 --worlds 8 --out "$(CURDIR)/runs/demo-$$number"

test: $(ENVIRONMENT) ## all tests, on two processes
	@sh tests/install_browser.sh
	@$(BIN)/pytest -n 2 --dist worksteal

lint: $(ENVIRONMENT) ## style, types, spelling, shipped scenarios
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/typos
	@$(BIN)/underheaven check src/underheaven/scenario/library/*.yaml

kernel: $(ENVIRONMENT) ## the kernel compiled into the cache that runs and tests share; a minute, once
	@folder=$$(mktemp -d) && $(BIN)/underheaven run article --citizens 256 --days 1 --no-companion --out "$$folder/run" >"$$folder/said" 2>&1 || \
	{ cat "$$folder/said"; exit 1; }; rm -r "$$folder"

docs: $(ENVIRONMENT) ## the documentation, its tutorial executed, into docs/_build/html
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "The documentation: $(CURDIR)/docs/_build/html/index.html"

strings: $(ENVIRONMENT) ## every text of a report into one catalogue, src/underheaven/locale/report.pot
	@$(BIN)/python tools/strings.py

bench: $(ENVIRONMENT) ## the declared benchmarks into benchmarks/RESULTS.md; leave the machine alone meanwhile
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.full_model.run_full
	@$(BIN)/python -m benchmarks.full_model.run_c

oracle: $(ENVIRONMENT) ## the compiled kernel against plain Python at full size: 16 000 citizens, a year; about ten minutes
	@$(BIN)/python tests/engine/oracle_full.py

survive: $(ENVIRONMENT) ## fifty SIGKILLs of article and documented each at 100 000 citizens, 400 days; about an hour
	@$(BIN)/python tests/engine/kill_fifty.py

$(ENVIRONMENT): uv.lock pyproject.toml tools/environment.sh tools/uv.txt
	@PYTHON="$(PYTHON)" sh tools/environment.sh
	@touch $@
