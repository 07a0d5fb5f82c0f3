#!/bin/sh
# Runs every fuzz target of the module for the given time. The go command may
# end a run with "context deadline exceeded" and no failing input when its time
# is up in the middle of a slow one (golang.org/issue/48591): that is no failure.
set -eu
time=${1:-5s}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for dir in $(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do
	for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/^func //' | sort -u); do
		echo "fuzz $dir $target $time"
		if go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$dir" >"$log" 2>&1; then
			continue
		fi
		if grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input' "$log"; then
			echo "  its time was up in the middle of an input"
			continue
		fi
		cat "$log"
		exit 1
	done
done
