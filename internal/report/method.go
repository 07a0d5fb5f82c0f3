package report

// EnoughProof is the share of the time outside maintenance that must be proven
// before a sentence counts as held over a period.
const EnoughProof = 0.9

// Method says how the numbers are counted that are a report's own.
func Method() []string {
	return []string{
		"A promise is broken while one of its checks is, and proven for the time in which fresh looks showed that all of them held; it counts as held only if at least 90 % of the time outside maintenance is proven and it was never broken.",
		"A finding is a fault of a check. New, regressed and still open are those at the end of the period; one that nobody could look at again stays open; one whose check is no longer watched is gone, not resolved.",
		"Accepted exceptions count as at risk until their end. Page time is from confirmation to the receiver's answer.",
	}
}
