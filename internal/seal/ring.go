package seal

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// ring holds the key files: master-<number>-<id>.key, of which the highest number seals and all open, and blind.key. Each is one
// line of text, so that it can be printed and typed in again: "tongxue-key 1 aes-256-gcm <base64>".
type ring struct {
	dir     string
	mu      sync.RWMutex
	masters []master // by number
	blind   []byte
}

type master struct {
	number int
	id     [8]byte
	key    []byte
}

const (
	blindFile   = "blind.key"
	keyHead     = "tongxue-key 1 "
	masterWords = "aes-256-gcm"
	blindWords  = "hmac-sha256"
)

var errMissing = fault.New(fault.Down, "缺少主密钥文件，请管理员恢复数据目录中的 keys")

func openRing(dir string) (*ring, error) {
	r := &ring{dir: dir}
	names, err := filepath.Glob(filepath.Join(dir, "master-*.key"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		m, err := readMaster(name)
		if err != nil {
			return nil, err
		}
		r.masters = append(r.masters, m)
	}
	slices.SortFunc(r.masters, func(a, b master) int { return cmp.Compare(a.number, b.number) })
	r.blind, err = readKey(filepath.Join(dir, blindFile), blindWords)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return r, err
}

func readMaster(path string) (master, error) {
	var m master
	parts := strings.Split(strings.TrimSuffix(filepath.Base(path), ".key"), "-")
	if len(parts) != 3 {
		return m, fmt.Errorf("seal: %s is not named master-<number>-<id>.key", filepath.Base(path))
	}
	n, err1 := strconv.Atoi(parts[1])
	raw, err2 := hex.DecodeString(parts[2])
	if err1 != nil || err2 != nil || len(raw) != 8 {
		return m, fmt.Errorf("seal: %s is not named master-<number>-<id>.key", filepath.Base(path))
	}
	key, err := readKey(path, masterWords)
	return master{n, [8]byte(raw), key}, err
}

func readKey(path, words string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(string(b)), keyHead+words+" ")
	key, err := base64.StdEncoding.DecodeString(text)
	if !ok || err != nil || len(key) != keySize {
		return nil, fmt.Errorf("seal: %s holds no key", filepath.Base(path)) // and not what it holds
	}
	return key, nil
}

// writeKey writes a key that was not there, durable before it is used: a sealed row must never be older than its key.
func writeKey(path, words string, key []byte) error {
	tmp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path))
	_ = os.Remove(tmp) // of a crash
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	_, err = f.WriteString(keyHead + words + " " + base64.StdEncoding.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err == nil {
		if d, e := os.Open(filepath.Dir(path)); e == nil { // not every system lets a folder be synced
			_ = d.Sync()
			_ = d.Close()
		}
	}
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	return nil
}

func (r *ring) master(id [8]byte) (master, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, m := range r.masters {
		if m.id == id {
			return m, true
		}
	}
	return master{}, false
}

// newest is the master that seals; the first is made when fresh says that nothing was sealed before.
func (r *ring) newest(fresh func() (bool, error)) (master, error) {
	r.mu.RLock()
	if n := len(r.masters); n > 0 {
		defer r.mu.RUnlock()
		return r.masters[n-1], nil
	}
	r.mu.RUnlock()
	if err := mayCreate(fresh); err != nil {
		return master{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.masters) == 0 {
		if err := r.addLocked(); err != nil {
			return master{}, err
		}
	}
	return r.masters[len(r.masters)-1], nil
}

func mayCreate(fresh func() (bool, error)) error {
	ok, err := fresh()
	if err == nil && !ok {
		return errMissing
	}
	return err
}

func (r *ring) add() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.addLocked()
}

func (r *ring) addLocked() error {
	m := master{number: 1, key: make([]byte, keySize)}
	_, _ = rand.Read(m.key)
	_, _ = rand.Read(m.id[:])
	if n := len(r.masters); n > 0 {
		m.number = r.masters[n-1].number + 1
	} else if err := r.addBlind(); err != nil {
		return err
	}
	path := filepath.Join(r.dir, fmt.Sprintf("master-%04d-%x.key", m.number, m.id))
	if err := writeKey(path, masterWords, m.key); err != nil {
		return err
	}
	r.masters = append(r.masters, m)
	return nil
}

// addBlind makes the key of the blind index, together with the first master.
func (r *ring) addBlind() error {
	if r.blind != nil {
		return nil
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key)
	if err := writeKey(filepath.Join(r.dir, blindFile), blindWords, key); err != nil {
		return err
	}
	r.blind = key
	return nil
}

// blindKey is the key of the blind index. It is never rotated: every index would have to be made anew from what is sealed.
func (r *ring) blindKey(fresh func() (bool, error)) ([]byte, error) {
	if _, err := r.newest(fresh); err != nil {
		return nil, err
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.blind == nil {
		return nil, errMissing
	}
	return r.blind, nil
}
