// Package tlsflaw asks a TLS server for the vulnerabilities that have names:
// Heartbleed, ROBOT, POODLE and their kin. It does so without harm.
//
// # Two sorts of flaw
//
// Some are in what is offered. A server that speaks SSL 3 with CBC has POODLE,
// one that accepts triple DES has SWEET32, whatever its software. [Passive]
// tells these from a [survey.Endpoint] that others filled, without any
// connection.
//
// Others are in the code, and show only to a client that breaks the rules and
// watches what the server makes of it. [Ask] does that, on one connection at a
// time, with pauses, within a budget.
//
// # Without harm
//
// Nothing sent here can crash a server that has the flaw, write to it, or take
// from it more than proves the flaw:
//
//   - Heartbleed: the heartbeat claims 16 bytes more than it holds, inside an
//     encrypted session, where the bytes behind it in a server's memory are the
//     MAC that this very record came with. Only the length of the answer is
//     looked at; its content is overwritten unread.
//   - Ticketbleed: the session id sent has 31 bytes, so that a server which
//     fills it up to 32 gives away one byte. It is compared by length and
//     forgotten.
//   - CCS injection: a ChangeCipherSpec, then a record of zeros. The session ends
//     there; no key is agreed on.
//   - ROBOT, padding oracles: one malformed message a connection, the content of
//     records a bare line end. No message of anybody else is decrypted.
//   - Renegotiation: one second ClientHello, given up after the answer to it. It
//     costs the server one signature, as any connection does.
//
// # Yes, No and Unknown
//
// A server that closes the connection or says nothing has not been shown to be
// sound: a middlebox, a rate limit or a lost packet does the same. So No needs
// the right refusal, or the right silence beside a control that the same server
// answered. Oracles (ROBOT, the padding family) compare how a server answers
// several malformed messages; a difference counts only when the whole row is
// seen a second time, and sameness only when a good handshake of the same sort
// went through. Every [survey.Flaw] says in How what was sent and what came,
// and in Remains what this way of asking cannot see.
//
// # The flaws
//
//	Heartbleed     CVE-2014-0160   more comes back than was sent (RFC 6520 §4)
//	CCS injection  CVE-2014-0224   encryption begins before keys are agreed on
//	ROBOT          CVE-2017-13099  answers tell good RSA padding from bad
//	Ticketbleed    CVE-2016-9244   short session ids come back longer
//	renegotiation  CVE-2009-3555   a second hello without RFC 5746 is answered
//	begun by the client CVE-2011-1473   one with it is: load for little
//	POODLE-TLS     CVE-2014-8730   padding bytes are not looked at
//	Zombie POODLE  CVE-2019-6593   bad padding is told apart when the MAC is good
//	GOLDENDOODLE   CVE-2019-6593   good padding is told apart when the MAC is bad
//	zero length    CVE-2019-1559   records without content are told apart
//	padding oracle CVE-2016-2107   padding longer than the record is told apart
//	POODLE         CVE-2014-3566   SSL 3 with CBC
//	SWEET32        CVE-2016-2183   64-bit blocks
//	FREAK          CVE-2015-0204   RSA_EXPORT
//	Logjam         CVE-2015-4000   DHE_EXPORT, or a prime that can be broken
//	DROWN          CVE-2016-0800   SSL 2
//	CRIME          CVE-2012-4929   compression
//	LUCKY 13       CVE-2013-0169   CBC; told by time alone, so never Yes here
//
// # By the way
//
// Two facts that are no flaws need handshakes of the same making, and are asked
// here, with this budget: whether sessions are resumed by their id, and whether
// RFC 7507 is honoured where the enumeration had no connection left for that
// ([Ask] writes both into the endpoint).
package tlsflaw

import "holdfast/probes/internal/survey"

// Names are all flaws that are asked for, in the order of [Ask]'s result.
func Names() []string {
	return append(activeNames(), passiveNames()...)
}

// activeNames are those that need connections.
func activeNames() []string {
	return []string{
		survey.Heartbleed, survey.CCSInjection, survey.InsecureRenegotiation, survey.ClientRenegotiation, survey.Ticketbleed, survey.ROBOT,
		survey.POODLETLS, survey.ZombiePOODLE, survey.GOLDENDOODLE, survey.ZeroLength, survey.PaddingOracle,
	}
}

// passiveNames are those that show in what is offered.
func passiveNames() []string {
	return []string{
		survey.POODLE, survey.SWEET32, survey.FREAK, survey.Logjam, survey.DROWN, survey.CRIME, survey.Lucky13,
	}
}
