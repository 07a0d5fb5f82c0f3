package dashboards

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// pretend is a Prometheus that knows some series; a query for one that holds
// "refused" is refused.
func pretend(t *testing.T, known string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.FormValue("query")
		switch {
		case strings.Contains(query, "refused"):
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"status":"error","error":"parse error"}`)
		case strings.Contains(query, "vector(1)"), strings.Contains(query, known):
			fmt.Fprint(w, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"target":"a\"b"},"value":[1,"2"]},{"metric":{},"value":[1,"NaN"]}]}}`)
		default:
			fmt.Fprint(w, `{"status":"success","data":{"resultType":"vector","result":[]}}`)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// drawn is the JSON of a panel with one query.
func drawn(title, expr, empty string) string {
	return fmt.Sprintf(`{"type":"stat","title":%q,"targets":[{"expr":%q,"instant":true}],"fieldConfig":{"defaults":{"noValue":%q}}}`, title, expr, empty)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	board := `{"title":"B","panels":[` + strings.Join([]string{
		drawn("has data", "known", ""), drawn("says why", "none", "nothing is wrong"), drawn("says nothing", "none", ""), drawn("is refused", "refused", ""),
	}, ",") + `]}`
	answers, err := Check(t.Context(), Options{Boards: fstest.MapFS{"b.json": {Data: []byte(board)}}, Prometheus: pretend(t, "known")})
	if err != nil {
		t.Fatal(err)
	}
	well := map[string]bool{}
	for _, a := range answers {
		well[a.Panel] = a.Well()
	}
	if len(answers) != 4 || !well["has data"] || !well["says why"] || well["says nothing"] || well["is refused"] {
		t.Errorf("answers %+v", answers)
	}
	if answers[0].Series != 1 {
		t.Errorf("%d series, want the one that is a number", answers[0].Series)
	}
}

func TestCheckWithoutBoardsOrPrometheus(t *testing.T) {
	t.Parallel()
	if _, err := Check(t.Context(), Options{Boards: fstest.MapFS{}, Prometheus: pretend(t, "")}); err == nil {
		t.Error("no error without boards")
	}
	if _, err := Check(t.Context(), Options{Prometheus: "http://127.0.0.1:1"}); err == nil || !strings.Contains(err.Error(), "ask Prometheus at http://127.0.0.1:1") {
		t.Errorf("error %v, want the address that was asked", err)
	}
}
