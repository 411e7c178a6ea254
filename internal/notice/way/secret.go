package way

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"runtime"
	"strings"
)

// Secrets gives the secret of a name for a host; a fault of kind Invalid when there is none or it belongs to another host.
type Secrets func(name, host string) (string, error)

// secret is an entry of the file: the value and the only host that may see it.
type secret struct {
	Value string `json:"value"`
	Host  string `json:"host"`
}

// LoadSecrets reads secrets from a file such as DIR/keys/notice.json and from the environment, which wins:
//
//	{"smtp": {"value": "…", "host": "smtp.example.cn"}, "wecom": {"value": "…", "host": "qyapi.weixin.qq.com"}}
//	TONGXUE_NOTICE_SECRET_SMTP=…  TONGXUE_NOTICE_SECRET_SMTP_HOST=smtp.example.cn
//
// The names are what settings call "secret". A file that others on the machine may read is refused (not on Windows, where the
// folder's rights decide). No file means no secrets.
func LoadSecrets(path string, environ []string) (Secrets, error) {
	known := map[string]secret{}
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("way: secrets: %w", err)
	default:
		if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			return nil, fmt.Errorf("way: secrets: %s may be read by others; chmod 600", path)
		}
		if err := json.Unmarshal(b, &known); err != nil {
			return nil, errors.New("way: secrets: the file is no JSON object of {value, host}") // not the cause: it may quote the file
		}
	}
	const prefix, host = "TONGXUE_NOTICE_SECRET_", "_HOST"
	for _, suffix := range []string{"", host} {
		for _, e := range environ {
			k, v, _ := strings.Cut(e, "=")
			name, ours := strings.CutPrefix(k, prefix)
			if !ours || strings.HasSuffix(name, host) != (suffix == host) {
				continue
			}
			name = strings.ToLower(strings.TrimSuffix(name, suffix))
			one := known[name]
			if suffix == host {
				one.Host = v
			} else {
				one.Value = v
			}
			known[name] = one
		}
	}
	return func(name, host string) (string, error) {
		one, ok := known[strings.ToLower(name)]
		switch {
		case !ok || one.Value == "":
			return "", wrong("没有名为 %s 的密钥，请写进 keys/notice.json 或环境变量", name)
		case !strings.EqualFold(one.Host, host):
			return "", wrong("密钥 %s 不属于主机 %s，请核对 keys/notice.json 里的 host", name, host)
		}
		return one.Value, nil
	}, nil
}

// get asks for a secret; none are known when there is no source.
func (s Secrets) get(name, host string) (string, error) {
	if s == nil {
		return "", wrong("没有名为 %s 的密钥，请写进 keys/notice.json 或环境变量", name)
	}
	return s(name, host)
}

// baseURL checks the address of a provider: https, or http on this machine alone; def when empty. It returns the host without port.
func baseURL(s, def string) (base, host string, err error) {
	if s == "" {
		s = def
	}
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return "", "", wrong("外发通道的地址不对")
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return "", "", wrong("外发通道的地址要用 https")
	}
	return u.String(), u.Hostname(), nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
