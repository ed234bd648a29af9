# The main job is the default: build pandagen and write gen/ from spec/.

GO ?= go

# What is generated: gen/, by one configuration for each generation of the API, and what examples call.
CONFIGS = pandagen.yaml pandagen.v2.yaml internal/example/pandagen.yaml
DOCUMENTS = spec/openapi.yaml spec/v2.yaml

.DEFAULT_GOAL := all

.PHONY: all
all: generate ## Write gen/ from spec/, then build bin/pandagen
	@$(MAKE) --no-print-directory build

.PHONY: help
help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/pandagen
	$(GO) build -o bin/pandagen ./cmd/pandagen

# internal/regen imports nothing that is generated, so that a broken gen/ can be made again.
.PHONY: generate
generate: ## Write what is generated, by each pandagen.yaml
	$(GO) run ./internal/regen $(CONFIGS)

.PHONY: test
test: ## Run all tests
	$(GO) test ./...

.PHONY: check
check: fresh lint gofmt vet staticcheck check-bench exported ## What CI checks beside the tests

.PHONY: fresh
fresh: ## Fail when gen/ does not match spec/
	@for config in $(CONFIGS); do $(GO) run ./cmd/pandagen generate --check --config $$config || exit; done

.PHONY: lint
lint: ## Check spec/ against its conventions, and that it accounts for every page
	@for document in $(DOCUMENTS); do $(GO) run ./cmd/pandagen lint --strict $$document || exit; done
	@$(GO) run ./cmd/pandagen docs status >/dev/null

.PHONY: gofmt
gofmt: ## Fail when a Go file is not formatted
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go' | grep -v /testdata/)); \
	if [ -n "$$unformatted" ]; then echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; fi

.PHONY: vet
vet: ## Run go vet
	$(GO) vet ./...

.PHONY: staticcheck
staticcheck: ## Run staticcheck, in the version that go.mod pins
	$(GO) tool staticcheck ./...

# For a nightly run: go test can fuzz one target at a time. What a target finds is kept below testdata/fuzz of its package. Without a
# bound, minimizing one interesting input takes a minute, and most targets would do nothing else.
TIME ?= 30s
.PHONY: fuzz
fuzz: ## Fuzz everything that parses, each target for TIME (30s)
	@$(GO) test -list '^Fuzz' ./... | \
	awk '/^Fuzz/ { targets[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, targets[i]; n = 0 }' | \
	while read package target; do \
		echo "--- $$package $$target"; \
		$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(TIME) -fuzzminimizetime 20x $$package || exit 1; \
	done

# A count to keep an eye on: each name is one that users may have to learn.
.PHONY: exported
exported: ## Count the names that public packages export
	@$(GO) run ./internal/tools/exported

# bench is a module of its own, so that peers stay out of this one. Their code is generated, unless it is up to date.
.PHONY: check-bench
check-bench: ## Run go vet and the tests of bench/
	cd bench && $(GO) generate ./... && $(GO) vet ./... && $(GO) test ./...

.PHONY: bench
bench: ## Compare with peers and floors; ratios go to bench/out/ratios.json
	cd bench && $(GO) generate ./... && $(GO) run .
