# One word a habit; `make` lists them. All set-up happens in .venv and is done once: the second time takes seconds.

PYTHON ?= python3
WHEELHOUSE ?=
PINNED ?=
VENV := .venv
BIN := $(VENV)/bin
OLDEST := $(VENV)-oldest
STAMPS := $(VENV)/stamps
CODE := api bench gis maps tests

# With WHEELHOUSE=dir (made by `make wheelhouse`) nothing is asked of any registry.
ifdef WHEELHOUSE
PIP_FROM := --no-index --find-links $(abspath $(WHEELHOUSE))/python
ASSETS_FROM := --from $(abspath $(WHEELHOUSE))/npm
endif
# -q twice: pip's warnings about other folders are no news; its errors are still shown.
PIP_ARGS := -qq --disable-pip-version-check $(PIP_FROM)
# With PINNED=1 the versions are those of constraints.txt, with which the tests passed.
PIP_INSTALL := $(BIN)/python -m pip install $(PIP_ARGS) $(if $(PINNED),-c constraints.txt)
# What takes minutes says every few seconds how long it has been at it, and with what: $(call watched,command,log of pip)
BEAT := 5
watched = ( n=0; while sleep $(BEAT) </dev/null >/dev/null 2>&1; do n=$$((n + $(BEAT))); \
    echo "landstock:   … $$n s $$(grep -ohE '(Collecting|Downloading|Preparing|Building|Installing) [^ ]+' $(2) 2>/dev/null | tail -1)"; done ) & beat=$$!; \
  $(1); done=$$?; kill $$beat 2>/dev/null; exit $$done
# Whole files go to one process a core each: what a file makes once is made once. Named tests run alone, where prints are seen.
AT_ONCE := -n auto --dist loadfile --no-loadscope-reorder
MINUTES := 首次可能需要几分钟 / the first time this may take minutes

# What the full sizes measure is taken down in the document of docs/reference.
SOAK = LANDSTOCK_FIGURES=docs/reference/reliability.json $(BIN)/python -m pytest -m soak --timeout 3600

.DEFAULT_GOAL := help
# What tells most of an old version in a minute: reading, writing, asking, matching and answering.
QUICK := tests/gis/test_*.py tests/gis/cql2 tests/gis/io tests/gis/store tests/gis/matching/test_rules.py tests/gis/matching/test_worked_rules.py \
  tests/api/test_items.py tests/api/test_filter.py tests/api/test_matches.py tests/api/test_exports.py

.PHONY: help serve test lint format types examples constraints oldest soak soak-sizes soak-properties soak-coverage soak-mutants soak-load soak-hour bench assets demo wheelhouse clean browser desktop
.DELETE_ON_ERROR:

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

serve: $(STAMPS)/serve $(STAMPS)/assets ## set up what is missing, load layers/ and serve at 127.0.0.1:8000
	@exec $(BIN)/landstock serve $(ARGS)

test: $(STAMPS)/test $(STAMPS)/node $(STAMPS)/assets browser ## set up what is missing and run every test
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),$(AT_ONCE))

soak: soak-sizes soak-properties soak-coverage soak-mutants soak-load soak-hour ## the full size of the checks that every run makes small, in parts that each run alone; soak-load and soak-hour want the machine for themselves

soak-sizes: $(STAMPS)/test $(STAMPS)/assets browser desktop ## the part with large files, kills, locks and clients
	@$(SOAK) --ignore tests/reliability --ignore tests/contract/test_schema.py $(if $(ARGS),$(ARGS),$(AT_ONCE))

soak-properties: $(STAMPS)/test ## the part with many drawn examples
	@$(BIN)/python -m pytest --hypothesis-profile soak --timeout 3600 $(if $(ARGS),$(ARGS),$(AT_ONCE) tests/properties)

soak-coverage: $(STAMPS)/test $(STAMPS)/assets browser ## the part that counts the lines that the tests reach, of which nine in ten are asked
	@$(BIN)/python -m pytest --cov --cov-report=term --cov-fail-under=90 $(if $(ARGS),$(ARGS),$(AT_ONCE))

soak-mutants: $(STAMPS)/test ## the part that changes the code in 300 places, one at a time, and asks whether a test fails: ARGS="--count 20 --only gis/query.py"
	@$(BIN)/python -m tests.mutants $(ARGS)

soak-load: $(STAMPS)/test $(STAMPS)/assets ## the part with crowds, depths and ten thousand generated requests
	@$(SOAK) $(if $(ARGS),$(ARGS),tests/reliability tests/contract/test_schema.py --deselect tests/reliability/test_hours.py)

soak-hour: $(STAMPS)/test $(STAMPS)/assets ## the part of an hour at thirty questions a second
	@$(SOAK) $(if $(ARGS),$(ARGS),tests/reliability/test_hours.py)

# QGIS and LibreOffice, as planners have them; without the rights to install them their tests are skipped, with this reason.
desktop:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! { command -v soffice >/dev/null && /usr/bin/python3 -c "import qgis.core" 2>/dev/null; }; then \
	  echo "landstock: installing QGIS and LibreOffice for the tests with a desktop …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-qgis libreoffice-calc >/dev/null || true; \
	fi

lint: $(STAMPS)/test $(STAMPS)/node $(STAMPS)/assets ## ruff, mypy, the import law, dead code, and for the page prettier, eslint and tsc, as the tests run them
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture
	@$(if $(WHEELHOUSE),,for part in format rules types; do npm run --silent check:$$part || exit 1; done)

types: $(STAMPS)/test $(STAMPS)/node ## write maps/types/answers.d.ts: the schemas of the answers as types for the page
	@$(BIN)/python -m tests.page.answers

examples: $(STAMPS)/test ## write the rows of the worked examples (docs/method/examples.md) as the engine says them
	@$(BIN)/python -m tests.gis.matching.pages

constraints: $(STAMPS)/test ## write constraints.txt: the versions that are installed, once the tests have passed with them
	@$(BIN)/python -m tests.requirements tested > $(STAMPS)/constraints.txt
	@mv $(STAMPS)/constraints.txt constraints.txt

oldest: $(STAMPS)/test ## run the quick part of the tests with the oldest versions that pyproject.toml admits, in a venv of its own
	@echo "landstock: installing the oldest versions into $(OLDEST) … $(MINUTES)"
	@rm -rf $(OLDEST) && $(PYTHON) -m venv $(OLDEST)
	@$(BIN)/python -m tests.requirements oldest > $(OLDEST)/constraints.txt
	@$(call watched,$(OLDEST)/bin/python -m pip install $(PIP_ARGS) --log $(OLDEST)/pip.log -c $(OLDEST)/constraints.txt -e '.[test]',$(OLDEST)/pip.log)
	@$(OLDEST)/bin/python -m pytest $(if $(ARGS),$(ARGS),$(AT_ONCE) $(QUICK))

format: $(STAMPS)/test $(STAMPS)/node ## put the code into its one format
	@$(BIN)/ruff check --fix --quiet $(CODE) || true
	@$(BIN)/ruff format $(CODE)
	@$(if $(WHEELHOUSE),,npm run --silent format)

bench: $(STAMPS)/serve ## measure beside PostGIS, tipg, geopandas …: SIZE=10k|100k|1m PEERS=postgis,tipg (all) ROUNDS=3
	@$(BIN)/python -m bench $(if $(SIZE),--size $(SIZE)) $(if $(PEERS),--peers $(PEERS)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(ARGS)

assets: $(STAMPS)/assets ## make what the page needs of npm's packages, pinned by hash, served locally

demo: $(STAMPS)/serve ## make the demonstration district anew from its recipe
	@$(BIN)/landstock demo $(ARGS)

wheelhouse: $(STAMPS)/test ## pack everything that a machine without registries needs into wheelhouse/
	@echo "landstock: packing Python packages into wheelhouse/python …"
	@rm -rf wheelhouse && mkdir -p wheelhouse/python wheelhouse/npm
	@$(BIN)/python -m pip wheel -qq --disable-pip-version-check --wheel-dir wheelhouse/python '.[test]' 'setuptools>=77' wheel
	@rm -f wheelhouse/python/landstock-*.whl
	@rm -rf build
	@echo "landstock: packing browser assets into wheelhouse/npm …"
	@$(BIN)/python -m maps.assets --pack $(CURDIR)/wheelhouse/npm
	@echo "landstock: done, $$(du -sh wheelhouse | cut -f1). On the other machine: WHEELHOUSE=wheelhouse make serve"

clean: ## remove everything that these commands made, but the wheelhouse
	rm -rf $(VENV) $(OLDEST) build dist *.egg-info layers/.store maps/static/vendor maps/static/bundle node_modules tests/browser/out bench/.envs bench/.data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "landstock: 需要 Python 3.11 或更新版本 / needs Python 3.11 or newer; found: $$($(PYTHON) --version 2>&1 || echo none)."; \
	  echo "landstock: 可指定解释器 / name one with: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "landstock: making $(VENV) with $$($(PYTHON) --version) … 约需一分钟 / about a minute"
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "landstock: 无法建立虚拟环境 / no virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/serve: $(STAMPS)/venv pyproject.toml
	@echo "landstock: installing what serving needs into $(VENV) … $(MINUTES)"
	@rm -f $(STAMPS)/pip.log
	@$(call watched,$(PIP_INSTALL) --log $(STAMPS)/pip.log -e .,$(STAMPS)/pip.log)
	@touch $@

$(STAMPS)/test: $(STAMPS)/serve
	@echo "landstock: installing what the tests need into $(VENV) … $(MINUTES)"
	@rm -f $(STAMPS)/pip.log
	@$(call watched,$(PIP_INSTALL) --log $(STAMPS)/pip.log -e '.[test]',$(STAMPS)/pip.log)
	@touch $@

$(STAMPS)/assets: $(STAMPS)/serve maps/assets.toml package-lock.json $(shell find maps/static/js -name '*.js' 2>/dev/null) $(if $(filter-out assets,$(or $(MAKECMDGOALS),help)),$(if $(wildcard maps/static/bundle/page.js),,again),again)
	@echo "landstock: making browser assets in maps/static … $(MINUTES)"
	@$(if $(WHEELHOUSE),,command -v npm >/dev/null || { echo "landstock: 需要 npm / npm is needed (it comes with Node.js), or a wheelhouse: WHEELHOUSE=dir make serve"; exit 1; };) \
	  $(call watched,$(BIN)/python -m maps.assets $(ASSETS_FROM),/dev/null)
	@touch $@

# The tools that hold the page's scripts to their rules; a machine with a wheelhouse has none, and skips what needs them with this reason.
$(STAMPS)/node: $(STAMPS)/venv package-lock.json
	@$(if $(WHEELHOUSE),:,echo "landstock: installing the tools of the page's scripts into node_modules … $(MINUTES)"; \
	  $(call watched,npm ci --ignore-scripts --no-audit --no-fund --silent,/dev/null))
	@touch $@

.PHONY: again
again:

# The tests of the page drive Debian's Chromium, some of them through nginx; without it and without the rights to install it they are skipped, with this reason.
CHROMIUM = $(shell for found in chromium chromium-browser google-chrome; do command -v $$found && break; done)
CHINESE = $(shell fc-list :lang=zh 2>/dev/null | head -1)
NGINX = $(shell PATH="$$PATH:/usr/sbin" command -v nginx)
browser:
	@if [ -z "$(CHROMIUM)" ] || [ -z "$(CHINESE)" ] || [ -z "$(NGINX)" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "landstock: installing Chromium, a Chinese font and nginx for the tests of the page …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      chromium fontconfig fonts-noto-cjk nginx >/dev/null; \
	  else \
	    echo "landstock: 没有 Chromium、中文字体或 nginx，且无权安装；相应的页面测试将跳过 / no Chromium, Chinese font or nginx here and no right to install them: the tests of the page that need them are skipped."; \
	    echo "landstock: 请执行 / run: sudo apt-get install chromium fontconfig fonts-noto-cjk nginx"; \
	  fi; \
	fi
