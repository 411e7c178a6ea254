package setup

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// alphabet has no letters that are taken for digits; five bits each.
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// codeLength in characters: 60 bits, beyond guessing even without a wait.
const codeLength = 12

// Code is the one-time code, made when it is asked for first and kept in the file, so that a restart in the middle keeps it.
func (s *Service) Code() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code != "" {
		return s.code, nil
	}
	b, err := os.ReadFile(s.file)
	if c := plain(string(b)); err == nil && len(c) == codeLength {
		s.code = c
		return c, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("setup: code: %w", err)
	}
	raw := make([]byte, codeLength)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	for i := range raw {
		raw[i] = alphabet[raw[i]&31]
	}
	if err := store(s.file, raw); err != nil {
		return "", err
	}
	s.code = string(raw)
	return s.code, nil
}

// store writes the code whole or not at all, for the owner's eyes only.
func store(file string, code []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), "setup-code-*") // 0600
	if err != nil {
		return fmt.Errorf("setup: code: %w", err)
	}
	_, err = tmp.WriteString(Show(string(code)) + "\n")
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return fmt.Errorf("setup: code: %w", err)
	}
	return nil
}

// forget removes the code when the set-up is done.
func (s *Service) forget() {
	s.closed.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.code = ""
	_ = os.Remove(s.file) // a code that stays behind opens nothing
}

// Show writes a code in groups of four, as people read it out.
func Show(code string) string {
	var parts []string
	for ; len(code) > 4; code = code[4:] {
		parts = append(parts, code[:4])
	}
	return strings.Join(append(parts, code), "-")
}

// plain undoes what people do to a code when they type it.
func plain(code string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(alphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(code))
}

// lane counts wrong codes of this machine, or of all others together, so that nobody on the network can keep the operator out.
type lane struct {
	fails int
	until time.Time
}

// Admit checks a code and gives the pass that a browser keeps in a cookie; the pass is good for as long as the code. From the fifth
// wrong code on everybody waits 1, 2, 4, 8, 15 minutes, those at this machine apart from those elsewhere; wait is how long.
func (s *Service) Admit(typed string, local bool) (pass string, wait time.Duration, err error) {
	code, err := s.Code()
	if err != nil {
		return "", 0, err
	}
	now := s.clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lanes[local]
	if l == nil {
		l = &lane{}
		s.lanes[local] = l
	}
	if d := l.until.Sub(now); d > 0 {
		return "", d, fault.New(fault.TooMany, "设置码输错的次数太多，请 %d 分钟后再试", int(d.Minutes())+1)
	}
	if subtle.ConstantTimeCompare([]byte(plain(typed)), []byte(code)) == 1 {
		l.fails = 0
		return passOf(code), 0, nil
	}
	l.fails++
	if l.fails >= 5 {
		l.until = now.Add(time.Duration(min(1<<min(l.fails-5, 4), 15)) * time.Minute)
	}
	return "", 0, fault.Fieldsf(fault.Field{Name: "code", Message: "设置码不对"})
}

// Admitted reports whether a pass is good.
func (s *Service) Admitted(pass string) bool {
	if s.closed.Load() || pass == "" {
		return false
	}
	code, err := s.Code()
	return err == nil && hmac.Equal([]byte(pass), []byte(passOf(code)))
}

func passOf(code string) string {
	m := hmac.New(sha256.New, []byte(code))
	m.Write([]byte("tongxue setup pass"))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}
