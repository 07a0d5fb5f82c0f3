// Package ports knows which services live at which TCP ports, and which of
// them nobody should meet from outside.
//
// # A number is a convention
//
// A port number says who usually listens there (RFC 6335 keeps the register),
// never who does. A table of ports therefore serves two purposes only: to
// decide what is asked first, and to call a port by the name that people know.
// What really answers is told by its greeting.
//
// # Dangerous
//
// A port is called dangerous here when the program that usually listens there
// gives data away or takes commands from whoever reaches it: databases, caches
// and queues, remote desktops and shells, file shares, management interfaces
// of machines and clusters. They are looked at every minute; all others wait
// for their slice of the sweep.
package ports

import (
	"slices"
	"strconv"
)

// Service is a program and the TCP ports at which it usually listens.
type Service struct {
	// Key is the word that a config uses ("redis").
	Key string
	// Title is the name as people write it ("Redis").
	Title string
	// Ports are its usual ports, the first being the main one.
	Ports []uint16
	// Database is true for whatever keeps data: databases, caches, searchers.
	Database bool
	// Fix says what to do when it answers to strangers.
	Fix string
}

// Databases returns the services that keep data, in the order in which their
// ports are asked.
func Databases() []Service {
	return slices.DeleteFunc(Dangerous(), func(s Service) bool { return !s.Database })
}

// Lookup returns the dangerous service that usually listens at a port.
func Lookup(port uint16) (Service, bool) {
	for _, s := range Dangerous() {
		if slices.Contains(s.Ports, port) {
			return s, true
		}
	}
	return Service{}, false
}

// Find returns the service of a config word.
func Find(key string) (Service, bool) {
	for _, s := range Dangerous() {
		if s.Key == key {
			return s, true
		}
	}
	return Service{}, false
}

// Numbers returns all ports of the services in their order, each once.
func Numbers(services []Service) []uint16 {
	var list []uint16
	for _, s := range services {
		for _, p := range s.Ports {
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

// Label returns the port with the name of its usual service, where the table
// has one: "6379 (Redis)", "8081".
func Label(port uint16) string {
	number := strconv.Itoa(int(port))
	if s, ok := Lookup(port); ok {
		return number + " (" + s.Title + ")"
	}
	return number
}
