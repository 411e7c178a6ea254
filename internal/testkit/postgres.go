package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/tongxue-edu/tongxue/internal/db"
)

// Postgres is a fresh migrated store in a schema of its own, dropped when the test ends. It uses the server that TONGXUE_TEST_PG
// names, or starts one for this test process from Debian's binaries; without either the test is skipped.
func Postgres(t testing.TB, migrations ...fs.FS) *db.DB {
	t.Helper()
	return Open(t, db.Config{Name: "core", DSN: PostgresDSN(t)}, migrations...)
}

// PostgresDSN is the connection string of a fresh empty schema, dropped when the test ends.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	c, err := server()
	if errors.Is(err, errNoBinaries) {
		t.Skipf("PostgreSQL is not tested: %v", err)
	}
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	base := c.dsn
	schema := "t_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := run(base, "CREATE SCHEMA "+schema); err != nil {
		t.Fatalf("testkit: %v", err)
	}
	t.Cleanup(func() {
		if err := run(base, "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Logf("testkit: %v", err)
		}
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("testkit: TONGXUE_TEST_PG must be a postgres:// address: %v", err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func run(dsn, statement string) error {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.ExecContext(context.Background(), statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// cluster is a server and, when it is ours, the pipe that keeps it alive: a pipe nobody refers to is closed by the collector.
type cluster struct {
	dsn   string
	alive io.Closer
}

// server is the one server of this test process, started at most once.
var server = sync.OnceValues(func() (cluster, error) {
	if dsn := os.Getenv("TONGXUE_TEST_PG"); dsn != "" {
		return cluster{dsn: dsn}, nil
	}
	bin, err := binaries()
	if err != nil {
		return cluster{}, err
	}
	return start(bin)
})

var errNoBinaries = errors.New("no server in TONGXUE_TEST_PG and no binaries in /usr/lib/postgresql/*/bin (apt-get install postgresql-15)")

func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errNoBinaries
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// keeper starts the cluster and stops it when its input ends, which happens when this process ends in whatever way.
// fsync=off: these clusters test SQL and locking; durability on PostgreSQL is PostgreSQL's.
const keeper = `trap '' INT TERM HUP; cd "$2" || exit 1
"$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C -N >"$2/log" 2>&1 &&
"$1/pg_ctl" -D "$2/data" -w -t 60 -l "$2/log" -o "-c unix_socket_directories='$2' -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB -c autovacuum=off" start >>"$2/log" 2>&1 || { tail -n 20 "$2/log"; echo FAILED; exit 1; }
echo READY; cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1; cd /; rm -rf "$2"`

func start(bin string) (cluster, error) {
	dir, err := os.MkdirTemp("", "txpg")
	if err != nil {
		return cluster{}, err
	}
	args := []string{"sh", "-c", keeper, "sh", bin, dir}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		uid, gid, err := servant()
		if err != nil {
			return cluster{}, err
		}
		if err := os.Chown(dir, uid, gid); err != nil {
			return cluster{}, err
		}
		args = append([]string{"setpriv", "--reuid=" + strconv.Itoa(uid), "--regid=" + strconv.Itoa(gid), "--clear-groups", "--"}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	alive, err := cmd.StdinPipe() // never closed by us: the end of this process closes it
	if err != nil {
		return cluster{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return cluster{}, err
	}
	if err := cmd.Start(); err != nil {
		return cluster{}, fmt.Errorf("start PostgreSQL: %w", err)
	}
	var said strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(said.String(), "READY\n") {
		n, err := out.Read(buf)
		said.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return cluster{}, fmt.Errorf("PostgreSQL did not start: %s", said.String())
		}
		if err != nil {
			return cluster{}, err
		}
	}
	return cluster{"postgres://postgres@/postgres?host=" + url.QueryEscape(dir), alive}, nil
}

// servant is the user who runs the cluster when the test runs as root.
func servant() (uid, gid int, err error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, e := user.Lookup(name)
		if e != nil {
			err = e
			continue
		}
		if uid, err = strconv.Atoi(u.Uid); err == nil {
			gid, err = strconv.Atoi(u.Gid)
		}
		return uid, gid, err
	}
	return 0, 0, fmt.Errorf("no user to run PostgreSQL as: %w", err)
}
