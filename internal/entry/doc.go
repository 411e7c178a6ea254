// Package entry is how a school's people come in: enrolled devices and the school's network, class cards, pictures with PIN, 换人
// on a shared device, the classroom board, activation slips, and a number with a school's short code.
//
// Package authn keeps the secrets and opens sessions; org says who is who and who may; here stand the rules between them, each with
// its permission asked first. The package may not know pages, and it opens nothing for an account that org does not resolve.
//
// # What a card is worth
//
// A card is something that lies on a desk. It opens its pupil's session only on a device that the same school enrolled, or in a
// network that the school named (setting "school_network", a list of CIDR ranges); elsewhere it is refused, and the refusal of a card
// that was a real one is recorded. A card ends with the school year, with its reprint, and when it is revoked. Behind a reverse proxy
// the network counts only when the proxy is a trusted one (serve --trusted-proxy); see httpx.Behind.
//
// # Names on a lock screen
//
// A shared device that is bound to a class shows that class's names, or numbers when the school's setting "device_names" is "numbers",
// to whoever stands before it: it is the class's own device, enrolled for this by the registrar. It shows nobody else's.
package entry
