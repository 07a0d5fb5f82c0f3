package alerttest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"
)

// read makes a handler of a reading method; it needs the scopes.
func (s *Slack) read(method func(form url.Values) answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || s.Blind {
			write(w, slackNo("missing_scope"))
			return
		}
		write(w, method(r.PostForm))
	}
}

// history lists the channel, newest first; threads are not part of it.
func (s *Slack) history(form url.Values) answer {
	return s.list(form, func(m *slackMessage) bool { return m.ThreadTS == "" })
}

// replies lists one thread, its first message included.
func (s *Slack) replies(form url.Values) answer {
	root := form.Get("ts")
	return s.list(form, func(m *slackMessage) bool { return m.TS == root || m.ThreadTS == root })
}

// list gives the messages that belong to it within oldest and latest.
func (s *Slack) list(form url.Values, belongs func(*slackMessage) bool) answer {
	if form.Get("channel") != SlackChannelID {
		return slackNo("channel_not_found")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []slackMessage{}
	for _, m := range slices.Backward(s.messages) {
		latest := form.Get("latest")
		if !belongs(m) || m.TS < form.Get("oldest") || (latest != "" && m.TS > latest) {
			continue
		}
		shown := *m
		if form.Get("include_all_metadata") != "1" {
			shown.Metadata = nil
		}
		out = append(out, shown)
	}
	return slackYes(map[string]any{"messages": out, "has_more": false})
}

// blockFault checks Block Kit's limits and returns the API's word for the
// first that is broken.
func blockFault(blocks []map[string]any) string {
	if len(blocks) > 50 {
		return "invalid_blocks"
	}
	raw, err := json.Marshal(blocks)
	if err != nil || utf8.RuneCount(raw) > 13200 {
		return "msg_blocks_too_long"
	}
	for _, block := range blocks {
		limit := map[string]int{"header": 150, "section": 3000}[blockType(block)]
		text, ok := block["text"].(map[string]any)
		if !ok {
			continue
		}
		words, ok := text["text"].(string)
		if n := utf8.RuneCountInString(words); !ok || n == 0 || n > limit {
			return "invalid_blocks"
		}
	}
	return ""
}

// blockType is a block's type.
func blockType(block map[string]any) string {
	name, ok := block["type"].(string)
	if !ok {
		return ""
	}
	return name
}
