# What this project can do from a shell; `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
# What packagers add to a release build, such as --disable-sandbox.
export SWIFT_FLAGS ?=
# With Swift's runtime inside, the program starts in half the time, and runs where there is no Swift.
ifeq ($(shell uname -s),Linux)
override SWIFT_FLAGS += --static-swift-stdlib
endif

SOURCES := Package.swift Sources Tests Examples Benchmarks
TOOL := .build/release/vizbp
# Tests run what users run, optimised, in a fifth of the time. Their products stand apart: a program whose
# inner parts tests can reach is compiled otherwise.
TESTED := -c release -Xswiftc -enable-testing --scratch-path .build/tests
# What stands beside the package is built in one place, so that the rooms are compiled once for all of it.
BESIDE := --scratch-path .build/beside
# With COMPILE_ONCE=yes, as in CI, they are compiled once for the program, the tests and what stands beside the
# package: in a third of the time, and with inner parts that tests can reach. What is released is not.
ifeq ($(COMPILE_ONCE),yes)
override SWIFT_FLAGS += -Xswiftc -enable-testing $(shell scripts/testing-modules.sh)
TESTED := -c release $(SWIFT_FLAGS)
BESIDE := $(TESTED) --scratch-path .build
endif
export BESIDE
# How long each kind of input is damaged. Bash has a variable of that name, so it goes by argument.
SECONDS ?= 60
RATIOS ?= .build/bench/ratios.json
RATIOS_BEFORE ?= .build/bench/ratios-before.json
QUIETLY := scripts/quietly.sh

# See scripts/bootstrap.sh: what keeps SwiftPM from warning of -pthread.
export PKG_CONFIG_PATH := $(CURDIR)/.build/pkgconfig$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: ## build the program: .build/release/vizbp
	@scripts/bootstrap.sh build
	@$(QUIETLY) swift build -c release $(SWIFT_FLAGS) --product vizbp

.PHONY: demo
demo: build ## train, draw the worked examples, and report, into out/
	@$(TOOL) gallery --quiet -o out/gallery
	@for kind in svg png pdf html; do \
	  $(TOOL) eval '1/(1+exp(-(w0*x0+w1*x1+w2)))' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 \
	    --quiet -o out/neuron.$$kind || exit; \
	done
	@rm -rf out/spiral
	@$(TOOL) train --dataset spiral --layers 16,16 --activation tanh --loss cross-entropy \
	  --optimizer adam --lr 0.01 --steps 2000 --batch 64 --l2 1e-4 --seed 7 --evaluate 20 --out out/spiral
	@for kind in svg png; do \
	  $(TOOL) plot out/spiral --y loss,validation/loss --log-y --smooth 0.9 \
	    -o out/spiral-loss.$$kind && \
	  $(TOOL) plot out/spiral --figure filmstrip -o out/spiral-filmstrip.$$kind && \
	  $(TOOL) plot out/spiral --figure updates -o out/spiral-updates.$$kind && \
	  $(TOOL) render out/spiral -o out/spiral-graph.$$kind || exit; \
	done
	@$(TOOL) render out/spiral -o out/spiral-graph.html
	@$(TOOL) report out/spiral --check -o out/report.html
	@echo 'the lectures, drawn: open out/gallery/index.html'
	@echo 'one neuron: out/neuron.svg, .png, .pdf, and .html to step through'
	@echo 'a spiral classifier: out/spiral-loss.svg, -filmstrip, -updates, -graph; its log: out/spiral'
	@echo 'all about its training in one file: open out/report.html'

.PHONY: build-tests
build-tests: ## compile the tests, and the program that they start
	@scripts/bootstrap.sh test
	@# These products alone: "--build-tests" would compile the protobuf compiler as well.
	@$(QUIETLY) swift build $(TESTED) --product vizbpPackageTests
	@$(QUIETLY) swift build $(TESTED) --product vizbp

.PHONY: test
test: build-tests ## run every test
	@swift test $(filter-out --static-swift-stdlib,$(TESTED)) --skip-build --parallel --quiet

.PHONY: test-python
test-python: ## run the tests of the Python package (PYTHON=… uses that interpreter as it is)
	@scripts/test-python.sh

.PHONY: wheel
wheel: build ## make the wheel of the Python package, with the program inside: .build/wheel/dist/
	@scripts/packages/make-wheel.sh $(TOOL)

.PHONY: deb
deb: build man ## make a Debian package of the program: .build/deb/
	@scripts/packages/make-deb.sh $(TOOL)

.PHONY: tarball
tarball: build man ## make an archive of the program that runs where it is unpacked: .build/tarball/
	@scripts/packages/make-tarball.sh $(TOOL)

.PHONY: release
release: ## run all that has to hold, then leave what is published, with checksums: .build/dist/
	@scripts/packages/make-release.sh

.PHONY: fuzz
fuzz: ## damage inputs of every kind in process, SECONDS of each (60)
	@scripts/bootstrap.sh build
	@scripts/hardening/fuzz.sh --seconds $(SECONDS)

.PHONY: fuzz-quick
fuzz-quick: ## damage inputs of every kind in process for some seconds, after the examples
	@scripts/hardening/fuzz.sh --quick --seconds 5

.PHONY: sanitize
sanitize: ## run every test built with the sanitizers of addresses and of threads
	@scripts/bootstrap.sh test
	@scripts/hardening/sanitize.sh address
	@scripts/hardening/sanitize.sh thread

.PHONY: coverage
coverage: ## run every test and say which share of the lines ran, by room: .build/coverage/
	@scripts/bootstrap.sh test
	@scripts/hardening/coverage.sh

.PHONY: api-changes
api-changes: ## say what would break packages that depend on the last release, or on BASELINE
	@scripts/bootstrap.sh build
	@scripts/hardening/api-changes.sh $(BASELINE)

.PHONY: bench
bench: ## measure, beside dot, PyTorch, TorchLens, micrograd, matplotlib and TensorBoard (PYTHON=python3)
	@scripts/bootstrap.sh bench || echo 'bench: going on with what is there'
	@$(QUIETLY) swift build -c release $(SWIFT_FLAGS) --product vizbp
	@$(QUIETLY) swift build -c release --package-path Benchmarks
	@mkdir -p $(dir $(RATIOS))
	@if [ -f $(RATIOS) ]; then mv $(RATIOS) $(RATIOS_BEFORE); fi
	@Benchmarks/.build/release/bench $(TOOL) Benchmarks/peers $(RATIOS)
	@PYTHONPATH=python/src $${PYTHON:-python3} Benchmarks/peers/autograd_graphs.py
	@scripts/build-kernels.sh || echo 'bench: PyTorch measures by itself'
	@PYTHONPATH=python/src $${PYTHON:-python3} Benchmarks/peers/watch.py

.PHONY: bench-compare
bench-compare: ## lay the ratios of the last `make bench` beside those before (RATIOS_BEFORE=FILE)
	@scripts/compare-ratios.py $(RATIOS_BEFORE) $(RATIOS)

.PHONY: examples
examples: ## build and run the programs in Examples/Sources/
	@scripts/bootstrap.sh build
	@$(QUIETLY) swift build $(BESIDE) --package-path Examples
	@built=$$(swift build $(BESIDE) --package-path Examples --show-bin-path) && \
	for example in $(notdir $(wildcard Examples/Sources/*)); do "$$built/$$example" || exit; done

.PHONY: check-bench
check-bench: ## compile the benchmarks, after the examples
	@$(QUIETLY) swift build $(BESIDE) --package-path Benchmarks

.PHONY: example-server
example-server: ## build the server of Examples/server, and have it ask itself
	@scripts/bootstrap.sh build
	@$(QUIETLY) swift build --package-path Examples/server
	@swift run --skip-build --quiet --package-path Examples/server server --check

.PHONY: templates
templates: ## embed templates/ into the program after a change to them
	@scripts/embed-templates.sh

.PHONY: lint
lint: ## check the formatting, and the rules of CONTRIBUTING.md
	@scripts/lint.sh $(SOURCES)
	@scripts/check-house.sh

.PHONY: format
format: ## format every source file
	@scripts/lint.sh --fix $(SOURCES)

.PHONY: docs
docs: build ## build the documentation: .build/docs/
	@scripts/docs.sh $(TOOL)

.PHONY: man
man: ## write the man page and the shell completions: .build/man/, .build/completions/
	@scripts/bootstrap.sh build
	@scripts/man.sh

.PHONY: install
install: build man ## install program, man pages and completions under PREFIX (/usr/local)
	@install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/man/man1" \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	@install -m 755 $(TOOL) "$(DESTDIR)$(PREFIX)/bin/vizbp"
	@install -m 644 .build/man/*.1 "$(DESTDIR)$(PREFIX)/share/man/man1"
	@install -m 644 .build/completions/vizbp.bash \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/vizbp"
	@install -m 644 .build/completions/_vizbp "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_vizbp"
	@install -m 644 .build/completions/vizbp.fish \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/vizbp.fish"
	@echo "installed $(DESTDIR)$(PREFIX)/bin/vizbp"

.PHONY: clean
clean: ## remove what was built and drawn
	@rm -rf .build Examples/.build Examples/server/.build Benchmarks/.build
	@find out -mindepth 1 -not -path out/README.md -delete
