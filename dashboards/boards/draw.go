package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// stat is one number, large.
func (b *board) stat(a ask, format string, args ...any) {
	p := stat.NewPanelBuilder().ReduceOptions(last()).ColorMode(common.BigValueColorModeBackground).
		GraphMode(common.BigValueGraphModeNone).TextMode(common.BigValueTextModeValue).Orientation(common.VizOrientationAuto)
	q := drawn("", format, args...)
	q.moment = true
	add(b, p, 4, a, q)
}

// named is a word that a label says, such as a version.
func (b *board) named(a ask, label, format string, args ...any) {
	p := stat.NewPanelBuilder().ReduceOptions(last()).ColorMode(common.BigValueColorModeNone).
		GraphMode(common.BigValueGraphModeNone).TextMode(common.BigValueTextModeName).Orientation(common.VizOrientationAuto)
	q := drawn("{{"+label+"}}", format, args...)
	q.moment = true
	add(b, p, 4, a, q)
}

// series are lines over time.
func (b *board) series(a ask, queries ...query) {
	p := timeseries.NewPanelBuilder().Min(0).LineWidth(1).FillOpacity(8).ShowPoints(common.VisibilityModeNever).Legend(legend()).
		Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending))
	add(b, p, 8, a, queries...)
}

// stacked are areas that add up to a whole.
func (b *board) stacked(a ask, colors map[string]string, queries ...query) {
	p := timeseries.NewPanelBuilder().Min(0).LineWidth(0).FillOpacity(70).ShowPoints(common.VisibilityModeNever).Legend(legend()).
		Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal))
	for _, name := range sorted(colors) {
		p = p.OverrideByName(name, []dashboard.DynamicConfigValue{{Id: "color", Value: map[string]string{"mode": "fixed", "fixedColor": colors[name]}}})
	}
	add(b, p, 8, a, queries...)
}

// timeline is one band a thing, coloured by its state.
func (b *board) timeline(a ask, height uint32, queries ...query) {
	p := statetimeline.NewPanelBuilder().FillOpacity(80).LineWidth(0).RowHeight(0.9).ShowValue(common.VisibilityModeNever).
		MergeValues(true).Legend(common.NewVizLegendOptionsBuilder().ShowLegend(true).DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom))
	add(b, p, height, a, queries...)
}

// bars compare a few numbers of this moment.
func (b *board) bars(a ask, queries ...query) {
	p := bargauge.NewPanelBuilder().ReduceOptions(last()).Orientation(common.VizOrientationHorizontal).Min(0).
		DisplayMode(common.BarGaugeDisplayModeBasic).ShowUnfilled(false).ValueMode(common.BarGaugeValueModeText)
	add(b, p, 8, a, queries...)
}

// table is a list of the worst, one line a thing. value heads the column of the
// number; a unit on the whole would turn a port into "3.31 K", so that only this
// column has one.
func (b *board) table(a ask, value string, q query) {
	unit, links := a.unit, a.links
	a.unit, a.links = "", nil
	number := []dashboard.DynamicConfigValue{
		{Id: "displayName", Value: value},
		{Id: "thresholds", Value: map[string]any{"mode": "absolute", "steps": jsonSteps(a.steps)}},
	}
	if len(a.steps) > 0 || len(a.words) > 0 {
		number = append(number, dashboard.DynamicConfigValue{Id: "custom.cellOptions", Value: map[string]string{"type": "color-text"}})
	}
	if unit != "" {
		number = append(number, dashboard.DynamicConfigValue{Id: "unit", Value: unit})
	}
	p := table.NewPanelBuilder().Filterable(true).OverrideByName("Value", number)
	for _, l := range links {
		p = p.OverrideByName(column(l.url), []dashboard.DynamicConfigValue{{Id: "links", Value: []map[string]any{{"title": l.title, "url": l.url}}}})
	}
	hidden := map[string]bool{"Time": true, "__name__": true, "job": true, "instance": true}
	if value == "" {
		hidden["Value"] = true
	}
	p = p.WithTransformation(dashboard.DataTransformerConfig{Id: "organize", Options: map[string]any{"excludeByName": hidden}})
	add(b, p, 9, a, q)
}

// last reduces a range to its last number.
func last() *common.ReduceDataOptionsBuilder {
	return common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"})
}

// legend lists the series with their last and greatest value.
func legend() *common.VizLegendOptionsBuilder {
	return common.NewVizLegendOptionsBuilder().ShowLegend(true).DisplayMode(common.LegendDisplayModeTable).
		Placement(common.LegendPlacementBottom).Calcs([]string{"lastNotNull", "max"})
}
