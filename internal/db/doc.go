// Package db is the one way to rows: SQLite in a file or PostgreSQL 15, from one SQL text.
//
// # Writing
//
// On SQLite each file has one writer goroutine. Write hands it a closure; closures that wait together share one group commit
// (synchronous=FULL: the write-ahead log is on the disk before any of them is acknowledged), each in a savepoint of its own, so
// one that fails takes nothing of its neighbours. A closure is SQL only: it may run twice, so it must not send, sign or sleep,
// it must leave the writer within 20 ms, and it never calls Write, for which it would wait for ever. Bulk closures stand behind
// interactive ones; long work is cut with InSlices. On PostgreSQL one closure is one transaction, repeated after a serialisation
// failure or deadlock.
//
// # Reading
//
// Reader gives the pool; View gives one snapshot. Readers of a side file (record, search) have the core file attached, so scope
// works the same everywhere.
//
// # One text
//
// A statement is a constant of type SQL. Tokens beginning with @ differ by engine (see sql.go). Rules that keep one text: times
// are integers in microseconds, ids are 16 bytes, booleans come back into Go bools, no engine's own functions.
//
// # Scope
//
// A query on rows that belong to somebody says @scope(column) and is given a Scope, which only org's Reach makes. A query
// without it says in a comment "-- unscoped: reason". A test reads every SQL constant of the program, prepares it on both
// engines, and refuses one that says neither.
//
// The package may not know any noun of the product, and nobody else may open a database.
package db
