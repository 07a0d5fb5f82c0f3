package boards

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
)

// query is one expression; legend names its series, table asks for one moment.
type query struct {
	expr, legend string
	table        bool // one moment, as rows
	moment       bool // one moment, as numbers
	exemplars    bool
}

func (q query) build(ref string) *prometheus.DataqueryBuilder {
	b := prometheus.NewDataqueryBuilder().RefId(ref).Expr(q.expr).LegendFormat(q.legend).Datasource(source())
	switch {
	case q.table:
		b = b.Instant().Format(prometheus.PromQueryFormatTable)
	case q.moment:
		b = b.Instant()
	default:
		b = b.Range()
	}
	if q.exemplars {
		b = b.Exemplar(true)
	}
	return b
}

// drawn is a query over the time range.
func drawn(legend, format string, args ...any) query {
	return query{expr: fmt.Sprintf(format, args...), legend: legend}
}

// now is a query of this moment, for tables and numbers.
func now(format string, args ...any) query {
	return query{expr: fmt.Sprintf(format, args...), table: true}
}

// of selects series of a metric: of("m", "a", "=", "b") is m{a="b"}.
func of(metric string, matchers ...string) string {
	var parts []string
	for i := 0; i+2 < len(matchers); i += 3 {
		parts = append(parts, matchers[i]+matchers[i+1]+`"`+matchers[i+2]+`"`)
	}
	return metric + "{" + strings.Join(parts, ",") + "}"
}

// quantile reads a histogram whether Prometheus keeps its classic buckets or the
// native histogram beside them: with native ones on, the buckets are not stored.
func quantile(q float64, metric, by string) query {
	groups, legend := "", fmt.Sprintf("p%d", int(q*100+0.5))
	if by != "" {
		groups, legend = by+", ", "{{"+by+"}}"
	}
	expr := fmt.Sprintf(`histogram_quantile(%[1]g, sum by (%[2]sle) (rate(%[3]s_bucket[$__rate_interval]))) or histogram_quantile(%[1]g, sum by (%[4]s) (rate(%[3]s[$__rate_interval])))`,
		q, groups, metric, by)
	return query{expr: expr, legend: legend, exemplars: true}
}

// moments is a query of this moment with a name for each number.
func moments(legend, format string, args ...any) query {
	q := drawn(legend, format, args...)
	q.moment = true
	return q
}

// seconds writes a duration into an expression.
func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }
