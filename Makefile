# hookrunner. `make help` lists the targets.
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# What else to build in: TRAITS=PostgreSQL, for a journal that several machines share; needs libpq-dev.
TRAITS ?=
traits = $(if $(TRAITS),--traits $(TRAITS))
SOAK_ROUNDS ?= 200
TEST_SECONDS ?= 600
FUZZ_SECONDS ?= 60
pages = $(wildcard man/*.[1-9])
units = $(notdir $(wildcard packaging/systemd/*))
# SHELL:FILE, where the shells look for scripts that complete commands
completions = bash:bash-completion/completions/hookrunner zsh:zsh/site-functions/_hookrunner \
    fish:fish/vendor_completions.d/hookrunner.fish

.PHONY: help setup build release demo test lint bench soak fuzz sanitize install uninstall clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## install the system libraries that are missing, or name them
	@.ci/setup

build: setup ## build for development
	$(SWIFT) build $(traits)

release: setup ## build for use: .build/release/hookrunner; TRAITS=PostgreSQL for a journal of several machines
	$(SWIFT) build -c release --product hookrunner $(traits)

demo: build ## start the daemon, send a signed delivery, see the command run
	@.ci/demo .build/debug/hookrunner

test: ## build and run every test, with everything that can be built here
	@.ci/setup tests
	$(SWIFT) build --build-tests $$(.ci/traits)
	timeout $(TEST_SECONDS) $(SWIFT) test --skip-build $$(.ci/traits 2>/dev/null) || { s=$$?; \
	    [ $$s -ne 124 ] || echo "make test: a test hangs: no end after $(TEST_SECONDS) s" >&2; exit $$s; }

lint: ## imports, format, manual pages, scripts
	@.ci/lint

soak: ## kill -9 under load, hundreds of times; SOAK_ROUNDS=N
	@.ci/setup tests
	$(SWIFT) build --build-tests $$(.ci/traits)
	HOOKRUNNER_SOAK_ROUNDS=$(SOAK_ROUNDS) $(SWIFT) test --skip-build $$(.ci/traits) --filter SoakTests

fuzz: setup ## fuzz what reads untrusted bytes, a minute each; FUZZ_SECONDS=N
	@SWIFT="$(SWIFT)" FUZZ_SECONDS=$(FUZZ_SECONDS) Tests/Fuzz/run

sanitize: setup ## every test under AddressSanitizer, then under ThreadSanitizer
	@SWIFT="$(SWIFT)" .ci/sanitize address thread

bench: release ## measure, beside peers
	$(SWIFT) build -c release --product command-rates
	$(SWIFT) build -c release --product metric-rates
	@Tests/Benchmarks/run

install: release ## into $(DESTDIR)$(PREFIX)
	install -D -m 0755 .build/release/hookrunner $(DESTDIR)$(PREFIX)/bin/hookrunner
	for page in $(pages); do \
	    install -D -m 0644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; \
	done
	for script in $(completions); do \
	    install -d $(DESTDIR)$(PREFIX)/share/$$(dirname $${script#*:}) && .build/release/hookrunner completions \
	        $${script%%:*} > $(DESTDIR)$(PREFIX)/share/$${script#*:} || exit 1; \
	done
	for file in hooks.example/*; do \
	    install -D $$file $(DESTDIR)$(PREFIX)/share/doc/hookrunner/$$file || exit 1; \
	done
	install -D -m 0644 packaging/grafana.json $(DESTDIR)$(PREFIX)/share/doc/hookrunner/grafana.json
	for unit in $(units); do \
	    install -D -m 0644 packaging/systemd/$$unit $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit || exit 1; \
	    sed -i 's|/usr/bin/hookrunner|$(PREFIX)/bin/hookrunner|' $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit || exit 1; \
	done

uninstall: ## take it away again
	rm -f $(DESTDIR)$(PREFIX)/bin/hookrunner
	rm -f $(foreach page,$(pages),$(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
	rm -f $(foreach script,$(completions),$(DESTDIR)$(PREFIX)/share/$(lastword $(subst :, ,$(script))))
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/hookrunner
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/system/,$(units))

clean: ## remove what was built
	rm -rf .build
