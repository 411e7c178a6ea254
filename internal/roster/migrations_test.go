package roster_test

import (
	"io/fs"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/seal"
)

func migrations() []fs.FS {
	return []fs.FS{bus.Migrations, org.Migrations, authn.Migrations, seal.Migrations, job.Migrations, audit.Migrations, roster.Migrations}
}
