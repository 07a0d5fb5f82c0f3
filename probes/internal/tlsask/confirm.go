package tlsask

import (
	"context"

	"holdfast/probes/internal/survey"
)

// confirm asks whether all is as the earlier survey has it.
func (l *looking) confirm(context.Context) (*survey.Survey, bool) { return nil, false }
