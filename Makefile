# The few things a person does with Sigap. Each is a small script in scripts/; this page only names them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: ## install what is missing, build, start the demo city (PORT=8080, LISTEN=127.0.0.1:8080, DATA=demo-data, PROFILE=dev)
	@exec scripts/run.sh

test: ## install what is missing and run every test (PHASES="check frontend rust clients figures browser" for some of them)
	@exec scripts/test.sh

check: ## format, lints, house rules, licences, types: everything that needs no running server
	@exec scripts/check.sh

bench: ## measure the figures of the README, each beside its reference (ONLY="name …" for some of them)
	@exec scripts/bench.sh $(ONLY)
