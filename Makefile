# make demo   sets everything up and runs the main job: fit, evaluate, export, page
# make test   sets everything up and passes all tests, in every backend and in a real browser

PYTHON ?= python3
BIN := .venv/bin
# The Keras to come, on which the exporter must work, too.
KERAS_TO_COME := keras-nightly==3.16.0.dev2026102704
export TF_CPP_MIN_LOG_LEVEL = 3

.PHONY: demo setup setup-test test test-node test-python test-slow test-reference test-numbers test-faults test-raises fuzz \
	test-release test-nightly test-versions man documentation dist bench lint format chromium clean

demo: setup
	$(BIN)/kerasdigits demo

setup: .venv/.installed web/dist/page.js

setup-test: setup .venv/.installed-test chromium

test: setup-test
	$(MAKE) --no-print-directory -j 2 lint test-node
	$(MAKE) --no-print-directory test-python

test-node:
	cd web && npm test

# Everything once, then what depends on the backend on each of the others. Two processes with one
# thread each: PyTorch's threads wait for each other for minutes when there are more than cores. The
# one that is ready first takes over tests of the other, as whole stretches, so that fixtures serve.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist worksteal
QUICK := not slow and not reference and not release
EACH_FILES = $(shell grep -rl --include='test_*.py' each_backend tests)
EACH_BACKEND = $(EACH_FILES) -m "each_backend and $(QUICK)"
test-python:
	@$(call twice,KERAS_BACKEND=tensorflow $(PYTEST) -m "$(QUICK)")
	@$(call twice,KERAS_BACKEND=jax $(PYTEST) $(EACH_BACKEND))
	@$(call twice,KERAS_BACKEND=torch $(PYTEST) $(EACH_BACKEND))

# Each run draws seeds that no test has seen, and a training may fail on one seed in a thousand. So what failed
# is run once more, with other seeds, and must pass then; both runs are printed. A fault fails twice.
define twice
$(1) || { test $$? -eq 1 && echo "Once more, with other seeds: what failed" && \
	env -u KERASDIGITS_TEST_SEED $(1) --last-failed --last-failed-no-failures none; }
endef

# Processes that are killed and started again, or by the dozen, and every example of the documents: what
# `make test` leaves out, in a quarter of an hour on two cores.
test-slow: setup-test
	@$(call twice,KERAS_BACKEND=tensorflow $(PYTEST) -m slow)
	@$(call twice,KERAS_BACKEND=jax $(PYTEST) -m "slow and each_backend")
	@$(call twice,KERAS_BACKEND=torch $(PYTEST) -m "slow and each_backend")

# What takes minutes, or real MNIST: KERASDIGITS_DATA=FOLDER make test-reference
# Of these, what CI holds the exporter to: REFERENCE=tests/tfjs, ten minutes on one core.
test-reference: setup-test
	@test -n "$(KERASDIGITS_DATA)" || { echo "Set KERASDIGITS_DATA to a folder that holds mnist.npz"; exit 2; }
	@$(call twice,KERAS_BACKEND=tensorflow $(BIN)/pytest -m reference -s $(REFERENCE))

# Of these, the accuracies that the documents and the lessons claim: a quarter of an hour.
NUMBERS := tests/lessons tests/training/test_fit_reference.py tests/training/test_backends_agree.py tests/web tests/data
test-numbers: setup-test
	@test -n "$(KERASDIGITS_DATA)" || { echo "Set KERASDIGITS_DATA to a folder that holds mnist.npz"; exit 2; }
	@$(call twice,KERAS_BACKEND=tensorflow $(PYTEST) -m reference $(NUMBERS))

# A page of the manual for each command, which the sdist takes along for those who package it.
man: setup
	$(BIN)/python release/man_pages.py

# The documentation as a site of its own, in documentation/; the course's reports are made anew where a lesson
# has changed, which takes some minutes.
documentation: setup-test .lessons/index.html
	$(BIN)/python release/build_docs.py documentation --lessons .lessons

.lessons/index.html: $(shell find kerasdigits/lessons -type f -not -name '*.pyc')
	$(BIN)/kerasdigits lesson run all --quick --data embedded --jobs 2 --out .lessons
	touch $@

# What a release publishes: the wheel and the sdist, and beside them what they are made of (CycloneDX).
dist: setup-test man
	rm -rf dist sbom
	$(BIN)/python -m build
	$(BIN)/python release/sbom.py sbom/kerasdigits-$$($(BIN)/kerasdigits --version | cut -d ' ' -f 3).cdx.json

# What people install: the wheel and the sdist, built twice, in an empty environment without a network; uvx and pipx.
test-release: setup-test
	$(BIN)/pip install --quiet uv pipx
	$(BIN)/pytest -m release -s

# What touches Keras's inside, on the Keras to come: an environment of its own, which no other target
# needs. Keras itself is taken out of it first, because both are the package `keras`.
test-nightly: web/dist/page.js .venv-nightly/.installed chromium
	OMP_NUM_THREADS=1 .venv-nightly/bin/pytest -n 2 --dist worksteal -m "not reference" \
		tests/tfjs tests/models tests/training

.venv-nightly/.installed: pyproject.toml tests/constraints.txt Makefile
	test -x .venv-nightly/bin/python || $(PYTHON) -m venv .venv-nightly
	.venv-nightly/bin/pip install --quiet --editable '.[all,dev]' --constraint tests/constraints.txt
	.venv-nightly/bin/pip uninstall --quiet --yes keras keras-nightly
	.venv-nightly/bin/pip install --quiet --no-deps $(KERAS_TO_COME)
	touch $@

# What is left when each write of a run fails or is the last, and when commands are killed at random
# moments, 200 in all; half an hour. docs/trust.md keeps what was found.
test-faults: setup-test
	rm -rf .faults && mkdir .faults && $(BIN)/python tests/runs/fault_states.py .faults && rm -rf .faults
	$(BIN)/python benchmarks/faults.py

# Every parser that meets a stranger's bytes, on 100,000 files each, or KERASDIGITS_FUZZ=1000 make fuzz;
# KERASDIGITS_FUZZ_SECONDS bounds the time for each.
fuzz: setup-test
	KERASDIGITS_FUZZ=$${KERASDIGITS_FUZZ:-100000} $(PYTEST) -rP tests/fuzz
	cd web && KERASDIGITS_FUZZ=$${KERASDIGITS_FUZZ:-100000} npx vitest run tests/model/strangers.test.ts tests/page/address.test.ts

# Each `raise` that no test reaches, and fails where there is one without an excuse: an hour on two idle cores.
RAISES := $(BIN)/python benchmarks/raises.py --keep .raises
test-raises: setup-test
	rm -rf .raises
	KERAS_BACKEND=tensorflow $(RAISES) --marks "not reference and not release" tests
	KERAS_BACKEND=jax $(RAISES) --marks "each_backend and $(QUICK)" $(EACH_FILES)
	KERAS_BACKEND=torch $(RAISES) --marks "each_backend and $(QUICK)" $(EACH_FILES)
	$(RAISES)
	rm -rf .raises

# Every Python that is found here or can be fetched, the oldest and newest libraries, each backend alone: an
# environment each, up to 6 GB while it is tried; an hour.
test-versions: setup-test
	$(BIN)/pip install --quiet uv
	$(BIN)/python benchmarks/versions.py

# How fast training and starting are beside their peers, alone on a machine and in about 10 minutes;
# docs/records.md keeps what was found: KERASDIGITS_DATA=FOLDER make bench
bench: setup-test
	@test -n "$(KERASDIGITS_DATA)" || { echo "Set KERASDIGITS_DATA to a folder that holds mnist.npz"; exit 2; }
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/training.py --json bench-training.json --picture bench-training.png

lint:
	$(BIN)/ruff check kerasdigits tests benchmarks release docs
	$(BIN)/ruff format --check kerasdigits tests benchmarks release docs
	$(BIN)/mypy
	cd web && npm run check

format:
	$(BIN)/ruff format kerasdigits tests benchmarks release docs
	$(BIN)/ruff check --fix kerasdigits tests benchmarks release docs

.venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kerasdigits needs Python 3.11 or newer. Received: $$($(PYTHON) --version). Set PYTHON=python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[tensorflow]'
	touch $@

.venv/.installed-test: pyproject.toml tests/constraints.txt .venv/.installed
	$(BIN)/pip install --quiet --editable '.[all,dev]' --constraint tests/constraints.txt
	touch $@

web/node_modules/.installed: web/package.json web/package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo "kerasdigits needs Node.js 20 or newer. Received: $$(node --version)"; exit 1; }
	cd web && npm ci --no-audit --no-fund
	touch $@

web/dist/page.js: web/node_modules/.installed web/build.mjs web/licences.mjs web/index.html kerasdigits/data/photo_recipe.json $(shell find web/src -type f)
	cd web && npm run build
	touch $@

chromium:
	@command -v chromium chromium-browser google-chrome > /dev/null || { \
		echo "Installing Chromium for the browser tests"; \
		sudo=$$(test $$(id -u) = 0 || echo sudo); \
		$$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium > /dev/null; }

clean:
	rm -rf .venv .venv-nightly web/node_modules web/dist web/models runs man dist sbom documentation .lessons
