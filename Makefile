# make test      everything that must hold, cheap things first
# make schema    rewrites schema.graphql
# make help      the rest

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

TARGET_DIR ?= $(or $(CARGO_TARGET_DIR),target)

.PHONY: help
help: ## lists what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | column -t -s $$'\t'

.PHONY: test
test: format licences catalogue playground lint unit docs browser ## everything that must hold

.PHONY: format
format: ## whether the code is formatted
	cargo fmt --all --check

.PHONY: lint
lint: ## clippy, without mercy
	cargo clippy --workspace --all-targets --locked -- -D warnings

.PHONY: unit
unit: ## the tests in Rust, on SQLite and PostgreSQL
	scripts/with-postgres cargo test --workspace --locked

.PHONY: docs
docs: ## whether every link in the documentation leads somewhere
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

.PHONY: licences
licences: ## licences and origins of the dependencies; all of .deny.toml where cargo-deny is installed
	scripts/licences.py
	if command -v cargo-deny >/dev/null; then cargo deny --locked check bans licenses sources; fi

.PHONY: deny
deny: ## all of .deny.toml with known vulnerabilities, from the network; installs cargo-deny, which takes a while
	command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny --locked check

.PHONY: catalogue
catalogue: ## whether the built-in exercises are what scripts/catalogue.mjs makes of their source
	node scripts/catalogue.mjs --check

.PHONY: schema
schema: ## rewrites schema.graphql
	UPDATE_SCHEMA=1 cargo test --locked --test it schema

.PHONY: playground
playground: ## builds GraphiQL as the server embeds it
	if [[ ! playground/node_modules/.package-lock.json -nt playground/package-lock.json ]]; then npm ci --prefix playground; fi
	npm run build --prefix playground

.PHONY: browser
browser: ## the audit of GraphQL over HTTP, and a newcomer's first hour in Chromium, against the built server
	cargo build --locked
	scripts/browser "$(TARGET_DIR)/debug/gravl" "$(TARGET_DIR)/playground.png"

.PHONY: screenshot
screenshot: browser ## renews the picture in the README
	cp "$(TARGET_DIR)/playground.png" docs/playground.png

.PHONY: bench
bench: ## measures a release build against one SQL statement; half an hour, and nothing else should run meanwhile
	cargo build --locked --release --bin gravl # apart: with an example come the features of the tests
	cargo build --locked --release --example floor
	scripts/with-postgres scripts/bench "$(TARGET_DIR)/release"

.PHONY: test-production
test-production: ## the Helm chart without a cluster, its pods as processes, its backup, alerts, dashboards, and a recovery (its tools are built once, which takes minutes)
	scripts/production/test-chart
	scripts/with-postgres scripts/production/test-backup
	cargo build --locked
	scripts/with-postgres scripts/production/test-pods "$(TARGET_DIR)/debug/gravl"
	scripts/production/test-watch "$(TARGET_DIR)/debug/gravl"
	scripts/with-postgres scripts/production/test-restore "$(TARGET_DIR)/debug/gravl"

.PHONY: test-cluster
test-cluster: ## the Helm chart on a real control plane without nodes (built once, which takes ten minutes)
	cargo build --locked
	scripts/production/test-cluster "$(TARGET_DIR)/debug/gravl"

.PHONY: test-previous
test-previous: ## the release before this one (or REVISION=...) on the schema of this one: replaced under load, and its own tests
	scripts/with-postgres scripts/production/test-previous $(REVISION)

.PHONY: image
image: ## the container image gravl:VERSION, with docker or buildah
	scripts/production/image

.PHONY: test-image
test-image: ## builds the image from Debian's packages and the Rust that is here, and looks into it; as slow as a release build
	scripts/with-postgres scripts/production/test-image
