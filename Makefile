# hookrunner. `make help` lists the targets.
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# What else to build in: TRAITS=PostgreSQL, for a journal that several machines share; needs libpq-dev.
TRAITS ?=
traits = $(if $(TRAITS),--traits $(TRAITS))
SOAK_ROUNDS ?= 200
TEST_SECONDS ?= 720
FUZZ_SECONDS ?= 60
# What is installed.
PROGRAM ?= .build/release/hookrunner
pages = $(wildcard man/*.[1-9])
units = $(notdir $(wildcard packaging/systemd/*.service packaging/systemd/*.socket))
# SHELL:FILE, where the shells look for scripts that complete commands
completions = bash:bash-completion/completions/hookrunner zsh:zsh/site-functions/_hookrunner \
    fish:fish/vendor_completions.d/hookrunner.fish

.PHONY: help setup build release static demo test test-postgresql lint bench bench-machines soak fuzz sanitize \
    install uninstall deb check-static check-image check-deb clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup: ## install missing system libraries, or name them
	@.ci/setup

build: setup ## build for development
	$(SWIFT) build $(traits)

release: setup ## build .build/release/hookrunner, which needs OpenSSL and SQLite; TRAITS=PostgreSQL adds libpq
	HOOKRUNNER_INSIDE=1 $(SWIFT) build -c release --product hookrunner --static-swift-stdlib \
	    --disable-local-rpath $(traits)

static: setup ## a static program without dependencies: .build/static/hookrunner
	HOOKRUNNER_INSIDE=1 $(SWIFT) build -c release --product hookrunner --scratch-path .build/static \
	    -Xswiftc -static-executable
	strip -o .build/static/hookrunner .build/static/release/hookrunner

check-static: static ## run the static program in an empty root and in Debian; as root
	@packaging/check-static .build/static/hookrunner

demo: build ## start the daemon, send a signed delivery, show the command's output
	@.ci/demo .build/debug/hookrunner

test: ## build and run every test, with every trait that can be built here
	@SWIFT="$(SWIFT)" TEST_SECONDS=$(TEST_SECONDS) .ci/test

test-postgresql: ## run the end-to-end tests with PostgreSQL as the journal
	@SWIFT="$(SWIFT)" TEST_SECONDS=$(TEST_SECONDS) HOOKRUNNER_JOURNAL=postgresql .ci/test --filter EndToEndTests

lint: ## check imports, format, manual pages, words and scripts
	@.ci/lint

soak: ## kill -9 under load, SOAK_ROUNDS=200 times (20 minutes)
	@SWIFT="$(SWIFT)" TEST_SECONDS=0 HOOKRUNNER_SOAK_ROUNDS=$(SOAK_ROUNDS) .ci/test --filter SoakTests

fuzz: setup ## fuzz every parser of untrusted bytes for FUZZ_SECONDS=60 each
	@SWIFT="$(SWIFT)" FUZZ_SECONDS=$(FUZZ_SECONDS) Tests/Fuzz/run

sanitize: setup ## run every test with AddressSanitizer, then with ThreadSanitizer
	@SWIFT="$(SWIFT)" .ci/sanitize address thread

bench: release ## benchmark against peers
	for product in command-rates metric-rates; do \
	    HOOKRUNNER_INSIDE=1 $(SWIFT) build -c release --product $$product --static-swift-stdlib \
	        --disable-local-rpath || exit 1; \
	done
	@Tests/Benchmarks/run

bench-machines: ## benchmark one to three daemons on one PostgreSQL
	$(MAKE) release TRAITS=PostgreSQL
	@Tests/Benchmarks/machines

check-image: static ## build what packaging/Dockerfile describes and run it as a container; as root
	@packaging/check-image .build/static/hookrunner

deb: release ## build a package for Debian and derivatives, in .build/deb
	@packaging/build-deb .build/release/hookrunner .build/deb

check-deb: release ## install, use, upgrade, remove and purge the package in Debian; as root
	@packaging/check-deb .build/release/hookrunner

install: $(PROGRAM) ## install what `make release` built into $(DESTDIR)$(PREFIX)
	install -D -m 0755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/hookrunner
	for page in $(pages); do \
	    install -D -m 0644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; \
	done
	for script in $(completions); do \
	    install -d $(DESTDIR)$(PREFIX)/share/$$(dirname $${script#*:}) && $(PROGRAM) completions \
	        $${script%%:*} > $(DESTDIR)$(PREFIX)/share/$${script#*:} || exit 1; \
	done
	for file in hooks.example/*; do \
	    if [ -x $$file ]; then mode=0755; else mode=0644; fi; \
	    install -D -m $$mode $$file $(DESTDIR)$(PREFIX)/share/doc/hookrunner/examples/$${file#*/} || exit 1; \
	done
	install -D -m 0644 packaging/grafana.json $(DESTDIR)$(PREFIX)/share/doc/hookrunner/grafana.json
	for unit in $(units); do \
	    install -D -m 0644 packaging/systemd/$$unit $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit || exit 1; \
	    sed -i 's|/usr/bin/hookrunner|$(PREFIX)/bin/hookrunner|' $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit || exit 1; \
	done
	install -D -m 0644 packaging/systemd/hookrunner.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/hookrunner.conf

.build/release/hookrunner:
	$(MAKE) release

uninstall: ## remove it; configuration and journal stay
	rm -f $(DESTDIR)$(PREFIX)/bin/hookrunner
	rm -f $(foreach page,$(pages),$(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
	rm -f $(foreach script,$(completions),$(DESTDIR)$(PREFIX)/share/$(lastword $(subst :, ,$(script))))
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/hookrunner
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/system/,$(units))
	rm -f $(DESTDIR)$(PREFIX)/lib/sysusers.d/hookrunner.conf

clean: ## remove build products
	rm -rf .build
