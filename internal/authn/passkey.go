package authn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Passkeys 通行密钥 by W3C Web Authentication Level 2. They are bound to the host of the base URL, are asked for the person's
// fingerprint, face or PIN (user verification), and so are two factors in one. One challenge is answered once.
const (
	passkeysEach    = 10
	ceremonyTime    = 5 * time.Minute
	kindRegister    = "passkey.register"
	kindAssert      = "passkey.assert"
	passkeyNameMost = 40
)

// Passkey is one of an account's passkeys, for its owner's list.
type Passkey struct {
	Ref     id.Any
	Name    string
	Created clock.Micros
	Used    clock.Micros // 0: never
}

// party is the relying party, or why there can be none.
type party struct {
	*webauthn.WebAuthn
	why *fault.Error
}

// newParty reads the base URL: https with a name, or localhost, is what browsers let passkeys work on.
func newParty(name, base string) *party {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return &party{why: fault.New(fault.Invalid, "没有设置平台的网址，不能用通行密钥")}
	}
	host := u.Hostname()
	switch {
	case net.ParseIP(host) != nil:
		return &party{why: fault.New(fault.Invalid, "平台的网址是 IP 地址 %s：通行密钥要用域名或主机名", host)}
	case u.Scheme != "https" && host != "localhost" && !strings.HasSuffix(host, ".localhost"):
		return &party{why: fault.New(fault.Invalid, "平台现在不是 HTTPS，浏览器不允许用通行密钥")}
	}
	w, err := webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation})
	if err != nil {
		return &party{why: fault.Wrap(err, fault.Invalid, "平台的网址 %s 不能用于通行密钥", base)}
	}
	return &party{WebAuthn: w}
}

// WhyNoPasskeys is why passkeys cannot work at this address, or nil.
func (f *Factors) WhyNoPasskeys() error {
	if f.party.why != nil {
		return f.party.why
	}
	return nil
}

const (
	selPasskeys db.SQL = `-- unscoped: one's own passkeys
SELECT ref, name, record, created, used FROM authn_passkey WHERE subject = ? ORDER BY created, ref`
	insPasskey db.SQL = `-- unscoped: one's own passkey
INSERT INTO authn_passkey (id, subject, ref, name, record, created, used) VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`
	updPasskey db.SQL = `-- unscoped: the passkey that signs in
UPDATE authn_passkey SET record = ?, used = ? WHERE id = ? AND subject = ?`
	namePasskey db.SQL = `-- unscoped: one's own passkey
UPDATE authn_passkey SET name = ? WHERE subject = ? AND ref = ?`
	delPasskey db.SQL = `-- unscoped: one's own passkey
DELETE FROM authn_passkey WHERE subject = ? AND ref = ?`
)

type passkeyRow struct {
	Passkey
	record webauthn.Credential
}

// holder is a subject as the library wants to see it. The user handle is the account's id: it names nobody.
type holder struct {
	subject Subject
	name    string
	keys    []passkeyRow
}

// WebAuthnID, and the rest, implement webauthn.User.
func (h holder) WebAuthnID() []byte          { return h.subject[:] }
func (h holder) WebAuthnName() string        { return h.name }
func (h holder) WebAuthnDisplayName() string { return h.name }
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(h.keys))
	for i, k := range h.keys {
		out[i] = k.record
	}
	return out
}

func (f *Factors) holder(x db.Querier, subject Subject, name string) (holder, error) {
	keys, err := db.All(x, selPasskeys, func(r db.Row) (passkeyRow, error) {
		var k passkeyRow
		var record string
		if err := r.Scan(&k.Ref, &k.Name, &record, &k.Created, &k.Used); err != nil {
			return k, err
		}
		return k, json.Unmarshal([]byte(record), &k.record)
	}, subject)
	return holder{subject, name, keys}, err
}

// Passkeys lists a subject's passkeys in the order in which they were made.
func (f *Factors) Passkeys(ctx context.Context, subject Subject) ([]Passkey, error) {
	h, err := f.holder(f.core.Reader(ctx), subject, "")
	out := make([]Passkey, len(h.keys))
	for i, k := range h.keys {
		out[i] = k.Passkey
	}
	return out, err
}

// Ceremony is what a browser gets to ask its authenticator, and the handle to answer with.
type Ceremony struct {
	Handle  string `json:"handle"`
	Options any    `json:"options"`
}

// BeginPasskey begins the registration of a passkey for a subject who is signed in on this browser.
func (f *Factors) BeginPasskey(ctx context.Context, subject Subject, label, browser string) (Ceremony, error) {
	if err := f.WhyNoPasskeys(); err != nil {
		return Ceremony{}, err
	}
	h, err := f.holder(f.core.Reader(ctx), subject, label)
	if err != nil {
		return Ceremony{}, err
	}
	if len(h.keys) >= passkeysEach {
		return Ceremony{}, fault.New(fault.Invalid, "最多 %d 个通行密钥，请先删除不用的", passkeysEach)
	}
	known := make([]protocol.CredentialDescriptor, len(h.keys))
	for i, k := range h.keys {
		known[i] = k.record.Descriptor()
	}
	options, data, err := f.party.BeginRegistration(h, webauthn.WithExclusions(known), webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
		ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return Ceremony{}, fmt.Errorf("authn: %w", err)
	}
	handle, err := f.Keep(ctx, kindRegister, browser+subject.String(), data, ceremonyTime)
	return Ceremony{handle, options}, err
}

// AddPasskey finishes the registration.
func (f *Factors) AddPasskey(ctx context.Context, subject Subject, browser, handle, name string, answer []byte) error {
	var data webauthn.SessionData
	if err := f.Take(ctx, kindRegister, browser+subject.String(), handle, &data); err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return refused(err)
	}
	h, err := f.holder(f.core.Reader(ctx), subject, "")
	if err != nil {
		return err
	}
	record, err := f.party.CreateCredential(h, data, parsed)
	if err != nil {
		return refused(err)
	}
	b, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("authn: %w", err)
	}
	return f.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(insPasskey, record.ID, subject, id.New[any](), passkeyName(name), string(b), f.now())
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "这个通行密钥已经登记过")
		}
		return err
	})
}

func passkeyName(name string) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 { // control, and tricks of direction
			return -1
		}
		return r
	}, name))
	if utf8.RuneCountInString(name) > passkeyNameMost {
		name = string([]rune(name)[:passkeyNameMost])
	}
	if name == "" {
		name = "通行密钥"
	}
	return name
}

func refused(err error) error {
	return fault.Wrap(err, fault.Invalid, "通行密钥没有通过验证，请再试一次")
}

// RenamePasskey names one of a subject's passkeys.
func (f *Factors) RenamePasskey(ctx context.Context, subject Subject, ref id.Any, name string) error {
	return f.change(ctx, namePasskey, passkeyName(name), subject, ref)
}

// RemovePasskey removes one of a subject's passkeys.
func (f *Factors) RemovePasskey(ctx context.Context, subject Subject, ref id.Any) error {
	return f.change(ctx, delPasskey, subject, ref)
}

func (f *Factors) change(ctx context.Context, q db.SQL, args ...any) error {
	return f.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(q, args...)
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "没有这个通行密钥")
		}
		return err
	})
}

// BeginPasskeySignIn begins a sign-in on a browser where nobody has said yet who they are.
func (f *Factors) BeginPasskeySignIn(ctx context.Context, browser string) (Ceremony, error) {
	if err := f.WhyNoPasskeys(); err != nil {
		return Ceremony{}, err
	}
	options, data, err := f.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, fmt.Errorf("authn: %w", err)
	}
	handle, err := f.Keep(ctx, kindAssert, browser, data, ceremonyTime)
	return Ceremony{handle, options}, err
}

// SignInPasskey finishes the sign-in and opens a strong session.
func (f *Factors) SignInPasskey(ctx context.Context, handle string, answer []byte, o Opening) (token string, subject Subject, err error) {
	subject, record, err := f.assert(ctx, handle, o.Browser, answer)
	if err != nil {
		return "", Subject{}, err
	}
	o.Way, o.Strong = ByPasskey, true
	err = f.core.Write(ctx, func(tx *db.Tx) error {
		if err := f.used(tx, subject, record); err != nil {
			return err
		}
		token, err = f.OpenTx(tx, subject, o)
		return err
	})
	return token, subject, err
}

// ProvePasskey proves a second factor in a session that is open, by one of the same account's passkeys.
func (f *Factors) ProvePasskey(ctx context.Context, subject Subject, ref id.Any, handle, browser string, answer []byte) (token string, err error) {
	who, record, err := f.assert(ctx, handle, browser, answer)
	if err != nil {
		return "", err
	}
	if who != subject {
		return "", fault.New(fault.Invalid, "这个通行密钥属于另一个账号")
	}
	err = f.core.Write(ctx, func(tx *db.Tx) error {
		if err := f.used(tx, subject, record); err != nil {
			return err
		}
		token, err = strengthen(tx, subject, ref)
		return err
	})
	return token, err
}

// assert checks an answer against the challenge, which it uses up.
func (f *Factors) assert(ctx context.Context, handle, browser string, answer []byte) (Subject, *webauthn.Credential, error) {
	if err := f.WhyNoPasskeys(); err != nil {
		return Subject{}, nil, err
	}
	var data webauthn.SessionData
	if err := f.Take(ctx, kindAssert, browser, handle, &data); err != nil {
		return Subject{}, nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Subject{}, nil, refused(err)
	}
	var subject Subject
	_, record, err := f.party.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if len(handle) != len(subject) {
			return nil, errors.New("authn: a user handle of another length")
		}
		subject = Subject(handle)
		return f.holder(f.core.Reader(ctx), subject, "")
	}, data, parsed)
	if err != nil {
		return Subject{}, nil, refused(err)
	}
	if record.Authenticator.CloneWarning {
		return Subject{}, nil, refused(errors.New("authn: the passkey's counter went back"))
	}
	return subject, record, nil
}

// used stores the new counter of a passkey; one that was removed meanwhile opens nothing.
func (f *Factors) used(tx *db.Tx, subject Subject, record *webauthn.Credential) error {
	b, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("authn: %w", err)
	}
	n, err := tx.Exec(updPasskey, string(bytes.TrimSpace(b)), f.now(), record.ID, subject)
	if err == nil && n == 0 {
		return refused(errors.New("authn: the passkey was removed"))
	}
	return err
}
