# Một Cửa Kiosk. Bare `make` prints this list; every target sets up what it needs.

PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
LOCKS := provisioning/locks
WORKERS ?= 2
PICTURES ?= build/screens

.DEFAULT_GOAL := help
.PHONY: help run demo-country test check format lint types tests ui-audit bench bench-central screens image image-test
.PHONY: image-test-short guide-pictures contract nightly lock clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## a whole demo ward: kiosk, broker and centre; open the page it prints (PORT=8080)
	@$(BIN)/motcua-demo --port $(PORT)

demo-country: $(VENV)/.run ## a province of 50 invented offices on the centre's page (PORT=8080)
	@$(BIN)/python -m provisioning.demo_country --port $(PORT)

test: check ## prove it: everything that CI runs

check: lint types tests ui-audit ## format, lint, types, layers, tests, and every screen and page against its rules
check: PICTURES =

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

tests: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

ui-audit: $(VENV)/.dev ## hold every screen and web page against the list of rules; pictures under build/screens/
	$(BIN)/python -m tests.audit $(PICTURES)

format: $(VENV)/.dev ## rewrite the code as `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## measure, each figure beside its peer in the same run
	$(BIN)/python -m tests.benches

bench-central: $(VENV)/.dev ## measure the centre over PostgreSQL: ingest, pixel, connections, a country's day (NAMES=…)
	@sh provisioning/prepare.sh bench-central
	$(BIN)/python -m tests.benches.central $(NAMES)

screens: $(VENV)/.dev ## draw every screen and the ticket under build/screens/
	$(BIN)/python -m ui.touch.gallery build/screens
	$(BIN)/python -m tests.pictures build/screens
	$(BIN)/python -m tests.dashboard_pictures build/screens

guide-pictures: $(VENV)/.dev ## draw the pictures of docs/technician.vi.md anew
	$(BIN)/python -m tests.guide_pictures

image: $(VENV)/.dev ## build the one file to flash, build/motcua-kiosk-…-arm64.img.zst (as root; KEYS=release keys)
	@sh provisioning/prepare.sh image
	$(BIN)/python -m provisioning.image $(if $(KEYS),--keys $(KEYS)) $(if $(PI5),--pi5 $(PI5))

image-test: $(VENV)/.dev ## boot that image in an emulated machine, touch, press, print, cut its power, update it
	@sh provisioning/prepare.sh image-test
	$(BIN)/pytest -p no:xdist -v -o python_files='proof_*.py' tests/image

image-test-short: $(VENV)/.dev ## one boot, one number, one rating
	@sh provisioning/prepare.sh image-test
	$(BIN)/pytest -p no:xdist -v -o python_files='proof_*.py' tests/image/proof_boot.py

nightly: image-test ## what takes hours: the image's whole proof, a ward's day with the network cut, the centre under fire
	MOTCUA_CUT_SECONDS=3600 $(BIN)/pytest tests/journeys/test_ward_day.py
	MOTCUA_FUZZ_FRAMES=1000000 MOTCUA_FALLS=200 $(BIN)/pytest -p no:xdist tests/central/test_fuzz.py tests/central/test_weather.py
	$(BIN)/pytest -p no:xdist -v -s -o python_files='proof_*.py' tests/central/proof_country.py

contract: $(VENV)/.dev ## write mqtt/asyncapi.yaml anew from the message types
	$(BIN)/python -m mqtt.contract > build.contract && mv build.contract mqtt/asyncapi.yaml

lock: $(VENV)/.dev ## pin all dependencies anew, with hashes
	$(BIN)/uv pip compile -q setup.cfg --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate -o $(LOCKS)/dev.txt
	for extra in kiosk central provisioning; do $(BIN)/uv pip compile -q setup.cfg --extra $$extra --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate -c $(LOCKS)/dev.txt -o $(LOCKS)/$$extra.txt; done

clean: ## forget what was built and measured, and the virtual environment
	rm -rf build $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache

# ---- set-up: Debian packages, virtual environment, pinned dependencies

$(VENV)/.run: $(LOCKS)/kiosk.txt $(LOCKS)/central.txt $(LOCKS)/provisioning.txt setup.cfg provisioning/prepare.sh
	@sh provisioning/prepare.sh run
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing pinned dependencies ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(LOCKS)/kiosk.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(LOCKS)/central.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(LOCKS)/provisioning.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run $(LOCKS)/dev.txt
	@sh provisioning/prepare.sh test
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(LOCKS)/dev.txt
	@touch $@
