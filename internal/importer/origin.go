package importer

import (
	"holdfast/internal/importer/blackbox"
	"holdfast/internal/importer/gatus"
	"holdfast/internal/importer/kuma"
	"holdfast/internal/importer/prometheus"
	"holdfast/internal/importer/source"
)

// Origin is the program that a config was written for.
type Origin string

// The programs whose configs are read.
const (
	Gatus      Origin = "gatus"
	Kuma       Origin = "uptime-kuma"
	Blackbox   Origin = "blackbox"
	Prometheus Origin = "prometheus"
)

// Origins lists them.
func Origins() []string {
	return []string{string(Blackbox), string(Gatus), string(Prometheus), string(Kuma)}
}

// Detect says whose config a file is, by the sections it has; empty when it is
// nobody's that is known.
func Detect(root *source.Node) Origin {
	switch {
	case root == nil || root.Shape != source.Map:
		return ""
	case kuma.Is(root):
		return Kuma
	case prometheus.Is(root):
		return Prometheus
	case blackbox.Is(root):
		return Blackbox
	case gatus.Is(root):
		return Gatus
	default:
		return ""
	}
}
