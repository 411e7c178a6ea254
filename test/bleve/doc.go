// Package bleve compares the index of package internal/index with bleve (github.com/blevesearch/bleve, Apache-2.0) on the same invented
// catalogue: time to index, size on disk, and whether both find the same. It is a module of its own so that the product does not carry
// bleve's dependencies.
//
//	cd test/bleve && TONGXUE_BLEVE=200000 go test -v -run Beside -timeout 30m .
package bleve
