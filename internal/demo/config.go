package demo

import (
	"fmt"
	"strings"
)

// config is the demo's holdfast.yaml: what a person would write for these hosts.
func (e *estate) config(r *receivers, data, listen, public string) string {
	port := func(address string) string { return address[strings.LastIndexByte(address, ':')+1:] }
	return fmt.Sprintf(`# The demo's own config. Names ending in .example live only inside the demo.
data: %s
listen: %s
public: %s
url: http://%s
vantage: {name: demo, anchors: ["tcp://anchor.example:%s"]}
checks:
  - name: shop/uptime
    uptime: {url: "https://shop.example:%s/", contains: ok}
    every: 2s
  - name: shop/tls
    tlsgrade: {host: shop.example, port: %s}
    every: 20s
    confirm: 2 of 2 over 500ms
  - name: legacy/tls
    tlsgrade: {host: legacy.example, port: %s}
    every: 20s
    confirm: 2 of 2 over 500ms
    severity: warning
  - name: cache/unreachable
    unreachable: {host: cache.example, from: inside, services: [redis], ports: [%s]}
    every: 2s
    severity: critical
  - name: flaky/uptime
    uptime: {url: "http://flaky.example:%s/health"}
    every: 2s
    confirm: 3 of 3 over 4s
    severity: critical
promises:
  - says: "All communications are encrypted using SSL/TLS with forward secrecy."
    checks: ["*/tls"]
  - says: "Our databases are only accessible from the internal network."
    checks: ["*/unreachable"]
  - says: "Automatic backups are scheduled to run every hour."
    checks: []
page: {name: Demo status, url: "http://%s", checks: ["shop/*", "flaky/*"], promises: ["*"]}
channels:
  slack: {slack: {token: xoxb-demo-demo, channel: "#ops", api: "http://%s/api/"}}
  pagerduty: {pagerduty: {routing_key: 0123456789abcdef0123456789abcdef, api: "http://%s"}}
  mail: {email: {from: holdfast@demo.example, to: [staff@demo.example], smtp: "smtp://%s?tls=none"}}
routes:
  - match: {class: blind}
    steps: [{after: 0s, to: [slack, mail]}]
  - match: {severity: critical}
    steps: [{after: 0s, to: [slack, pagerduty]}, {after: 15m, to: [mail]}]
  - steps: [{after: 0s, to: [slack]}]
`, data, listen, public, listen, port(e.shop), port(e.shop), port(e.shop), port(e.legacy), port(e.cache), port(e.flaky), public, r.slack, r.pager, r.mail)
}
