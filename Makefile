# Two commands: `make run` and `make test`. Both prepare what they need.
PYTHON ?= python3
DIR ?= content
BIN := .venv/bin

.PHONY: run test kill-test soak fuzz demo preview screenshots words setup clean

run: setup
	@exec $(BIN)/python -m config.run

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
	@$(BIN)/python -m tests.screenshots

setup: .venv/run

.venv/run: requirements/run.txt
	@echo "Preparing .venv (about a minute the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/test: requirements/test.txt .venv/run
	@echo "Preparing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

words: .venv/test
	@DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -m tests.desk_words

clean:
	rm -rf .venv
