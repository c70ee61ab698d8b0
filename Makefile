# Two commands matter: `make run` and `make test`. `make help` lists the rest.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
SOTAY := $(BIN)/sotay

words := $(shell find src -name '*.po')
statics := $(shell find src -path '*/static/*' -type f)

.PHONY: help run install test quick check format bench vendor hooks requirements clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

help: ## list what make can do
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 24

run: .venv/run var/words var/static.done ## serve the demo ward on http://127.0.0.1:8000 (PORT=8001 for another port)
	@SOTAY_DEMO=1 $(SOTAY) demo
	@SOTAY_DEMO=1 exec $(SOTAY) serve --port $(PORT)

install: .venv/run var/words var/static.done ## what `run` does before it serves: for a server of your own

test: .venv/dev var/words ## every test, on SQLite and PostgreSQL, with the browser (ARGS="-k roster" for some)
	@$(BIN)/python tools/suite.py $(ARGS)

quick: .venv/dev var/words ## what each app says of itself, without the browser, on SQLite: between two thoughts
	@$(BIN)/pytest -n auto --dist=worksteal -m "not browser and not looks" --durations=10 src $(ARGS)

check: .venv/dev var/words ## style, types, layers, words, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@find src -path '*/templates/*' -name '*.html' | xargs -r $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/hooks.py --check
	$(SOTAY) manage makemigrations --check --dry-run

format: .venv/dev ## put code and templates into the house's form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	@find src -path '*/templates/*' -name '*.html' | xargs -r $(BIN)/djade --target-version 5.2 || true

bench: .venv/dev var/words var/static.done ## measure pages, import and papers on the demo ward
	@$(BIN)/python tools/bench.py $(ARGS)

vendor: .venv/dev ## fetch the front-end files again by their manifest (the only thing here that needs npm)
	$(BIN)/python tools/vendor.py

hooks: ## write docs/hooks.md from the code
	@$(PYTHON) tools/hooks.py

requirements: .venv/dev ## pin the versions of requirements/*.in again (UPGRADE=1 for newer ones)
	$(foreach set,run dev,$(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-header \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(if $(UPGRADE),--upgrade) \
	  --output-file requirements/$(set).txt requirements/$(set).in;)

clean: ## remove the virtual environment and everything compiled; var/ with its database stays
	rm -rf .venv build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
	rm -rf var/words var/static.done var/static

# Each step leaves a stamp, so that the second `make run` does none of them.

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (Debian: apt install python3 python3-venv)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON) is older than Python 3.11; name another: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; echo "On Debian: apt install python3-venv" >&2; exit 1; }

define install
	@echo "Installing $(1) ..."
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes --requirement requirements/$(1).txt
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
endef

.venv/run: requirements/run.txt pyproject.toml | .venv/bin/pip
	$(call install,run)

.venv/dev: requirements/dev.txt pyproject.toml | .venv/bin/pip
	$(call install,dev)
	@touch .venv/run

# .mo files lie beside their .po, so the stamp is a name of its own: `var/` may be shared or removed.
var/words: $(words) tools/messages.py .venv/run
	@mkdir -p var
	@$(BIN)/python tools/messages.py compile
	@touch $@

var/static.done: $(statics) .venv/run
	@mkdir -p var
	@SOTAY_DEMO=1 $(SOTAY) manage collectstatic --noinput --verbosity 0
	@touch $@
