# Bildstrom: make demo, make test. `make help` lists the rest.
SHELL := /bin/bash
PYTHON := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help setup demo up down test check format generate lock bench bench-ingest bench-deid bench-index score-deid soak-ingest clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: ## virtual environment, the servers' jars, Triton's environment, the viewer
	@deploy/bootstrap
	@$(PYTHON) -m bildstrom.local setup

demo: setup ## the whole chain on this machine, with studies sent through it (ONCE=1 ends by itself)
	@$(PYTHON) -m bildstrom.demo $(if $(ONCE),--once)

up: setup ## the stack in the background; then: bildstrom status
	@$(PYTHON) -m bildstrom.local up

down: ## stop the stack
	@$(PYTHON) -m bildstrom.local down

test: ## every test, on the real Kafka, Cassandra and Triton
	@deploy/bootstrap --test-tools
	@$(PYTHON) -m bildstrom.local setup
	@$(PYTHON) -m pytest

check: ## format, lint, types, contracts, import rules
	@deploy/bootstrap
	@deploy/check

format: ## rewrite the code in the project's format
	@ruff format . && ruff check --fix-only --quiet .

generate: ## renew the code generated from proto/
	@deploy/generate

lock: ## renew the locks
	@deploy/lock --upgrade
	@deploy/local/lock

bench: setup ## measure the whole chain on the running stack
	@$(PYTHON) benchmarks/chain.py

bench-ingest: setup ## ingest against DCMTK, Orthanc and pynetdicom in the same run (QUICK=1, ROUNDS=n)
	@$(PYTHON) benchmarks/ingest.py $(if $(QUICK),--quick) $(if $(ROUNDS),--rounds $(ROUNDS))

bench-deid: setup ## de-identification against what PyPI has, in the same run (QUICK=1, ROUNDS=n)
	@$(PYTHON) benchmarks/deid.py $(if $(QUICK),--quick) $(if $(ROUNDS),--rounds $(ROUNDS))

bench-index: setup ## searches, projector and retrieval of the index, Orthanc beside it (QUICK=1, ROUNDS=n, INSTANCES=n)
	@$(PYTHON) benchmarks/index.py $(if $(QUICK),--quick) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(INSTANCES),--instances $(INSTANCES))

score-deid: setup ## de-identification of a cohort with an answer key: ten kinds of check, every miss listed (PATIENTS=n)
	@$(PYTHON) benchmarks/score_deid.py --patients $(or $(PATIENTS),10)

soak-ingest: setup ## ingest killed at random moments under load, its promises checked (ROUNDS=n, 100 by default)
	@$(PYTHON) benchmarks/soak_ingest.py --rounds $(or $(ROUNDS),100)

clean: down ## stop the stack and remove its data; downloads stay
	@$(PYTHON) -m bildstrom.local wipe
