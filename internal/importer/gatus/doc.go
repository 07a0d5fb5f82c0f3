// Package gatus reads the config of Gatus (TwiN/gatus 5).
//
// # What it says
//
// endpoints are addresses whose scheme tells what is asked (http, tcp, tls,
// starttls, icmp, ws, grpc; dns beside a dns section), each with conditions
// such as "[STATUS] == 200" that must all be true. external-endpoints are told
// from outside. alerting holds the providers, and each endpoint's alerts say
// which of them hear of it, after how many failures. $NAME and ${NAME} are
// environment variables anywhere, $$ a dollar.
//
// # What goes over
//
// A condition goes over where a want of ours asks the same: status codes as the
// set that all conditions leave over, pat() on a body as text or regular
// expression, response times, certificates, DNS answers and codes. JSON paths,
// len(), has(), addresses and the end of a domain's registration have no want
// here and are listed. A condition that demands failure turns the check into a
// comment: a closed port is a question of its own kind here, which wants proof.
package gatus
