// Package record is the learning record store: xAPI statements, kept as the bytes that came, in the order in which they became
// visible.
//
// # Nouns
//
// A statement is stored once. Its place in the order (ord) is also its stored time in microseconds, unique and given while the
// one clock row of the store is held, so that whoever sees a place sees every place before it: Consistent-Through is simply the
// highest place. The statement's own id (uid) is unique; the same id with the same canonical hash is a duplicate and changes
// nothing, with another hash a conflict. Links lead from an agent or activity (64-bit hash of its identifier, checked again on
// reading) to places: usage 1 where the statement speaks of it directly (actor, object), usage 0 wherever it is mentioned.
// Voided statements stay and are left out of lists; a target that comes after its voiding statement is born voided.
//
// # Who writes
//
// Outside senders with an access key (Store), files (Import), and the house's own events: a consumer turns each event into a
// statement by the pure functions that the owning domains export; its id is UUIDv5 of the event's, so it is there exactly once.
// Counts by verb, day and object are folded in the transaction that stores (use.go).
//
// # Rules
//
// Statements hold pseudonyms only: an agent is an account whose name is a person's id. Every statement has an owner scope; only
// queries with a Scope from org read lists. The package speaks no HTTP and knows no meaning of any verb but "voided".
package record
