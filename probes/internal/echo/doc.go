// Package echo sends ICMP echo requests and hears what comes back: the sockets,
// the packets, and whose a reply or an error is. How many requests, how long to
// wait and what the answers mean is for those who ask.
//
// Linux has two sockets for it. The datagram socket (icmp(7)) needs no right but
// membership in a group of net.ipv4.ping_group_range; the kernel picks the id of
// its requests and sorts their replies, and tells ICMP errors through the
// socket's error queue (ip(7), IP_RECVERR), without the number of the request. A
// raw socket needs CAP_NET_RAW and hears all ICMP that the machine gets: a filter
// in the kernel keeps the rest away, and an error is matched by the packet that
// it quotes (RFC 792, RFC 4443 §2.4).
package echo
