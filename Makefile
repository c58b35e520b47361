# `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO      ?= go
# Wails runs only in builds with these tags; webkit2_41 picks WebKitGTK 4.1.
TAGS    := desktop,production,webkit2_41
XVFB    := scripts/display
UI      ?= connect
PROVIDER ?= mx
JOURNEY ?= credentials
# Each of MX's journeys with either UI; the widgets of the other providers have one.
MX_JOURNEYS := leave wrong-password closed credentials oauth-loopback oauth-scheme oauth-denied oauth-retry oauth-killed
JOURNEYS ?= $(foreach journey,$(MX_JOURNEYS),$(journey):basic $(journey):connect) \
  ucw-oauth fino-redirect fino-decoupled fino-killed fino-cancelled
RUNS    ?= 1
FUZZTIME ?= 5s
SOAKTIME ?= 5m
SOAKRUNS ?= 10

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 24

.PHONY: setup setup-test
setup:
	@scripts/setup run
setup-test:
	@scripts/setup test

# --- front end -------------------------------------------------------------

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	@touch $@

FRONTEND_SOURCES := $(shell find frontend core/sandbox/ui -type f -not -path '*/node_modules/*' -not -path '*/vendor-cache/*' 2>/dev/null)

build/frontend.stamp: frontend/node_modules/.package-lock.json $(FRONTEND_SOURCES)
	cd frontend && npm run build
	@mkdir -p build && touch $@

.PHONY: frontend
frontend: setup build/frontend.stamp ## build the shell page and the connect UI

# --- programs --------------------------------------------------------------

.PHONY: build
build: frontend ## build the desktop example into build/
	$(GO) build -trimpath -tags $(TAGS) -o build/connecthost-desktop ./examples/desktop
	$(GO) build -trimpath -o build/connecthost-sandbox ./examples/sandbox
	$(GO) build -trimpath -o build/connecthost-inspect ./examples/inspect

.PHONY: run
run: build ## open the desktop example against the sandbox
	build/connecthost-desktop -ui $(UI) -provider $(PROVIDER)

.PHONY: demo-programs
demo-programs: setup-test frontend
	@echo "building the desktop example and the sandbox; the first time takes minutes"
	$(GO) build -trimpath -tags $(TAGS),e2e -o build/connecthost-desktop-e2e ./examples/desktop
	$(GO) build -trimpath -o build/connecthost-sandbox ./examples/sandbox

.PHONY: demo
demo: ## drive the journey under Xvfb and print the native events
	@$(MAKE) --no-print-directory demo-programs >&2
	@$(XVFB) node frontend/demo/demo.mjs --ui $(UI) --journey $(JOURNEY) --out build/demo

.PHONY: picture
picture: ## make the README's picture again, with our own widget
	$(MAKE) --no-print-directory demo UI=basic
	@mkdir -p docs/images
	convert build/demo/6-accounts.png \( build/demo/2-widget.png -bordercolor '#8a94a3' -border 1 -gravity north -background '#c9d0d9' -extent 460x702 \) \
	  -background '#c9d0d9' -gravity center +append -bordercolor '#c9d0d9' -border 20 -strip +dither -colors 200 docs/images/desktop.png

# --- checks ----------------------------------------------------------------

# The parts of `make test`, in two lanes that run side by side: one for what
# opens windows and mostly waits for them, one for what computes. The first has
# precedence, because each wait for a window has a deadline.
WINDOW_PARTS := test-desktop test-run test-demo
OTHER_PARTS := lint vet-cross test-go test-docs test-broker mobile-test test-frontend fuzz

.PHONY: test
test: ## every test of every language
	@MAKE="$(MAKE)" scripts/parts prepare "$(WINDOW_PARTS)" "$(OTHER_PARTS)"
	@echo "make test: all checks passed"

# Whatever more than one part needs. Each part would make it for itself, too.
.PHONY: prepare
prepare: setup-test build demo-programs
	$(GO) mod download

.PHONY: lint
lint: frontend/node_modules/.package-lock.json
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run: make fmt"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags $(TAGS) ./...
	$(GO) tool staticcheck -tags $(TAGS) ./...
	cd frontend && npm run check

.PHONY: vet-cross
vet-cross: ## type-check the macOS and Windows code
	GOOS=darwin GOARCH=arm64 CGO_ENABLED=0 $(GO) vet ./core/... ./bridge/... ./desktop/... ./examples/...
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 $(GO) vet -tags $(TAGS) ./...

.PHONY: test-go
test-go: ## the Go tests that need no display
	$(GO) test -race -cover ./core/... ./bridge/... ./examples/inspect/... ./examples/sandbox/... ./examples/provider/... ./scripts/...

.PHONY: test-docs
test-docs: setup-test ## the documentation: its names, links, code and commands
	$(GO) test ./docs

.PHONY: test-broker
test-broker: setup-test ## the broker: two processes with one Redis, and its OpenAPI description
	$(GO) test -race ./examples/broker/...
	scripts/test-broker

.PHONY: mobile-test
mobile-test: setup-test ## the bindings for phones: API, size, and the core called from a JVM
	$(GO) test -race ./mobile/...
	$(GO) run ./mobile/bindings
	@rm -rf build/mobile/jvm/surefire-reports
	@mvn -B -ntp -q -Dstyle.color=never -f mobile/jvm/pom.xml test
	@echo "mobile-test: $$(cat build/mobile/jvm/surefire-reports/TEST-*.xml | grep -c '<testcase ') JUnit tests passed"

.PHONY: test-desktop
test-desktop: ## the Go tests with a real WebKitGTK view
	$(XVFB) $(GO) test -race -tags $(TAGS) ./desktop/... ./examples/desktop ./examples/minimal
	$(XVFB) $(GO) test -race -tags $(TAGS),e2e -run WebDriver ./desktop/host

.PHONY: test-frontend
test-frontend: build/frontend.stamp ## the front end's tests, in Node and in Chromium
	cd frontend && npm test
	cd frontend && npm run e2e

.PHONY: test-run
test-run: setup-test build ## what `make run` opens, as a user sees it
	$(XVFB) scripts/smoke connect
	$(XVFB) scripts/smoke basic

.PHONY: test-demo
test-demo: demo-programs ## every journey RUNS times, MX's with the real widget and with our own
	scripts/journeys $(RUNS) $(JOURNEYS)

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME
	scripts/fuzz $(FUZZTIME)

.PHONY: soak
soak: soak-fuzz soak-demo ## what is too long for each change: both of the following

.PHONY: soak-fuzz
soak-fuzz: ## run each fuzz target for SOAKTIME
	scripts/fuzz $(SOAKTIME)

.PHONY: soak-demo
soak-demo: demo-programs ## every journey SOAKRUNS times, then again while builds keep all cores busy
	scripts/journeys $(SOAKRUNS) $(JOURNEYS)
	scripts/busy scripts/journeys $(SOAKRUNS) $(JOURNEYS)

.PHONY: bench
bench: setup frontend/node_modules/.package-lock.json ## benchmarks: events beside the vendor's definitions, the broker beside bare net/http
	scripts/bench
	scripts/bench-broker

.PHONY: fmt
fmt: ## format everything
	gofmt -w $$(git ls-files '*.go')
	cd frontend && npm run format

.PHONY: clean
clean: ## remove everything that was built
	rm -rf build frontend/node_modules frontend/vendor-cache
