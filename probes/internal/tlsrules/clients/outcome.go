package clients

import (
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Outcome is what a server gives a client.
type Outcome struct {
	Client string `json:"client"`
	// Current is that of the client.
	Current bool `json:"current"`
	// Connects is Unknown when the survey cannot tell.
	Connects survey.Known `json:"connects"`
	// Reason says why not, or why it is not known.
	Reason string `json:"reason,omitempty"`

	Version tlswire.Version `json:"version,omitempty"`
	Suite   tlswire.Suite   `json:"suite,omitempty"`
	// Group is 0 where the suite has none, or it is not known which is taken.
	Group tlswire.Group `json:"group,omitempty"`
	// Certificate is the kind and size of the key: "RSA 2048".
	Certificate string `json:"certificate,omitempty"`
	// ForwardSecret, AEAD and Hybrid are those of the suite and the group.
	ForwardSecret survey.Known `json:"forward_secret"`
	AEAD          survey.Known `json:"aead"`
	Hybrid        survey.Known `json:"hybrid"`
}

// String is one line: "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519".
func (o Outcome) String() string {
	if o.Connects != survey.Yes {
		return o.Client + ": " + o.Reason
	}
	text := fmt.Sprintf("%s: %s, %s", o.Client, o.Version.Title(), o.Suite)
	if o.Group != 0 {
		text += ", " + o.Group.String()
	}
	return text
}

// fails ends the simulation: the handshake does not come about.
func (o Outcome) fails(format string, args ...any) Outcome {
	o.Connects, o.Reason = survey.No, fmt.Sprintf(format, args...)
	return o
}

// open ends the simulation: the survey cannot tell.
func (o Outcome) open(format string, args ...any) Outcome {
	o.Connects, o.Reason = survey.Unknown, fmt.Sprintf(format, args...)
	return o
}
