package install

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/skip2/go-qrcode"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// file is one download.
type file struct {
	content []byte
	kind    string
	save    bool // to be kept as a file; without it a phone's own installer may take it at once
}

type files map[string]file

// sum is a download's SHA-256, as people compare it.
func (f files) sum(name string) string {
	s := sha256.Sum256(f[name].content)
	return strings.ToUpper(hex.EncodeToString(s[:]))
}

const x509Kind = "application/x-x509-ca-cert"

// filesOf makes every form of the authority's certificate. They hold the same certificate; what differs is who understands it.
func filesOf(ca *cert.Authority, brand string) files {
	return files{
		"tongxue-ca.cer":          {ca.DER(), x509Kind, true},
		"tongxue-ca.crt":          {ca.DER(), x509Kind, false},
		"tongxue-ca.pem":          {ca.PEM(), "application/x-pem-file", true},
		"tongxue-install.cmd":     {windows(ca), "application/octet-stream", true},
		"tongxue-ca.mobileconfig": {profile(ca, brand), "application/x-apple-aspen-config", false},
	}
}

// windows is a command file for one double click: it shows the certificate's digest, waits for a person who compares it with the
// printed sheet, and stores the certificate for the current user, or for everybody when it runs as administrator. It is in GBK with
// CR LF, which is what the command interpreter of a Chinese Windows reads; the English beside it is ASCII.
func windows(ca *cert.Authority) []byte {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\r\n") }
	for _, s := range []string{
		"@echo off", "setlocal", "title Tongxue",
		`set "F=%TEMP%\tongxue-ca-%RANDOM%"`,
		`> "%F%.txt" (`,
	} {
		line(s)
	}
	for _, s := range strings.Split(strings.TrimSpace(string(ca.PEM())), "\n") {
		line("echo " + s)
	}
	for _, s := range []string{
		`)`,
		`certutil -f -decode "%F%.txt" "%F%.cer" >nul || goto bad`,
		`echo.`,
		`echo 同学：安装学校服务器的根证书 / install the certificate of the school's server`, // i18n:data
		`echo ` + ca.Name(),
		`echo.`,
		`echo 请与打印的单子核对下面的 SHA-256 / compare this SHA-256 with the printed sheet:`, // i18n:data
		`certutil -hashfile "%F%.cer" SHA256`,
		`set "A="`,
		`set /p "A=一样吗？一样请输入 Y 再按回车 / the same? type Y and Enter: "`, // i18n:data
		`if /i not "%A%"=="Y" goto no`,
		`net session >nul 2>&1`,
		`if errorlevel 1 (certutil -user -addstore Root "%F%.cer") else (certutil -f -addstore Root "%F%.cer")`,
		`if errorlevel 1 goto bad`,
		`echo.`,
		`echo 装好了。请关闭并重新打开浏览器。/ Done. Please restart the browser.`, // i18n:data
		`goto end`,
		`:no`,
		`echo 没有安装。/ Nothing was installed.`, // i18n:data
		`goto end`,
		`:bad`,
		`echo 没有装上。/ It did not work.`, // i18n:data
		`:end`,
		`del "%F%.txt" "%F%.cer" >nul 2>&1`,
		`pause`,
	} {
		line(s)
	}
	out, err := simplifiedchinese.GBK.NewEncoder().String(b.String())
	if err != nil { // a host name outside GBK: the certificate's name is the only foreign text
		return []byte(b.String())
	}
	return []byte(out)
}

// profile is an unsigned configuration profile for iPad and iPhone (Apple, Configuration Profile Reference, com.apple.security.root).
// Its ids come from the certificate, so that installing it twice replaces it.
func profile(ca *cert.Authority, brand string) []byte {
	sum := sha256.Sum256(ca.DER())
	id := func(n byte) string {
		h := sha256.Sum256(append(sum[:], n))
		return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16]))
	}
	var title bytes.Buffer
	_ = xml.EscapeText(&title, []byte(brand)) // writes to memory do not fail
	name := "lan.tongxue.ca." + hex.EncodeToString(sum[:4])
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadContent</key><array><dict>
<key>PayloadCertificateFileName</key><string>tongxue-ca.cer</string>
<key>PayloadContent</key><data>` + base64.StdEncoding.EncodeToString(ca.DER()) + `</data>
<key>PayloadDisplayName</key><string>` + ca.Name() + `</string>
<key>PayloadIdentifier</key><string>` + name + `.root</string>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadUUID</key><string>` + id(1) + `</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></array>
<key>PayloadDisplayName</key><string>` + title.String() + `</string>
<key>PayloadIdentifier</key><string>` + name + `</string>
<key>PayloadRemovalDisallowed</key><false/>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadUUID</key><string>` + id(2) + `</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></plist>
`)
}

// code is a QR code as one path of squares on a grid of size units, so that it is sharp on paper and allowed by the page's policy.
type code struct {
	size int
	path string
	text string
}

func qr(text string) (code, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return code{}, err
	}
	m := q.Bitmap() // with its quiet zone
	var b strings.Builder
	for y, row := range m {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return code{len(m), b.String(), text}, nil
}

func writeJSON(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }

// guide is how one kind of device gets the certificate. Steps are zh-CN keys.
type guide struct {
	Key, Title, Note, Icon string
	File, FileLabel        string // the download for most people
	Steps                  []string
	Also                   []also
}

// also is a second way, or what to know.
type also struct {
	Title string
	Steps []string
	File  string
	Code  string // a command to copy
}

func guideOf(key string) (guide, bool) {
	for _, g := range guides {
		if g.Key == key {
			return g, true
		}
	}
	return guide{}, false
}

func links(ctx context.Context) []ui.BigLink {
	out := make([]ui.BigLink, len(guides))
	for i, g := range guides {
		out[i] = ui.BigLink{Title: i18n.T(ctx, g.Title), Note: g.Note, Href: "/install/" + g.Key, Icon: g.Icon}
	}
	return out
}
