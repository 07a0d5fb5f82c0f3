package metrics

import (
	"net/http"

	"github.com/prometheus/common/expfmt"
)

// form is how a page is written.
type form uint8

const (
	plainText   form = iota // text format 0.0.4
	openMetrics             // OpenMetrics text: exemplars, units
	protobuf                // delimited io.prometheus.client.MetricFamily: native histograms
)

// negotiate chooses the form that a scraper prefers by its Accept header.
func negotiate(r *http.Request) (form, expfmt.Format) {
	format := expfmt.NegotiateAccept(r.Header, expfmt.DefaultOpenMetricsAcceptedFormats()...)
	switch format.FormatType() {
	case expfmt.TypeProtoDelim:
		return protobuf, format
	case expfmt.TypeOpenMetrics:
		return openMetrics, format
	default:
		return plainText, expfmt.NewFormat(expfmt.TypeTextPlain)
	}
}
