package history

// Method says how every number is counted, a sentence each, to be printed
// wherever a number is.
func Method() []string {
	return []string{
		"Time is counted, not looks: each millisecond of a period is exactly one of up, down, at risk, unknown, maintenance or blind, and the six add up to the period.",
		"Down counts from the start of the first failed look of an outage that the check's rule confirmed, until the start of the first good look of its confirmed recovery; a failed look that was not confirmed counts nothing.",
		"Maintenance is a planned window of the config, whatever was seen in it, from the moment at which the config had it; a silence excuses nothing.",
		"Blind is time in which nobody could see: the vantage had lost its anchors, or no monitor ran and the last verdict had run out.",
		"Unknown is the rest: not yet looked, looks that proved nothing, or a verdict that had run out. A gap is never uptime.",
		"Availability is (up + at risk) / (up + at risk + down); the share of time outside maintenance that was proven is told beside it.",
		"An error budget is (1 - target) x window and is spent by time down; burn rate 1 spends it exactly in one window.",
		"Latency percentiles come from sketches of all due looks that found the check up or at risk, at most 2 % off; re-looks are not counted.",
	}
}
