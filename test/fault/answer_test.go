package fault_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// demoPassword opens the accounts of the demonstration, as its own list says.
const demoPassword = "tongxue-demo"

// pupil answers one fill-in item again and again, each time with the next number.
type pupil struct {
	http    *http.Client
	sitting string // path
	item    string
	sent    int    // answers sent
	acked   int    // the number in the last acknowledged answer
	saves   int    // how many were acknowledged
	rev     int64  // of the last acknowledged
	idem    string // of the last acknowledged
}

var (
	openSitting = regexp.MustCompile(`"(/learn/sittings/[0-9a-f-]{36})"`)
	blank       = regexp.MustCompile(`<input[^>]*type="text"[^>]*name="a\.(\d+)\.RESPONSE"[^>]*>`)
	valueOf     = regexp.MustCompile(` value="答?(\d*)"`)
)

// signIn gives the pupil behind a login an open sitting with a fill-in item, or nil.
func signIn(t *testing.T, base, login string) *pupil {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &pupil{http: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
	res, err := p.http.PostForm(base+"/signin", url.Values{"login": {login}, "password": {demoPassword}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	found := openSitting.FindStringSubmatch(p.page(t, base, "/learn"))
	if found == nil {
		return nil
	}
	p.sitting = found[1]
	for _, in := range blank.FindAllStringSubmatch(p.page(t, base, p.sitting), -1) {
		if !strings.Contains(in[0], "inputmode") { // not a number
			p.item = in[1]
			return p
		}
	}
	return nil
}

func (p *pupil) page(t *testing.T, base, path string) string {
	t.Helper()
	r, err := http.NewRequest("GET", base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, body, err := fetch(p.http, r)
	if err != nil || status != http.StatusOK {
		t.Fatalf("GET %s: %d, %v: %.300s", path, status, err, body)
	}
	return string(body)
}

// save sends an answer as the page's script does. rev is 0 when it was not acknowledged.
func (p *pupil) save(base string, n int, idem string) (rev int64, err error) {
	form := url.Values{"item": {p.item}, "rev": {"0"}, "seq": {strconv.Itoa(n)}, "idem": {idem}, "a." + p.item + ".RESPONSE": {fmt.Sprintf("答%d", n)}}
	r, err := http.NewRequest("POST", base+p.sitting+"/answers", strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	status, body, err := fetch(p.http, r)
	if err != nil {
		return 0, err
	}
	var ack struct {
		Saved bool
		Rev   int64
	}
	if status == http.StatusTooManyRequests {
		time.Sleep(100 * time.Millisecond)
		return 0, nil
	}
	if status != http.StatusOK || json.Unmarshal(body, &ack) != nil || !ack.Saved {
		return 0, fmt.Errorf("save: %d %.300s", status, body)
	}
	return ack.Rev, nil
}

// work saves until the server is gone.
func (p *pupil) work(base string, round int) error {
	for {
		p.sent++
		idem := fmt.Sprintf("%d-%d", round, p.sent)
		rev, err := p.save(base, p.sent, idem)
		if err != nil && strings.HasPrefix(err.Error(), "save: ") {
			return err
		}
		if err != nil {
			return nil // switched off
		}
		if rev > 0 {
			p.acked, p.rev, p.idem, p.saves = p.sent, rev, idem, p.saves+1
		}
	}
}

// check looks for the last acknowledged answer, or a later one, in the page, and sends the acknowledged request again.
func (p *pupil) check(t *testing.T, base string) {
	t.Helper()
	shown := func() (n int, rev int64) {
		page := p.page(t, base, p.sitting)
		for _, in := range blank.FindAllStringSubmatch(page, -1) {
			if in[1] == p.item {
				if v := valueOf.FindStringSubmatch(in[0]); v != nil {
					n, _ = strconv.Atoi(v[1])
				}
			}
		}
		if v := regexp.MustCompile(`name="base\.` + p.item + `" value="(\d+)"`).FindStringSubmatch(page); v != nil {
			rev, _ = strconv.ParseInt(v[1], 10, 64)
		}
		return n, rev
	}
	n, rev := shown()
	if n < p.acked || n > p.sent || rev < p.rev {
		t.Errorf("answer %d (revision %d) was acknowledged, %d were sent; the page shows answer %d, revision %d", p.acked, p.rev, p.sent, n, rev)
	}
	if rev > int64(p.sent) || rev < int64(p.saves) {
		t.Errorf("revision %d after %d saves acknowledged of %d sent: something was lost or stored twice", rev, p.saves, p.sent)
	}
	if p.idem == "" {
		return
	}
	if again, err := p.save(base, p.acked, p.idem); err != nil || again != p.rev {
		t.Errorf("the acknowledged request again: revision %d, %v; want %d as before", again, err, p.rev)
	}
	if m, r := shown(); m != n || r != rev {
		t.Errorf("a repeated request changed answer %d revision %d to %d, %d", n, rev, m, r)
	}
}

// TestAnswersSurvive switches the server off while pupils of the demonstration answer.
func TestAnswersSurvive(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := serve(t, dir, "demo", "--region", "small")
	var pupils []*pupil
	for i := 40; i > 0 && len(pupils) < 4; i-- {
		if p := signIn(t, s.url, fmt.Sprintf("sq%02d", i)); p != nil {
			pupils = append(pupils, p)
		}
	}
	if len(pupils) == 0 {
		t.Fatal("no pupil of the demonstration has an open practice with a fill-in item")
	}
	rng := rand.New(rand.NewPCG(7, 8))
	for round := range rounds() {
		var wg sync.WaitGroup
		for _, p := range pupils {
			wg.Go(func() {
				if err := p.work(s.url, round); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Duration(50+rng.IntN(300)) * time.Millisecond)
		s.kill()
		wg.Wait()
		s = serve(t, dir, "demo", "--region", "small")
		saves := 0
		for _, p := range pupils {
			p.check(t, s.url)
			saves += p.saves
		}
		t.Logf("round %d: %d pupils, %d answers acknowledged in all", round, len(pupils), saves)
		if t.Failed() {
			return
		}
	}
	for _, p := range pupils {
		if p.saves == 0 {
			t.Errorf("nothing of %s was acknowledged", p.sitting)
		}
	}
	s.stop()
}
