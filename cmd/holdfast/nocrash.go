//go:build !crash

package main

// crashHook is nothing in an ordinary build; see crash.go.
func crashHook() func(string) { return nil }
