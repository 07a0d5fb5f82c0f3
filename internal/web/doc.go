// Package web serves the monitor's pages: complete without JavaScript, legible
// on a phone, in light and dark, and honest about what it does not know.
//
// Two listeners, two muxes. Staff sees everything: the page with promises,
// incidents and checks, each incident's story, each check's evidence, metrics,
// and may acknowledge. Public sees only what is named public: the address that
// cron jobs call to say they ran. Nothing from outside can make Holdfast probe
// anything.
//
// A browser on another site must not acknowledge in a person's name, so every
// POST passes [http.CrossOriginProtection]. Beyond loopback the staff pages
// want a password; the config refuses to start without one unless
// insecure: true was written.
package web
