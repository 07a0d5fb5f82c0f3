#!/bin/sh
# Runs every fuzz target of the module for the given time.
set -eu
time=${1:-5s}
grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do
	grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/^func //' | sort -u | while read -r target; do
		echo "fuzz $dir $target $time"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$dir" >/tmp/holdfast-fuzz.$$ 2>&1 || { cat /tmp/holdfast-fuzz.$$; exit 1; }
	done
done
