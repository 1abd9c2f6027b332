# 整改 Zhenggai: `make run` starts it, `make test` tests it; the rest is for those who change it.
.POSIX:
PORT = 8000
DATA = data
DEMO = 1
PY = .venv/bin/python
PYTEST = .venv/bin/pytest -n 2 --maxprocesses=2 --maxschedchunk=8 -p no:cacheprovider
PAGES = tests/browser

.PHONY: help setup run dev test test-sqlite test-postgres test-browser test-slow quick check lint bench shots clean

help:
	@echo "make run [PORT=8000] [DATA=data]   安装并启动 / set up and start"
	@echo "make run DEMO=0 DATA=…             启用真实单位，不装演示 / a real office, no demo"
	@echo "make test                          安装并测试 / set up and test"
	@echo "make setup quick check test-slow bench shots"

setup:
	@sh scripts/setup.sh core

run: setup
	@ZHENGGAI_DATA="$(DATA)" exec .venv/bin/zhenggai up $$([ "$(DEMO)" = 0 ] || echo --demo) --port "$(PORT)"

dev:
	@sh scripts/setup.sh dev

packages:
	@sh scripts/debian-packages.sh

test: dev packages lint test-sqlite test-postgres test-browser

test-sqlite:
	$(PYTEST) -m "not slow and not browser"

test-postgres:
	$(PY) scripts/with_postgres.py $(PYTEST) -m "not slow and not wide and not browser and not outside_database"

test-browser: dev packages
	.venv/bin/pytest -p no:cacheprovider -m "browser and not slow" $(PAGES)

test-slow: dev packages
	$(PYTEST) -m slow zhenggai
	.venv/bin/pytest -p no:cacheprovider -m slow tests
	$(PY) scripts/with_postgres.py .venv/bin/pytest -p no:cacheprovider -m "slow and not outside_database" tests/robust
	$(PY) scripts/with_postgres.py $(PYTEST) -m wide zhenggai

lint: dev
	.venv/bin/ruff format --check -q .
	.venv/bin/ruff check -q .
	.venv/bin/mypy zhenggai
	.venv/bin/lint-imports
	ZHENGGAI_TESTING=1 $(PY) -m django makemigrations --check --dry-run --settings zhenggai.config.settings

quick: dev
	.venv/bin/ruff format -q .
	.venv/bin/ruff check -q .
	.venv/bin/mypy zhenggai
	$(PYTEST) -m "not slow and not browser" -x $$($(PY) scripts/changed_tests.py)

check: test

bench: dev
	$(PY) -m bench $(if $(FULL),--full) $(PARTS)

shots: dev packages
	$(PY) scripts/shots.py

clean:
	rm -rf .venv .boot shots .cache
