package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// ask is what every panel has, whatever draws it.
type ask struct {
	title string
	// why is the question, and what to do when the panel is red.
	why string
	w   uint32 // of 24 columns
	// empty says what it means that there is nothing to show.
	empty string
	unit  string
	steps []step
	words []word
	links []link
}

// step is a colour from a value on; the first has no value.
type step struct {
	from  float64
	color string
}

// word names a value.
type word struct {
	value       string
	text, color string
}

// link leads on from a panel.
type link struct{ title, url string }

// Colours. Purple is "nobody knows"; grey is "nothing to see here".
const (
	green, yellow, orange, red, purple, blue, grey = "green", "yellow", "orange", "red", "purple", "blue", "#808080"
)

// builder is what the SDK's panel builders have in common.
type builder[P any] interface {
	cog.Builder[dashboard.Panel]
	Id(id uint32) P
	GridPos(at dashboard.GridPos) P
	Title(title string) P
	Description(text string) P
	Datasource(ref common.DataSourceRef) P
	Unit(unit string) P
	NoValue(text string) P
	Thresholds(t cog.Builder[dashboard.ThresholdsConfig]) P
	ColorScheme(c cog.Builder[dashboard.FieldColor]) P
	Mappings(m []dashboard.ValueMapping) P
	DataLinks(l []cog.Builder[dashboard.DashboardLink]) P
	WithTarget(t cog.Builder[variants.Dataquery]) P
}

// add dresses a panel and puts it on the board.
func add[P builder[P]](b *board, p P, height uint32, a ask, queries ...query) {
	id, at := b.place(a.w, height)
	p = p.Id(id).GridPos(at).Title(a.title).Description(a.why).Datasource(source()).NoValue(a.empty).
		Thresholds(thresholds(a.steps)).Mappings(mappings(a)).DataLinks(dataLinks(a.links))
	if a.unit != "" {
		p = p.Unit(a.unit)
	}
	for i, q := range queries {
		p = p.WithTarget(q.build(string(rune('A' + i))))
	}
	b.b.WithPanel(p)
}

// thresholds are the colours by value; without steps everything is blue, which
// judges nothing.
func thresholds(steps []step) cog.Builder[dashboard.ThresholdsConfig] {
	if len(steps) == 0 {
		steps = []step{{color: blue}, {from: 0, color: blue}}
	}
	out := make([]dashboard.Threshold, 0, len(steps))
	for i, s := range steps {
		t := dashboard.Threshold{Color: s.color}
		if i > 0 {
			t.Value = new(s.from)
		}
		out = append(out, t)
	}
	return dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).Steps(out)
}

// mappings are the words of values, and the grey of nothing.
func mappings(a ask) []dashboard.ValueMapping {
	nothing := dashboard.NewSpecialValueMap()
	nothing.Options.Match = dashboard.SpecialValueMatchNullAndNan
	nothing.Options.Result = dashboard.ValueMappingResult{Text: new(a.empty), Color: new(grey), Index: new(int32(len(a.words)))}
	out := []dashboard.ValueMapping{{SpecialValueMap: nothing}}
	if len(a.words) == 0 {
		return out
	}
	m := dashboard.NewValueMap()
	m.Options = map[string]dashboard.ValueMappingResult{}
	for i, w := range a.words {
		m.Options[w.value] = dashboard.ValueMappingResult{Text: new(w.text), Color: new(w.color), Index: new(int32(i))}
	}
	return append(out, dashboard.ValueMapping{ValueMap: m})
}

func dataLinks(all []link) []cog.Builder[dashboard.DashboardLink] {
	out := make([]cog.Builder[dashboard.DashboardLink], 0, len(all))
	for _, l := range all {
		out = append(out, dashboard.NewDashboardLinkBuilder(l.title).Type(dashboard.DashboardLinkTypeLink).Url(l.url))
	}
	return out
}
