# Two commands: `make run` and `make test`. Both prepare what they need.
PYTHON ?= python3
DIR ?= content
BIN := .venv/bin

.PHONY: run run-cluster test kill-test soak fuzz demo preview screenshots words licences audit setup clean

run: setup
	@exec $(BIN)/python -m config.run

run-cluster: .venv/cluster
	@exec $(BIN)/python -m config.run_cluster

demo: setup
	@$(BIN)/python -m operations.demo

preview: setup
	@exec $(BIN)/python -m config.preview "$(DIR)"

test: .venv/test
	@$(BIN)/python -m tests.everything

kill-test: .venv/test
	@$(BIN)/python -m tests.killing $(ARGS)

soak: .venv/test
	@$(BIN)/python -m tests.soak $(ARGS)

fuzz: .venv/test
	@DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -m tests.fuzzing $(ARGS)

screenshots: .venv/test
	@$(BIN)/python -m tests.screenshots $(ARGS)

setup: .venv/run

.venv/run: requirements/run.txt
	@echo "Preparing .venv (about a minute the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/cluster: requirements/cluster.txt .venv/run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/cluster.txt
	@touch $@

.venv/test: requirements/test.txt .venv/run
	@echo "Preparing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

words: .venv/test
	@DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -m tests.desk_words

licences: .venv/test
	@$(BIN)/python -m operations.licences

# In an environment of its own: its packages are neither ours nor the tests'.
audit: .venv/run
	@test -x .audit/bin/pip-audit || { $(PYTHON) -m venv .audit && .audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt; }
	@$(BIN)/python -m operations.vulnerabilities .audit/bin/pip-audit

clean:
	rm -rf .venv .audit
