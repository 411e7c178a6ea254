package smartedu

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// private are the members that are not kept: addresses of media, how they are encrypted, and account numbers and names of the
// platform's staff. Thumbnails are media too.
var private = map[string]bool{
	"ti_storage": true, "ti_storages": true, "encryption": true, "identification": true, "thumbnails": true, "preview": true,
	"creator": true, "admins": true, "key": true, "mac_key": true, "access_token": true,
	"download_url": true, "download_url_new": true, "download_url_with_answer_new": true,
}

// Metadata gives a raw record without what the house does not keep: members that hold addresses of media, encryption settings, keys or
// account numbers, at any depth, and any text that is an address on a media host. Everything else stays as it came, in its order,
// unknown members too.
func Metadata(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	d := jsontext.NewDecoder(bytes.NewBuffer(raw), lenient...)
	e := jsontext.NewEncoder(&out, lenient...)
	n := &notes{doc: "record"}
	r := &reader{d: d, notes: n}
	for r.err == nil {
		kind := r.kind()
		if kind == 0 || kind == '}' || kind == ']' {
			t := r.token()
			if r.err != nil {
				break
			}
			if err := e.WriteToken(t); err != nil {
				return nil, err
			}
		} else {
			t := r.token()
			if r.err != nil {
				break
			}
			container, length := d.StackIndex(d.StackDepth())
			name := kind == '"' && container == '{' && length%2 == 1
			switch {
			case name && private[strings.ToLower(t.String())]:
				r.skip()
				continue
			case kind == '"' && media(t.String()):
				t = jsontext.String("")
			}
			if err := e.WriteToken(t); err != nil {
				return nil, err
			}
		}
		if d.StackDepth() == 0 {
			break
		}
	}
	if r.end(); r.err != nil {
		return nil, r.err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

// media reports whether a text holds an address on one of the platform's media hosts, or that of a stream.
func media(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "-ndr") && strings.Contains(s, ".cbern.com.cn") || strings.Contains(s, "cs_path:") || strings.Contains(s, ".m3u8")
}
