// Package vantage tells whether the place that looks are taken from sees
// anything at all.
//
// A monitor whose own uplink is cut sees every target down. Anchors are
// addresses far away that answer as long as our way out works; a vantage has a
// few of them, in different networks, and one answer is enough: two independent
// anchors that fail in the same second together with a target are rarer than an
// uplink that fails. If none answers, nothing that was seen in that moment says
// anything about a target.
//
// An anchor is a positive control and must be one that only the way out can
// give. A connection that is made (tcp://host:port), a name server that resolves
// (dns://resolver, asked for the name servers of the root), an HTTP answer
// (https://url, asked by HEAD). A refusal does not count, for a firewall of our
// own may have sent it; neither do HTTP 407 and 511, by which a proxy or a
// captive portal says that we are not out. Plain http:// and a name server in our
// own network are weak anchors: a portal or a cache may answer in their place.
package vantage
