# CaseDesk. The variables that can be set:
#   PYTHON=python3.12   the Python that makes .venv (3.11 or later)
#   PORT=8123           the demo's port
#   ROWS= REPORTS=      the benchmarks' size
#   SECONDS=            how long damaged files are tried
#   CASEDESK_DATA=      where everything is written (var/)

ifdef PYTHON
export PYTHON
endif
# Where it is set, each of the many processes of the demo and of the tests compiles
# every module again: five seconds instead of two.
export PYTHONDONTWRITEBYTECODE :=
CASEDESK_DATA ?= $(CURDIR)/var
PORT ?= 8000
ROWS ?= 5000000
REPORTS ?= 500000
SECONDS ?= 600

BIN := .venv/bin
# The tests' servers are not those of a demo that runs beside them.
TEST_DATA := $(CURDIR)/var/test
SETUP := $(or $(PYTHON),python3) -m tools.setup

.PHONY: help setup demo code test test-cluster bench fuzz lint messages stop lock clean

help:
	@echo "make setup   what the others need: .venv, node_modules, translations"
	@echo "make demo    the demo case in the browser (PORT=$(PORT))"
	@echo "make code    the demo's one-time code of the moment"
	@echo "make test    all gates and tests"
	@echo "make test-cluster  the match on a real Spark cluster (brings Java and Spark)"
	@echo "make bench   the benchmarks (ROWS=$(ROWS) REPORTS=$(REPORTS))"
	@echo "make fuzz    damaged files into the readers (SECONDS=$(SECONDS))"
	@echo "make lint    the gates alone"
	@echo "make messages  update the Chinese catalogue"
	@echo "make stop    stop the embedded servers"
	@echo "make lock    pin again what the requirements bring in"
	@echo "make clean   remove what was made, var/ with its data included"

setup:
	@$(SETUP)

demo: setup
	@$(BIN)/python manage.py demo --port $(PORT)

code: setup
	@$(BIN)/python manage.py demo_code

# With ROWS=50000000 REPORTS=5000000 each has the size that docs/benchmarks.md tells of.
bench: setup
	$(BIN)/python manage.py bench --rows $(ROWS) --reports $(REPORTS)
	$(BIN)/python manage.py bench_runs --large $(ROWS) --reports $(REPORTS) --new $$(($(ROWS) / 50))
	$(BIN)/python manage.py bench_matching --write $$(($(ROWS) / 50)) --reports $$(($(ROWS) / 50))
	$(BIN)/python manage.py bench_index --rows $$(($(ROWS) / 10)) --large $(ROWS) \
	  --reports $(REPORTS) --set-rows $$(($(ROWS) / 50))
	$(BIN)/python manage.py bench_arrivals --rows $$(($(ROWS) / 10)) --reports $$(($(REPORTS) / 5))

fuzz:
	@$(SETUP) --with-browser
	@$(BIN)/python -m tests.corpus.fuzz --seconds $(SECONDS)

test:
	@$(SETUP) --with-browser
	@$(MAKE) --no-print-directory lint
	@CASEDESK_DATA=$(TEST_DATA) $(BIN)/pytest --numprocesses 2; code=$$?; \
	  $(BIN)/python -m casedesk.embedded stop $(TEST_DATA); exit $$code

test-cluster: setup
	@$(BIN)/python -m tools.cluster
	@CASEDESK_DATA=$(TEST_DATA) .venv-cluster/bin/python -m pytest tests/cluster; code=$$?; \
	  $(BIN)/python -m casedesk.embedded stop $(TEST_DATA); exit $$code

lint: setup
	@PRE_COMMIT_HOME=$(CURDIR)/.venv/pre-commit CASEDESK_DATA=$(TEST_DATA) \
	  $(BIN)/pre-commit run --all-files; code=$$?; \
	  $(BIN)/python -m casedesk.embedded stop $(TEST_DATA); exit $$code

# The Chinese catalogue, brought up to date with the code and the templates.
messages: setup
	@$(BIN)/python manage.py makemessages --locale zh_Hans --no-obsolete --add-location file

stop:
	@test ! -x $(BIN)/python || $(BIN)/python -m casedesk.embedded stop "$(CASEDESK_DATA)"

lock: setup
	@(echo "# Every package that the requirements bring in, pinned. Made by: make lock"; \
	  $(BIN)/uv pip compile --universal --python-version 3.11 --no-header --no-annotate \
	    --quiet requirements-dev.txt) > constraints.new && mv constraints.new constraints.txt
	@npm install --package-lock-only --ignore-scripts

clean: stop
	rm -rf .venv .venv-cluster node_modules var
	find cases -name '*.mo' -delete
