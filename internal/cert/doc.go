// Package cert keeps what an HTTPS listener on a school's network needs without the internet: an own certificate authority
// (自建根证书), certificates for the box's names and addresses, certificates brought by file, and a clock that is not believed when
// it cannot be right.
//
// # What an own authority may sign
//
// Whoever holds the authority's key can pretend to be any site to every device that trusts it. Its certificate is therefore
// constrained (RFC 5280 section 4.2.1.10, critical) to names that no public site can have (lan, local, internal, home.arpa,
// localhost), to the names given when it was made, and to private addresses (RFC 1918, 6598, 3927, 4193, loopback). Both address
// families are always named, because Windows refuses a chain whose certificate holds a kind of name that the constraints do not
// speak of. Chromium enforces constraints of locally installed anchors since 112 and ignores them before; Go, NSS and Windows
// enforce them; Android's own verifier does not look at those of an anchor; Apple's knows the extension since iOS 11.3. A name
// outside the range is left out of the certificate and shown in the state: in the certificate it would spoil the chain for all.
//
// # Dates
//
// A server certificate lives 395 days of which 30 lie in the past: below the 398 days of Apple and Chromium, and good for devices
// whose clocks are behind. It is made anew 60 days before its end, and whenever the names change. The authority lives ten years
// from a start one year ago.
//
// # A dead clock
//
// A box whose battery is empty starts in 1970 or 2000. The time of the build and the time last seen (kept in the file "seen") are
// a floor: before it the machine's clock is not believed, certificates are dated from the floor, and the state says so. A floor
// that was itself written by a clock running ahead is lowered by a person with Believe.
//
// The package may not know any noun of the product, may not speak HTTP, and never logs or prints a key. All files it writes are in
// one folder and readable by their owner only.
package cert
