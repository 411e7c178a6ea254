// Package until keeps files that can be fetched for a time: a workbook of a school, a copy of a person's data. Whoever makes such a file
// notes its hash in a row and plans its end in the same transaction; when the time has come a job takes the hash out of the row and the
// bytes out of the store. It knows no row but by two statements that the owner gives, and no noun.
package until

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
)

// Files are the files of one kind. Register them once.
type Files struct {
	Core  *db.DB
	Blobs blob.Store
	Jobs  *job.Queue
	Kind  string // of the job
	File  db.SQL // gives the hash of the row whose id is ?, "" for none
	End   db.SQL // takes the hash out of the row: the id, then the hash
}

// args are the job's: the row was always a request, and stored jobs say so.
type args struct {
	Request id.Any `json:"request"`
}

// Register makes the job known to the queue.
func (f Files) Register() { f.Jobs.Register(job.Kind{Name: f.Kind, Run: f.end}) }

// Plan plans the end of a row's file in the transaction that notes it.
func (f Files) Plan(tx *db.Tx, row, owner id.Any, at clock.Micros) error {
	_, err := f.Jobs.Enqueue(tx, job.Order{Kind: f.Kind, Name: row.String(), Owner: owner, Args: args{row}, After: at})
	return err
}

// end removes the file when its time is over. It may run twice: what is gone stays gone.
func (f Files) end(ctx context.Context, t *job.Task) error {
	var arg args
	if err := t.Decode(&arg); err != nil {
		return err
	}
	hash, err := db.One(f.Core.Reader(ctx), f.File, db.Value[string], arg.Request)
	if errors.Is(err, db.ErrNone) || err == nil && hash == "" {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.Core.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(f.End, arg.Request, hash); return err }); err != nil {
		return err
	}
	return f.Blobs.Delete(ctx, hash)
}
