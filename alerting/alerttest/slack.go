package alerttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
)

// Slack plays the Web API as far as a bot that posts can notice: messages,
// threads, updates, history with metadata, channels that have a name for
// posting and an id for everything else, and Block Kit's limits.
type Slack struct {
	httpFake
	// Dedups makes it honour client_msg_id.
	Dedups bool
	// Blind takes the scopes for reading (channels:history, channels:read)
	// away.
	Blind bool
	// Failing is answered as the error of every sending call while it is set.
	Failing string

	messages []*slackMessage // protected by ledger.mu
}

// slackMessage is one message in a channel.
type slackMessage struct {
	TS       string          `json:"ts"`
	ThreadTS string          `json:"thread_ts,omitempty"`
	Text     string          `json:"text"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	client   string
}

// The channel of the fake: people write its name, the API wants its id.
const (
	SlackChannel   = "#ops"
	SlackChannelID = "C0HOLDFAST"
)

// NewSlack starts one; its address is the base of the API.
func NewSlack(t testing.TB) *Slack {
	t.Helper()
	s := &Slack{}
	s.take, s.garbage = s.send, http.StatusOK
	s.refuse = func(echo string) answer { return slackNo("channel_not_found " + echo) }
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/chat.postMessage", s.message)
	mux.HandleFunc("POST /api/chat.update", s.message)
	mux.HandleFunc("POST /api/conversations.history", s.read(s.history))
	mux.HandleFunc("POST /api/conversations.replies", s.read(s.replies))
	mux.HandleFunc("POST /api/conversations.list", s.read(func(url.Values) answer {
		return slackYes(map[string]any{"channels": []map[string]string{{"id": "C0OTHER", "name": "other"}, {"id": SlackChannelID, "name": SlackChannel[1:]}}})
	}))
	s.start(t, mux)
	return s
}

// Address implements [Receiver].
func (s *Slack) Address() string { return s.server.URL + "/api/" }

// Delete removes all messages, as a tidy person does.
func (s *Slack) Delete() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = nil
}

// send treats chat.postMessage and chat.update.
func (s *Slack) send(r *http.Request, body []byte) answer {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return slackNo("invalid_form_data")
	}
	var blocks []map[string]any
	if raw := form.Get("blocks"); raw != "" && json.Unmarshal([]byte(raw), &blocks) != nil {
		return slackNo("invalid_blocks_format")
	}
	update := r.URL.Path == "/api/chat.update"
	switch fault := blockFault(blocks); {
	case s.Failing != "":
		return slackNo(s.Failing)
	case form.Get("text") == "":
		return slackNo("no_text")
	case fault != "":
		return slackNo(fault)
	case form.Get("channel") != SlackChannelID && (update || form.Get("channel") != SlackChannel):
		return slackNo("channel_not_found")
	case update:
		return s.update(form, string(body))
	default:
		return s.post(form, string(body))
	}
}

// post adds a message, or finds it again by its client_msg_id.
func (s *Slack) post(form url.Values, raw string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	client := form.Get("client_msg_id")
	for _, m := range s.messages {
		if s.Dedups && client != "" && m.client == client {
			return slackYes(map[string]any{"channel": SlackChannelID, "ts": m.TS})
		}
	}
	m := &slackMessage{
		TS: fmt.Sprintf("%d.%06d", Noon().Unix(), len(s.messages)+1), ThreadTS: form.Get("thread_ts"),
		Text: form.Get("text"), client: client,
	}
	if meta := form.Get("metadata"); meta != "" {
		m.Metadata = json.RawMessage(meta)
	}
	s.messages = append(s.messages, m)
	action := "posted"
	if m.ThreadTS != "" {
		action = "replied"
	}
	s.seen = append(s.seen, Seen{Key: client, Action: action, Text: decoded(form, raw)})
	return slackYes(map[string]any{"channel": SlackChannelID, "ts": m.TS})
}

// update changes a message.
func (s *Slack) update(form url.Values, raw string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.TS != form.Get("ts") {
			continue
		}
		m.Text = form.Get("text")
		if meta := form.Get("metadata"); meta != "" {
			m.Metadata = json.RawMessage(meta)
		}
		s.seen = append(s.seen, Seen{Key: m.TS, Action: "updated", Text: decoded(form, raw)})
		return slackYes(map[string]any{"channel": SlackChannelID, "ts": m.TS})
	}
	return slackNo("message_not_found")
}

// decoded is the readable content of a form, without the token.
func decoded(form url.Values, raw string) string {
	if form.Get("text") == "" {
		return raw
	}
	return form.Get("text") + "\n" + form.Get("blocks") + "\n" + form.Get("metadata")
}

// slackYes is the API's good answer with some fields.
func slackYes(fields map[string]any) answer {
	fields["ok"] = true
	return answer{http.StatusOK, fields}
}

// slackNo is the API's refusal: HTTP 200 and a word.
func slackNo(word string) answer {
	return answer{http.StatusOK, map[string]any{"ok": false, "error": word}}
}
