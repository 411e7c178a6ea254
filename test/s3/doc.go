// Package s3 runs the promises of blob.Store (package blobtest) against a real S3-speaking server, versitygw with its POSIX backend,
// started inside the test on 127.0.0.1. It is a module of its own so that the server's many dependencies stay out of the product:
//
//	cd test/s3 && go test ./...
//
// It needs nothing but the Go module proxy. It may not be imported by the product.
package s3
