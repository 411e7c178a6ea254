// Package guide holds the Chinese guide as files, so that the program can show it without a network. It knows nothing of the program.
package guide

import "embed"

// Files are the guides, NAME.zh-CN.md each.
//
//go:embed *.zh-CN.md
var Files embed.FS
