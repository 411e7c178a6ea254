package oneroster

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// property is one line of the manifest.
type property struct {
	value string
	line  int
}

// readManifest fills version and modes.
func (s *Set) readManifest() error {
	props, err := s.properties()
	if err != nil || props == nil {
		return err
	}
	at := func(name string, code Code, severity Severity, format string, args ...any) {
		s.findings = append(s.findings, Finding{File: "manifest", Line: props[name].line, Field: name, Code: code, Severity: severity, Message: fmt.Sprintf(format, args...)})
	}
	if v := props["manifest.version"].value; v != "1.0" {
		at("manifest.version", CodeVersion, Error, "清单的版本应是 1.0,这里是“%s”", clip(v))
	}
	switch v := props["oneroster.version"].value; v {
	case "1.1", "1.2":
		s.version = v
	case "":
		at("oneroster.version", CodeVersion, Error, "清单没有写 OneRoster 的版本;本系统读 1.1 和 1.2")
		return nil
	default:
		at("oneroster.version", CodeVersion, Error, "本系统读 OneRoster 1.1 和 1.2,这里是“%s”", clip(v))
		return nil
	}
	read, unused := known(s.version)
	for _, table := range slices.Concat(read, unused) {
		name := "file." + table
		p, ok := props[name]
		if !ok {
			at(name, CodeFields, Warning, "清单没有写 %s,按 absent 处理", name)
			continue
		}
		switch mode := Mode(strings.ToLower(p.value)); {
		case mode == "":
			at(name, CodeFields, Warning, "%s 的值是空的,按 absent 处理", name)
		case mode != Bulk && mode != Delta && mode != Absent:
			at(name, CodeVocabulary, Error, "%s 只能是 bulk、delta 或 absent,这里是“%s”", name, clip(p.value))
		default:
			if string(mode) != p.value {
				at(name, CodeVocabulary, Warning, "“%s”已按 %s 读(标准要求小写)", p.value, mode)
			}
			s.modes[table] = mode
		}
	}
	return nil
}

// properties reads manifest.csv and reports names that the standard does not have; nil when it cannot be read.
func (s *Set) properties() (map[string]property, error) {
	f, err := s.box.Open(s.files["manifest"])
	if err != nil {
		return nil, fmt.Errorf("open manifest.csv: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	props := map[string]property{}
	sc := newScanner(io.LimitReader(f, 1<<20))
	for n := 0; ; n++ {
		err := sc.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			found, ok := scanFinding("manifest", sc.start, err)
			if !ok {
				return nil, fmt.Errorf("read manifest.csv: %w", err)
			}
			s.findings = append(s.findings, found)
			return nil, nil
		}
		name, value := string(bytes.TrimSpace(sc.cell(0))), ""
		if len(sc.ends) > 1 {
			value = string(bytes.TrimSpace(sc.cell(1)))
		}
		at := func(code Code, severity Severity, message string) {
			s.findings = append(s.findings, Finding{File: "manifest", Line: sc.start, Field: clip(name), Code: code, Severity: severity, Message: message})
		}
		if n == 0 {
			if name == "propertyName" && value == "value" {
				continue
			}
			at(CodeHeader, Error, "清单的表头应是 propertyName,value")
		}
		if _, twice := props[name]; twice {
			at(CodeDuplicate, Error, "清单里 "+clip(name)+" 写了两次")
			continue
		}
		if n > 0 && !knownProperty(name) {
			at(CodeVocabulary, Warning, "清单里没有 "+clip(name)+" 这一项,已忽略")
		}
		props[name] = property{value, sc.start}
	}
	return props, nil
}

func knownProperty(name string) bool {
	switch name {
	case "manifest.version", "oneroster.version", "source.systemName", "source.systemCode":
		return true
	}
	table, ok := strings.CutPrefix(name, "file.")
	read, unused := known("1.2")
	return ok && (slices.Contains(read, table) || slices.Contains(unused, table))
}
