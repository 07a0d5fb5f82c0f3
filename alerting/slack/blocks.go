package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"holdfast"
	"holdfast/alerting/internal/page"
	"holdfast/internal/plain"
)

// Block Kit's limits in characters, with room for escapes.
const (
	headerLimit  = 150   // a header's plain text
	sectionLimit = 3000  // a section's text
	blocksLimit  = 12000 // all blocks as JSON; Slack fails near 13,200
	textLimit    = 3000  // the text beside the blocks: notifications, screen readers
)

// message is a notice as Slack shows it: text for notifications and screen
// readers, blocks for the channel.
type message struct {
	text   string
	blocks []slack.Block
}

// render writes the message of a notice.
func render(n holdfast.Notice) message {
	p := page.Compose(n)
	out := message{text: escape(p.Title(textLimit))}
	out.blocks = append(out.blocks, slack.NewHeaderBlock(
		slack.NewTextBlockObject(slack.PlainTextType, p.Title(headerLimit), false, false)))
	room := blocksLimit - plain.Len(p.Title(headerLimit))
	for _, text := range sections(details(p)) {
		if room -= 2*len(text) - plain.Len(text) + 100; room < 0 {
			break
		}
		out.blocks = append(out.blocks, slack.NewSectionBlock(
			slack.NewTextBlockObject(slack.MarkdownType, text, false, true), nil, nil))
	}
	return out
}

// details are the page's lines as mrkdwn: a bold label, then the escaped text.
// A title that the header had to cut comes first in full.
func details(p page.Page) []string {
	var out []string
	if full := p.Title(textLimit); full != p.Title(headerLimit) {
		out = append(out, escape(plain.Trim(full, sectionLimit/2)))
	}
	for _, line := range p.Lines {
		text := escape(line.Text)
		if line.Label == "" {
			text = "• " + text
		} else {
			text = "*" + line.Label + "*  " + text
		}
		out = append(out, text)
	}
	return out
}

// sections packs lines into as few texts as their limit allows.
func sections(lines []string) []string {
	var out []string
	var b strings.Builder
	for _, line := range lines {
		line = cut(line, sectionLimit)
		if b.Len() > 0 && plain.Len(b.String())+1+plain.Len(line) > sectionLimit {
			out = append(out, b.String())
			b.Reset()
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

// escape makes text that Slack shows as it is: of its markup only & < > carry
// meaning that can harm (links, mentions such as <!channel>), and only they are
// to be escaped (docs.slack.dev, Formatting message text).
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// cut is [plain.Trim] that leaves no half of an escape behind.
func cut(s string, limit int) string {
	if plain.Len(s) <= limit {
		return s
	}
	s = plain.Trim(s, limit)
	body := strings.TrimSuffix(s, "…")
	if i := strings.LastIndexByte(body, '&'); i >= 0 && !strings.Contains(body[i:], ";") {
		body = body[:i]
	}
	return body + "…"
}
