package boards

import (
	"encoding/json"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"holdfast/internal/names"
)

// Board is one board, ready to be written.
type Board struct {
	File string // fleet.json
	JSON []byte
}

// All builds every board, in the order of reading.
func All() ([]Board, error) {
	var out []Board
	for _, b := range []*board{fleet(), target(), promises(), posture(), exposure(), escalation(), weekly(), self()} {
		made, err := b.build()
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	return out, nil
}

// uid is the stable address of a board.
func uid(name string) string { return "holdfast-" + name }

// tag is what all boards carry, and what the menu of boards lists.
const tag = "holdfast"

// board places panels on a grid of 24 columns, left to right.
type board struct {
	name        string
	b           *dashboard.DashboardBuilder //nolint:staticcheck // the classic form: Grafana before 13 imports no other (ADR 20)
	id, x, y, h uint32
}

// newBoard begins a board; about is the question that it answers as a whole.
func newBoard(name, title, about, from string) *board {
	b := dashboard.NewDashboardBuilder("Holdfast / " + title) //nolint:staticcheck // the classic form (ADR 20)
	b = b.Uid(uid(name)).Description(about).Tags([]string{tag}).
		Refresh("1m").Time(from, "now").Timezone("browser").Tooltip(dashboard.DashboardCursorSyncCrosshair).Editable().
		WithVariable(dashboard.NewDatasourceVariableBuilder("datasource").Label("Data source").Type("prometheus")).
		WithVariable(dashboard.NewTextBoxVariableBuilder("page").Label("Holdfast page").
			Description("Address of Holdfast's own page, where the evidence is.").DefaultValue(dashboard.StringOrMap{String: new("http://127.0.0.1:9780")})).
		Link(dashboard.NewDashboardLinkBuilder("Boards").Type(dashboard.DashboardLinkTypeDashboards).Tags([]string{tag}).AsDropdown(true).KeepTime(true).IncludeVars(false)).
		Link(dashboard.NewDashboardLinkBuilder("Evidence").Type(dashboard.DashboardLinkTypeLink).Url("${page}").Tooltip("Holdfast's own page").TargetBlank(true)).
		Annotation(incidents())
	return &board{name: name, b: b}
}

// incidents marks the start of each open incident on every time axis.
func incidents() *dashboard.AnnotationQueryBuilder {
	return dashboard.NewAnnotationQueryBuilder().Name("Incidents").Datasource(source()).Enable(true).IconColor("red").
		Expr(names.IncidentStart + " * 1000").UseValueForTime(true).
		TitleFormat("{{severity}} #{{number}} {{check}}").TextFormat("{{target}} {{promise}}").TagKeys("severity,class")
}

// source is the data source that the reader chose.
func source() common.DataSourceRef {
	return common.DataSourceRef{Type: new("prometheus"), Uid: new("${datasource}")}
}

// place gives the next free cells, and begins a new line before one is overrun.
func (b *board) place(w, h uint32) (id uint32, at dashboard.GridPos) {
	if b.x+w > 24 {
		b.line()
	}
	at = dashboard.GridPos{X: b.x, Y: b.y, W: w, H: h}
	b.x, b.h = b.x+w, max(b.h, h)
	b.id++
	return b.id, at
}

func (b *board) line() { b.y, b.x, b.h = b.y+b.h, 0, 0 }

// row begins a chapter, whose title is a question.
func (b *board) row(title string) {
	b.line()
	b.id++
	b.b.WithRow(dashboard.NewRowBuilder(title).Id(b.id).GridPos(dashboard.GridPos{X: 0, Y: b.y, W: 24, H: 1}))
	b.y++
}

// choose adds a variable whose values are those of a label.
func (b *board) choose(label, title, series string) {
	b.b.WithVariable(dashboard.NewQueryVariableBuilder(label).Label(title).Datasource(source()).
		Query(dashboard.StringOrMap{String: new("label_values(" + series + ", " + label + ")")}).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).Sort(dashboard.VariableSortAlphabeticalAsc))
}

func (b *board) build() (Board, error) {
	d, err := b.b.Build()
	if err != nil {
		return Board{}, err
	}
	text, err := json.MarshalIndent(d, "", "  ")
	return Board{File: b.name + ".json", JSON: append(text, '\n')}, err
}
