# make demo     the newcomer's first look
# make test     what needs only Go: no root, no network, under three minutes
# make check    everything: installs Debian packages, needs root, skips nothing
# make generate docs/config.md, docs/config.schema.json, docs/probes, docs/channels
GO      ?= go
LINT     = $(GO) tool -modfile=tools/go.mod golangci-lint
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)

# The binary is static but on Apple silicon, where zcrypto builds with cgo only
# (docs/adr/0004-dependencies.md).
CGO      = $(if $(filter darwin/arm64,$(shell $(GO) env GOOS)/$(shell $(GO) env GOARCH)),1,0)

.PHONY: all build demo test check packages lint fuzz race real cross generate soak bench tls-compare clean
all: build

build:
	CGO_ENABLED=$(CGO) $(GO) build -trimpath -ldflags='-s -w' -o bin/holdfast ./cmd/holdfast

demo:
	$(GO) run ./cmd/holdfast demo

test:
	$(GO) vet ./...
	$(GO) test ./...

# The packages that the checks against real servers need.
PACKAGES = nginx-light apache2 haproxy lighttpd lighttpd-mod-openssl stunnel4 gnutls-bin openjdk-17-jdk-headless redis-server memcached mosquitto slapd etcd-server mariadb-server postgresql exim4-daemon-light prometheus prometheus-blackbox-exporter chromium openssl iproute2 nftables e2fsprogs util-linux procps curl poppler-utils

packages:
	tools/packages.sh $(PACKAGES)
	npm ci --prefix tools/axe --ignore-scripts --no-audit --no-fund

check: packages lint race real fuzz

lint:
	$(LINT) run ./...

race:
	$(GO) test -race -short -timeout 25m ./...

# Real servers, network namespaces, full disks, power cuts, kills.
real:
	HOLDFAST_REQUIRE_ALL=1 $(GO) test -tags check -count=1 -p 1 -timeout 30m ./...

# Each fuzz target for five seconds; `make soak` lets them run.
FUZZTIME ?= 5s
fuzz:
	tools/fuzz.sh $(FUZZTIME)

# Other systems: that it builds. Ten minutes for each when nothing is cached, and
# therefore no part of check.
CROSS = darwin/amd64 freebsd/amd64
cross:
	for at in $(CROSS); do CGO_ENABLED=0 GOOS=$${at%/*} GOARCH=$${at#*/} $(GO) build -o /dev/null ./cmd/holdfast || exit 1; done

soak: cross
	$(MAKE) fuzz FUZZTIME=10m
	HOLDFAST_SOAK=1 $(GO) test -tags check -count=1 -timeout 4h ./internal/crash/...

# Holdfast beside sslscan, nmap and testssl.sh (docs/tls-compare.md).
tls-compare: build
	tools/packages.sh sslscan nmap testssl.sh
	$(GO) run ./probes/tlsgrade/compare

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

generate:
	$(GO) generate ./...

clean:
	rm -rf bin
