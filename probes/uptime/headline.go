package uptime

import (
	"strings"

	"holdfast"
)

// headline is the kind's word for the worst fault.
func headline(f holdfast.Finding) string {
	switch f.Status {
	case holdfast.Holds:
		return ""
	case holdfast.Unknown:
		return "COULD NOT LOOK"
	case holdfast.AtRisk:
		return "EXPIRES"
	case holdfast.Broken:
	}
	if len(f.Faults) == 0 {
		return "DOWN"
	}
	if f.Faults[0].Key == "certificate/expired" {
		return "EXPIRED"
	}
	switch key, _, _ := strings.Cut(f.Faults[0].Key, "/"); key {
	case "certificate":
		return "BAD CERTIFICATE"
	case "body", "header", "redirect":
		return "WRONG ANSWER"
	case "time":
		return "SLOW"
	case "https-redirect":
		return "NO REDIRECT"
	case "hsts":
		return "NO HSTS"
	default:
		return "DOWN"
	}
}

// gravity orders the keys of one status: what keeps a visitor out comes first.
func gravity(key string) int {
	order := []string{"dns", "connect", "timeout", "tls", "protocol", "address", "ipv4", "ipv6", "certificate", "status", "redirect", "body", "header", "time", "https-redirect", "hsts"}
	group, _, _ := strings.Cut(key, "/")
	for i, k := range order {
		if k == group {
			return i
		}
	}
	return len(order)
}
