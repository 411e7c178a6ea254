package setup

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Person is somebody as typed. Again is the password once more.
type Person struct{ Name, Login, Password, Again string }

// MinPassword is the shortest password of an administrator or leader, in characters.
const MinPassword = 10

// hash checks what was typed and hashes the password, outside every transaction.
func (s *Service) hash(ctx context.Context, p Person) (string, error) {
	var bad []fault.Field
	if err := org.CheckName(p.Name); err != nil {
		bad = append(bad, fields(err)...)
	}
	if err := authn.ValidLogin(p.Login); err != nil {
		bad = append(bad, fields(err)...)
	}
	if m := weak(p); m != "" {
		bad = append(bad, fault.Field{Name: "password", Message: m})
	} else if p.Password != p.Again {
		bad = append(bad, fault.Field{Name: "again", Message: "两次输入的密码不一样"})
	}
	if bad != nil {
		return "", fault.Fieldsf(bad...)
	}
	return s.authn.Pool().Hash(ctx, p.Password)
}

// weak says what is wrong with a password, or "".
func weak(p Person) string {
	kinds := map[string]bool{}
	runes := map[rune]bool{}
	for _, r := range p.Password {
		runes[r] = true
		switch {
		case unicode.IsDigit(r):
			kinds["digit"] = true
		case unicode.IsLetter(r):
			kinds["letter"] = true
		default:
			kinds["other"] = true
		}
	}
	n := utf8.RuneCountInString(p.Password)
	switch {
	case n < MinPassword || n > 128:
		return "密码要有10到128个字符"
	case len(kinds) < 2 || len(runes) < 5:
		return "密码里要有字母、数字、符号中的至少两种，不能多是同一个字符"
	case p.Login != "" && strings.Contains(strings.ToLower(p.Password), strings.ToLower(p.Login)):
		return "密码里不能有登录名"
	}
	return ""
}

// apart checks a registrar, whose fields have names of their own.
func (p Person) apart(leader Person) error {
	if err := org.CheckName(p.Name); err != nil {
		return at("registrar", err)
	}
	if err := authn.ValidLogin(p.Login); err != nil {
		return at("registrar_login", err)
	}
	if p.Name == leader.Name {
		return fault.Fieldsf(fault.Field{Name: "registrar", Message: "教务要是另一个人"})
	}
	return nil
}

func fields(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return []fault.Field{{Message: err.Error()}}
}

// at moves an error about one thing to a field of the form.
func at(field string, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	if len(f.Fields) > 1 || len(f.Args) > 0 {
		return err
	}
	message := f.Message
	if len(f.Fields) > 0 {
		message = f.Fields[0].Message
	}
	return fault.Fieldsf(fault.Field{Name: field, Message: message})
}
