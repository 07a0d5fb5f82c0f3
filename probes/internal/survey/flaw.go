package survey

import "time"

// The vulnerabilities that are asked for, by the name that people know.
const (
	Heartbleed            = "heartbleed"             // CVE-2014-0160
	CCSInjection          = "ccs-injection"          // CVE-2014-0224
	ROBOT                 = "robot"                  // CVE-2017-13099 and others
	Ticketbleed           = "ticketbleed"            // CVE-2016-9244
	InsecureRenegotiation = "insecure-renegotiation" // CVE-2009-3555
	ClientRenegotiation   = "client-renegotiation"   // CVE-2011-1473
	CRIME                 = "crime"                  // CVE-2012-4929
	POODLE                = "poodle"                 // CVE-2014-3566, SSL 3
	POODLETLS             = "poodle-tls"             // CVE-2014-8730
	ZombiePOODLE          = "zombie-poodle"          // CVE-2019-6593 and kin
	GOLDENDOODLE          = "goldendoodle"           // CVE-2019-6593 and kin
	ZeroLength            = "zero-length"            // CVE-2019-1559, 0-length record oracle
	PaddingOracle         = "padding-oracle"         // CVE-2016-2107
	SWEET32               = "sweet32"                // CVE-2016-2183
	FREAK                 = "freak"                  // CVE-2015-0204
	Logjam                = "logjam"                 // CVE-2015-4000
	DROWN                 = "drown"                  // CVE-2016-0800
	Lucky13               = "lucky13"                // CVE-2013-0169
)

// Flaw is what is known of one vulnerability.
type Flaw struct {
	Name       string `json:"name"`
	Vulnerable Known  `json:"vulnerable"`
	// How says how it was decided: what was sent, what came.
	How string `json:"how"`
	// Remains says what this way of asking cannot see, if anything.
	Remains string `json:"remains,omitempty"`
	// At is when it was asked.
	At time.Time `json:"at"`
}
