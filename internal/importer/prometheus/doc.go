// Package prometheus reads the scrape configs by which a Prometheus asks a
// blackbox exporter.
//
// # How a target gets to the exporter
//
// A job lists targets (static_configs, or files of file_sd_configs) with labels.
// Each target is a set of labels: __address__, __metrics_path__, __scheme__,
// __param_NAME for each of params, job, and its own. relabel_configs then turn
// the set over, rule by rule; the usual three copy __address__ to
// __param_target and to instance, and put the exporter's own address in its
// place. What is asked for in the end is __metrics_path__ at __address__ with
// the parameters target and module.
//
// So this package does what Prometheus does: it builds the sets and runs the
// rules on them (package comment of relabel.go). A set that ends with a path
// /probe and a parameter target is a question to the exporter, and becomes a
// check by its module; any other is a scrape of metrics, which is not ours.
package prometheus
