package config

// trace is what a plan remembers of where its parts were written, for Show.
type trace struct {
	top      map[string]string // key of one value → where it was written
	checks   []draft           // beside Plan.Checks
	channels []channelDraft    // beside Plan.Channels
	routes   []*node
	promises []*node
	windows  []*node
	page     *node
	report   *node
	history  *node
	// catchAll is where the route that matches everything stands.
	catchAll string
}
