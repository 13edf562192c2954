# Two commands matter to a new user: `make demo` and `make test`. Each sets up all it needs in .venv.
PYTHON ?= python3
VENV ?= .venv
# The index of PyTorch's CPU builds, where pip would otherwise fetch the CUDA build (Linux). Empty: pip's own choice.
TORCH_INDEX ?=
BIN := $(VENV)/bin
export OMP_NUM_THREADS ?= 2
export TOKENIZERS_PARALLELISM = false

.PHONY: demo sample test test-slow check gate floors evaluate docs browser clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.runtime
	@$(BIN)/narrative compare seeds --output reports/demo --config configs/sino-russian.yaml
	@echo "Open reports/demo/report.html in a browser; it needs no network."

# The tracked page of the demonstration corpus; run it after a change of the page or of seeds/.
sample: demo
	@cp reports/demo/report.html reports/sample.html

test: $(VENV)/.dev browser
	@$(BIN)/python -m pytest -q -m "not slow"

test-slow: $(VENV)/.dev browser
	@$(BIN)/python -m pytest -q -m slow

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# How good the output is: on the demonstration corpus, against the gold written for it; with DATA=FOLDER every stage
# on every labelled set that lies there, and the tables of docs/evaluation.md are written; MOST=150 takes so
# many rows of each at most. A killed run goes on.
evaluate: $(VENV)/.runtime
	@$(BIN)/narrative evaluate whole tests/seeds_gold.json $(if $(DATA),--write docs/evaluation.md)
	$(if $(DATA),@$(BIN)/narrative evaluate all "$(DATA)" $(if $(MOST),--most $(MOST)) --keep reports/evaluation --write docs/evaluation.md)

gate: $(VENV)/.runtime
	@$(BIN)/python tests/quality/gate.py $(if $(DATA),--data "$(DATA)")

# Writes the floors that follow from what is measured now; refuses to lower one without WHY="the reason".
floors: $(VENV)/.runtime
	@$(BIN)/python tests/quality/gate.py --update $(if $(DATA),--data "$(DATA)") $(if $(WHY),--lower "$(WHY)")

# Everything in the repository that is generated from the code.
docs: $(VENV)/.dev
	@$(BIN)/python docs/generate.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"narrative needs Python 3.11 to 3.13, this is {v[0]}.{v[1]}; name another with make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.torch: | $(VENV)/bin/python
	@echo "Installing into $(VENV): about 0.5 GB to download, the encoder's weights included."
	@echo "On Linux pip may choose PyTorch's CUDA build, about 2.5 GB more; TORCH_INDEX=<index of the CPU builds> avoids it."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==2.13.0
	@touch $@

$(VENV)/.runtime: pyproject.toml | $(VENV)/.torch
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/.torch
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.runtime

# The tests of the page want a Chromium. One that is there is used; Debian's is installed where this may be done;
# otherwise the rest of the tests runs, and their last lines say which did not.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Debian's chromium for the tests of the page."; \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium) >/dev/null 2>&1 || \
		echo "It could not be installed; the tests of the page will not run."; \
	else echo "There is no Chromium; the tests of the page will not run."; fi

clean:
	rm -rf $(VENV) reports/demo .pytest_cache .mypy_cache .ruff_cache
