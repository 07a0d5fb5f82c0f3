// Package kuma reads the backup of Uptime Kuma (louislam/uptime-kuma 1.x).
//
// # What it says
//
// Settings, Backup, Export writes one JSON object: version, monitorList,
// notificationList and proxyList. A monitor's type says what is asked; interval
// and retryInterval are seconds, maxretries how many further looks must fail
// before it is down, resendInterval after how many looks down it is told again.
// Headers, and the configuration of a notification, are JSON within a string.
// Version 2 writes no such file; a list of monitors as its API gives them, under
// monitorList, is read as well.
//
// # What goes over
//
// http, keyword, port, ping, dns, push, smtp and websocket-upgrade have a kind
// here, groups become group:, tags labels. Databases, queues, containers, games
// and browsers have none. upsideDown turns a question round, and no other
// question here means its contrary: a port that must be closed is the kind
// unreachable, which wants proof that it could have looked.
package kuma
