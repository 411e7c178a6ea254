package assess

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
)

// PaperPictures are the hashes of the pictures in a paper's items, each once, for a takedown.
func (s *Service) PaperPictures(x db.Querier, p PaperID) ([]string, error) {
	return db.All(x, selPaperPictures, db.Value[string], p)
}

// Place names, in the receipt of a takedown, what Purge deletes.
func (*Service) Place() string { return "题目里的图片" }

// Purge takes bytes that were taken down out of every item: the item then says the picture's alternative text. The bytes are the
// caller's to delete. Running it again is no error.
func (s *Service) Purge(ctx context.Context, hash string) (int, error) {
	var n int64
	err := s.core.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(delHashMedia, hash)
		return err
	})
	return int(n), err
}
