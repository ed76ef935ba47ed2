# `make help` lists the goals below: each is documented by the comment on its own line.

PYTHON ?= python3
STAGE  ?= prod
RUN    := .venv/bin/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## What can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: development ## The whole application on this machine, with a demonstration city
	@$(RUN) -m tools.run

.PHONY: logs
logs: development ## What the running instance's functions write, as it comes
	@$(RUN) -m tools.logs

.PHONY: tick
tick: development ## The running instance's tick as of a moment: AT=2026-12-01T01:00+07:00
	@$(RUN) -m tools.tick $(AT)

.PHONY: bounce
bounce: development ## Mail to an address of the running instance bounces: MAIL=siti@kota.example
	@$(RUN) -m tools.bounce $(MAIL)

.PHONY: test
test: development emulator ## Every test, the packaged application in a browser included
	@$(RUN) -m pytest -n 3 --no-loadscope-reorder $(ARGS)

.PHONY: check
check: check-code check-package ## Style, types, directions between modules, the packaged template, texts, costs

.PHONY: check-code
check-code: development
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy app.py chalicelib tools tests
	.venv/bin/lint-imports --no-cache

.PHONY: check-package
check-package: development
	@$(RUN) -m tools.texts --check
	@$(RUN) -m tools.costs --check
	@$(RUN) -m tools.packaging prod
	.venv/bin/cfn-lint --regions ap-southeast-3 -- build/prod/template.json

.PHONY: package
package: development ## What goes to the cloud, in build/<stage>/: STAGE=prod or local
	@$(RUN) -m tools.packaging $(STAGE)

.PHONY: deploy
deploy: development ## Package, show what would change at AWS, ask, do it: STAGE=prod CONFIRM=yes
	@$(RUN) -m tools.deploy $(STAGE) $(CONFIRM)

.PHONY: first-administrator
first-administrator: development ## The first staff list of an empty city: STAGE=prod UNITS=units.csv STAFF=staff.csv
	@$(RUN) -m tools.first_administrator $(STAGE) $(UNITS) $(STAFF)

.PHONY: smoke
smoke: development ## What a deployed instance must show to anybody: URL=https://...
	@$(RUN) -m tools.smoke $(URL)

.PHONY: restore
restore: development ## Make a table what its restored copy is: STAGE=prod TABLE=main FROM=its-copy
	@$(RUN) -m tools.restore $(STAGE) $(TABLE) $(FROM) $(CONFIRM)

.PHONY: ledger
ledger: STAGE = local
ledger: development ## Prove that a month's ledger agrees with its records: MONTH=2026-10 UNIT=DISPUSIP MEND=yes
	@$(RUN) -m tools.ledger MONTH=$(MONTH) UNIT=$(UNIT) STAGE=$(STAGE) MEND=$(MEND)

.PHONY: costs
costs: development ## docs/costs.md, computed anew
	@$(RUN) -m tools.costs

.PHONY: bench
bench: development ## How quick it is: ratios side by side, beside their limits
	@$(RUN) -m tools.bench

.PHONY: texts
texts: development ## The catalogues of texts in locale/, from templates and code
	@$(RUN) -m tools.texts

.PHONY: format
format: development ## Sorted imports and one layout
	$(RUN) -m ruff check --select I --fix .
	$(RUN) -m ruff format .

.PHONY: clean
clean: ## Remove what was built, installed and kept, the local data included
	rm -rf build .venv .local .mypy_cache .pytest_cache .ruff_cache .hypothesis .chalice/deployments

.PHONY: development
development:
	@$(PYTHON) -m tools.environments development

.PHONY: emulator
emulator:
	@$(PYTHON) -m tools.environments emulator
