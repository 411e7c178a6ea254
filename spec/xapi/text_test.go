package xapi

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseTimestamp(t *testing.T) {
	const t0 = 1788220800000000 // 2026-09-01T00:00:00Z
	for _, c := range []struct {
		s       string
		v103    int64
		same200 bool
		why     string
	}{
		{"2026-09-01T00:00:00Z", t0, true, ""},
		{"2026-09-01t00:00:00z", t0, true, ""},
		{"2026-09-01T08:00:00+08:00", t0, true, ""},
		{"2026-09-01T08:00:00+0800", t0, true, ""},
		{"2026-09-01T08:00:00+08", t0, true, ""},
		{"2026-08-31T20:30:00-03:30", t0, true, ""},
		{"2026-09-01T00:00:00+00:00", t0, true, ""},
		{"2026-09-01T00:00:00.5Z", t0 + 500000, true, ""},
		{"2026-09-01T00:00:00.123456789Z", t0 + 123456, true, "cut, not rounded"},
		{"2026-08-31T23:59:60Z", t0, true, "leap second"},
		{"2024-02-29T00:00:00Z", 1709164800000000, true, ""},
		{"1969-12-31T23:59:59.999999Z", -1000000 + 999999, true, ""},
		// 1.0.3 only.
		{"2026-09-01T00:00:00", t0, false, ""},
		{"2026-09-01T00:00Z", t0, false, ""},
		{"2026-09-01", t0, false, ""},
		{"20260901T000000Z", t0, false, ""},
		{"2026-09-01T00:00:00,5Z", t0 + 500000, false, ""},
	} {
		if got, ok := ParseTimestamp(c.s, V103); !ok || got != c.v103 {
			t.Errorf("1.0.3 %s: %d, %v; want %d", c.s, got, ok, c.v103)
		}
		if got, ok := ParseTimestamp(c.s, V200); ok != c.same200 || ok && got != c.v103 {
			t.Errorf("2.0 %s: %d, %v", c.s, got, ok)
		}
	}
	for _, s := range []string{
		"", "2026", "2026-09", "2026-13-01", "2026-02-29", "2026-00-01", "2026-09-00", "2026-0901", "202609-01", "2026-09-01T", "2026-09-01T24:00:00Z",
		"2026-09-01T00:60:00Z", "2026-09-01T00:00:61Z", "2026-09-01T00:00:00.Z", "2026-09-01T00:00:00-00", "2026-09-01T00:00:00-0000",
		"2026-09-01T00:00:00-00:00", "2026-09-01T00:00:00+24:00", "2026-09-01T00:00:00+08:0", "2026-09-01T00:00:00+8", "2026-09-01T00:00:00ZZ",
		"2026-09-01X00:00:00Z", "26-09-01T00:00:00Z", "2026-09-01T00:00:00 Z", "+02026-09-01T00:00:00Z", "2026-09-01T00:00:00+08:00x",
	} {
		for _, v := range []Version{V103, V200} {
			if got, ok := ParseTimestamp(s, v); ok {
				t.Errorf("%s %q became %d", v, s, got)
			}
		}
	}
}

func TestTimestampWithASpace(t *testing.T) { // RFC 3339 §5.6 allows it, ISO 8601 does not
	_, old := ParseTimestamp("2026-09-01 00:00:00Z", V103)
	if micros, ok := ParseTimestamp("2026-09-01 00:00:00Z", V200); old || !ok || micros != 1788220800000000 {
		t.Error(old, micros, ok)
	}
}

func TestTimestampRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.Int64Range(-62135596800e6, 253402300799e6).Draw(t, "µs")
		if got, ok := ParseTimestamp(FormatTimestamp(want), V200); !ok || got != want {
			t.Fatalf("%s: %d, %v; want %d", FormatTimestamp(want), got, ok, want)
		}
		zone := time.FixedZone("", 60*rapid.IntRange(-1439, 1439).Filter(func(m int) bool { return m != 0 }).Draw(t, "minutes"))
		s := time.UnixMicro(want).In(zone).Format("2006-01-02T15:04:05.999999999-07:00")
		if len(s) > 0 && s[0] != '-' && s[4] == '-' {
			if got, ok := ParseTimestamp(s, V103); !ok || got != want {
				t.Fatalf("%s: %d, %v; want %d", s, got, ok, want)
			}
		}
	})
}

func TestParseDuration(t *testing.T) {
	for s, want := range map[string]Duration{
		"PT0S": {}, "PT1S": {0, 100}, "PT1.5S": {0, 150}, "PT1,5S": {0, 150}, "PT0.019S": {0, 1}, "PT0.0199999999999S": {0, 1}, "PT1M": {0, 6000},
		"PT1H1M1S": {0, 366100}, "P1D": {0, 8640000}, "P1W": {0, 60480000}, "P1.5W": {0, 90720000}, "P1Y2M3DT4H5M6.78S": {14, 27390678},
		"P1Y": {12, 0}, "P0.5Y": {0, 365 * 8640000 / 2}, "P1M": {1, 0}, "PT36H": {0, 12960000}, "P1DT12H": {0, 12960000}, "PT0.5M": {0, 3000},
	} {
		if got, ok := ParseDuration(s); !ok || got != want {
			t.Errorf("%s: %+v, %v; want %+v", s, got, ok, want)
		}
	}
	for _, s := range []string{
		"", "P", "PT", "1S", "PT1", "P1S", "PT1D", "P1H", "P1DT", "P1M1Y", "PT1S1M", "PT1.5M1S", "P1Y1W", "P1W1D", "P1WT1H", "-PT1S", "PT-1S", "PT+1S",
		"PT1.S", "PT.5S", "pt1s", "PT1s", "P1Y1Y", "PT1S ", "PTT1S", "P1DT1HT1S", "P999999999999Y", "2026-09-01",
	} {
		if got, ok := ParseDuration(s); ok {
			t.Errorf("%q became %+v", s, got)
		}
	}
}

func TestDurationRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Duration{rapid.Int64Range(0, 1e6).Draw(t, "months"), rapid.Int64Range(0, 1e12).Draw(t, "centis")}
		if got, ok := ParseDuration(want.String()); !ok || got != want {
			t.Fatalf("%s: %+v, %v", want, got, ok)
		}
	})
	if s := FromDuration(1234567 * time.Microsecond).String(); s != "PT1.23S" {
		t.Error(s)
	}
	if s := FromDuration(-time.Second).String(); s != "PT0S" {
		t.Error(s)
	}
}

func TestGrammars(t *testing.T) {
	for s, want := range map[string]bool{
		"en": true, "zh-CN": true, "zh-Hans": true, "zh-Hans-CN": true, "zh-cmn-Hans-CN": true, "und": true, "x-tongxue": true, "de-CH-1996": true,
		"en-a-bbb-x-a": true, "i-klingon": true, "es-419": true, "sl-rozaj-biske": true, "EN-us": true, "a": false, "": false, "zh_CN": false,
		"zh-": false, "-zh": false, "en-US-x": false, "en-a": false, "123": false, "english": true, "abcdefghi": false, "en-é": false,
		"zh--CN": false, "en-US-US": false, "tlh": true, "ab": true, "a1": false, "e-US": false, "zh-CN ": false,
	} {
		if isLangTag(s) != want {
			t.Errorf("language tag %q: %v", s, !want)
		}
	}
	for s, want := range map[string]bool{
		"http://a.example": true, "uuid://7d4f": true, "course-v1:FUN+1": true, "urn:uuid:x": true, "mailto:a@b": true, "a:b": true, "https://校.example/课?x=1#y": true,
		"": false, "a": false, "a:": false, ":b": false, "1a:b": false, "//a.example": false, "http://a b": false, "http://a<b": false, "http://a\u0000": false,
		"http://a{b}": false, "http://a\\b": false,
	} {
		if isIRI(s) != want {
			t.Errorf("IRI %q: %v", s, !want)
		}
	}
	for s, want := range map[string]Version{"1.0": V103, "1.0.0": V103, "1.0.3": V103, "1.0.12": V103, "2.0": V200, "2.0.0": V200} {
		if got, ok := ParseVersion(s); !ok || got != want {
			t.Errorf("version %q: %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "1", "1.", "0.9", "0.95", "1.1", "2.1", "1.0.", "1.0.x", "1.00", "3.0", "1.0.3 "} {
		if _, ok := ParseVersion(s); ok {
			t.Errorf("version %q was understood", s)
		}
	}
}

func TestUUIDRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var u [16]byte
		copy(u[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "uuid"))
		if got, ok := ParseUUID(FormatUUID(u)); !ok || got != u {
			t.Fatal(FormatUUID(u))
		}
	})
}
