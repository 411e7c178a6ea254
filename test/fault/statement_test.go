package fault_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// sender stores statements at the xAPI door.
type sender struct {
	Key    string `json:"key"`
	Secret string `json:"secret"`
}

func newSender(t *testing.T, dir string) sender {
	t.Helper()
	var s sender
	command(t, &s, "admin", "create-key", "--data", dir, "--name", "fault")
	if s.Key == "" || s.Secret == "" {
		t.Fatal("no key was made")
	}
	return s
}

func (s sender) do(url, method, path, body string) (int, []byte, error) {
	r, err := http.NewRequest(method, url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("X-Experience-API-Version", "1.0.3")
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth(s.Key, s.Secret)
	return fetch(&http.Client{Timeout: 20 * time.Second}, r)
}

func statement(id string) string {
	return fmt.Sprintf(`{"id":%q,"actor":{"account":{"homePage":"https://school.example","name":"p1"}},
"verb":{"id":"http://adlnet.gov/expapi/verbs/answered"},"object":{"id":"https://school.example/items/1"}}`, id)
}

// all reads every stored statement's id, page by page.
func (s sender) all(t *testing.T, url string) map[string]int {
	t.Helper()
	ids := map[string]int{}
	for path := "/xapi/statements?ascending=true&limit=500"; path != ""; {
		status, body, err := s.do(url, "GET", path, "")
		var page struct {
			Statements []struct{ ID string }
			More       string
		}
		if err != nil || status != http.StatusOK || json.Unmarshal(body, &page) != nil {
			t.Fatalf("GET %s: %d, %v: %.300s", path, status, err, body)
		}
		for _, st := range page.Statements {
			ids[st.ID]++
		}
		path = page.More
	}
	return ids
}

// TestStatementsSurvive switches the server off while eight senders store statements. Everything answered with 200 is there after
// the next start, nothing twice, and nothing that was not sent.
func TestStatementsSurvive(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := serve(t, dir, "serve")
	key := newSender(t, dir)
	sent, acknowledged := map[string]bool{}, map[string]bool{}
	var mu sync.Mutex
	rng := rand.New(rand.NewPCG(5, 6))
	for round := range rounds() {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for {
					id := uuid.NewString()
					mu.Lock()
					sent[id] = true
					mu.Unlock()
					status, body, err := key.do(s.url, "POST", "/xapi/statements", statement(id))
					if err != nil {
						return // switched off
					}
					if status != http.StatusOK {
						t.Errorf("POST: %d %.200s", status, body)
						return
					}
					mu.Lock()
					acknowledged[id] = true
					mu.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(50+rng.IntN(400)) * time.Millisecond)
		s.kill()
		wg.Wait()
		s = serve(t, dir, "serve")
		there := key.all(t, s.url)
		for id := range acknowledged {
			if there[id] == 0 {
				t.Fatalf("round %d: statement %s was acknowledged and is lost", round, id)
			}
		}
		for id, n := range there {
			if n != 1 || !sent[id] {
				t.Fatalf("round %d: statement %s is there %d times, sent: %v", round, id, n, sent[id])
			}
		}
		t.Logf("round %d: %d sent, %d acknowledged, %d stored", round, len(sent), len(acknowledged), len(there))
	}
	if len(acknowledged) < 20 {
		t.Errorf("only %d statements were acknowledged", len(acknowledged))
	}
	s.stop()
}

// TestDiskFull fills the disk under the running server: writes are refused with 507, reads go on, and when there is room again the
// server goes on writing without a restart.
func TestDiskFull(t *testing.T) {
	dir := filepath.Join(smallDisk(t, 128), "data")
	s := serve(t, dir, "demo", "--region", "small")
	key := newSender(t, dir)
	var p *pupil
	for i := 40; i > 0 && p == nil; i-- {
		p = signIn(t, s.url, fmt.Sprintf("sq%02d", i))
	}
	if p == nil {
		t.Fatal("no pupil of the demonstration has an open practice")
	}
	acknowledged := key.all(t, s.url) // what the demonstration's life left
	send := func() (int, []byte) {
		id := uuid.NewString()
		status, body, err := key.do(s.url, "POST", "/xapi/statements", statement(id))
		if err != nil {
			t.Fatal(err)
		}
		if status == http.StatusOK {
			acknowledged[id] = 1
		}
		return status, body
	}
	if status, body := send(); status != http.StatusOK {
		t.Fatalf("before: %d %s", status, body)
	}
	ballast := filepath.Join(filepath.Dir(dir), "ballast")
	fill(t, ballast)
	refused := false
	for range 2000 { // the log's last block may still have room
		status, body := send()
		if status == http.StatusOK {
			continue
		}
		if status != http.StatusInsufficientStorage || !strings.Contains(string(body), "磁盘") {
			t.Fatalf("full: %d %s; want 507 and the reason", status, body)
		}
		refused = true
		break
	}
	if !refused {
		t.Fatal("the disk was never full")
	}
	full := false
	for n := 1; n < 2000 && !full; n++ {
		p.sent = n
		idem := fmt.Sprintf("full-%d", n)
		switch rev, err := p.save(s.url, n, idem); {
		case err == nil && rev > 0:
			p.acked, p.rev, p.idem, p.saves = n, rev, idem, p.saves+1
		case err != nil && strings.Contains(err.Error(), "save: 507"):
			full = true
		case err != nil:
			t.Fatal(err)
		}
	}
	if !full {
		t.Error("answers were never refused with 507")
	}
	sameStatements(t, key.all(t, s.url), acknowledged, "while the disk is full")
	p.page(t, s.url, "/learn")
	p.page(t, s.url, p.sitting)
	for _, page := range []string{"/", "/signin", "/healthz"} {
		r, err := http.NewRequest("GET", s.url+page, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status, body, err := fetch(http.DefaultClient, r); err != nil || (status >= 500 && page != "/healthz") {
			t.Errorf("GET %s while the disk is full: %d, %v: %.200s", page, status, err, body)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if status, body := send(); status != http.StatusOK {
		t.Fatalf("after room was made: %d %s", status, body)
	}
	p.check(t, s.url)
	sameStatements(t, key.all(t, s.url), acknowledged, "after room was made")
	s.kill()
	s = serve(t, dir, "demo", "--region", "small")
	p.check(t, s.url)
	sameStatements(t, key.all(t, s.url), acknowledged, "after a restart")
	s.stop()
}

func sameStatements(t *testing.T, there, acknowledged map[string]int, when string) {
	t.Helper()
	for id := range acknowledged {
		if there[id] != 1 {
			t.Errorf("%s: statement %s is there %d times", when, id, there[id])
		}
	}
}
