// Package job is the queue of work that outlives a request: imports, back-fills, exports, erasures.
//
// A job is a row of the core store, enqueued in the transaction that decided it, so it exists if and only if its cause does. A
// kind is registered by name with a handler. A worker takes a due job under a lease, which it renews while the handler runs; a
// worker that vanishes loses the lease and another goes on. So a handler runs at least once: it must bear to run again, and it
// finds in Task.Done how far it had come. A failing job is tried again with growing pauses and then kept as a dead letter with
// its last error; people can run it again or cancel it. Stopping lets a handler finish or gives its job back.
//
// Bulk rows go through db.InSlices, one Task.Step a slice. The package knows no noun of the product, asks nobody for permission
// (the caller did) and holds pseudonyms only: args, notes and errors name people by id.
package job

import "embed"

// Migrations creates the table of jobs, in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS
