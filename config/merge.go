package config

// merge lays one value over another: maps are merged key by key, all else
// replaces. The bare word off takes away a map or a list; over a single value
// it is a word like any other, since "off" may be what a setting wants.
func merge(under, over *node) *node {
	switch {
	case under == nil || under.shape == nothing:
		return over
	case over == nil || over.shape == nothing:
		return under
	case under.shape != table || over.shape != table:
		return over
	}
	out := *over
	out.pairs = make([]pair, 0, len(under.pairs)+len(over.pairs))
	for _, p := range under.pairs {
		mine, ok := over.pair(p.key)
		switch {
		case !ok:
			out.pairs = append(out.pairs, p)
		case mine.value.off() && removable(p.value):
		default:
			out.pairs = append(out.pairs, pair{mine.key, mine.at, merge(p.value, mine.value)})
		}
	}
	for _, p := range over.pairs {
		if !under.has(p.key) {
			out.pairs = append(out.pairs, p)
		}
	}
	return &out
}

// removable reports whether off takes a value away.
func removable(n *node) bool { return n.shape == table || n.shape == list }

// mergeKeys is merge for the keys of a check, where off takes away owner,
// runbook, labels and exceptions alike.
func mergeKeys(under, over *node) *node {
	out := merge(under, over)
	if out == nil || out.shape != table {
		return out
	}
	kept := *out
	kept.pairs = make([]pair, 0, len(out.pairs))
	for _, p := range out.pairs {
		if p.value.off() && (p.key == "owner" || p.key == "runbook" || p.key == "labels" || p.key == "accepted") {
			continue
		}
		kept.pairs = append(kept.pairs, p)
	}
	return &kept
}
