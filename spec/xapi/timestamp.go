package xapi

import (
	"bytes"
	"time"
)

// ParseTimestamp reads a statement's time as microseconds since 1970 in UTC; finer digits are cut off.
//
// Under 1.0.3 (§2.4.7) it takes ISO 8601 calendar dates, extended or basic, with or without time, seconds and offset (no offset counts
// as UTC); under 2.0 RFC 3339, with the offset written +08, +0800 or +08:00. The offsets -00, -0000 and -00:00 are refused in both: they
// say that the place is unknown. A leap second counts as the next one.
func ParseTimestamp[T bytesOrString](s T, v Version) (int64, bool) {
	p := timeParser{s: []byte(s)}
	year, month, day, ok := p.date()
	if !ok {
		return 0, false
	}
	var hour, minute, sec, micro, offset int
	withTime, withOffset := len(p.s) > 0, false
	if withTime {
		if c := p.s[0]; c != 'T' && c != 't' && (c != ' ' || v == V103) {
			return 0, false
		}
		p.s = p.s[1:]
		if hour, minute, sec, micro, ok = p.clock(v); !ok {
			return 0, false
		}
		if offset, withOffset, ok = p.offset(); !ok {
			return 0, false
		}
	}
	if v == V200 && !(withTime && withOffset) {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, sec, micro*1000, time.UTC)
	return t.UnixMicro() - int64(offset)*60e6, true
}

// FormatTimestamp writes microseconds since 1970 as RFC 3339 in UTC with milliseconds or, when needed, microseconds.
func FormatTimestamp(micros int64) string { return string(appendTimestamp(nil, micros)) }

func appendTimestamp(b []byte, micros int64) []byte {
	layout := "2006-01-02T15:04:05.000Z"
	if micros%1000 != 0 {
		layout = "2006-01-02T15:04:05.000000Z"
	}
	return time.UnixMicro(micros).UTC().AppendFormat(b, layout)
}

// timeParser eats s from the left.
type timeParser struct{ s []byte }

// num eats exactly n digits.
func (p *timeParser) num(n int) (v int, ok bool) {
	if len(p.s) < n || !digits(p.s[:n]) {
		return 0, false
	}
	for _, c := range p.s[:n] {
		v = v*10 + int(c-'0')
	}
	p.s = p.s[n:]
	return v, true
}

// skip eats one byte if it is c.
func (p *timeParser) skip(c byte) bool {
	if len(p.s) > 0 && p.s[0] == c {
		p.s = p.s[1:]
		return true
	}
	return false
}

func (p *timeParser) date() (year, month, day int, ok bool) {
	if year, ok = p.num(4); !ok {
		return
	}
	dashed := p.skip('-')
	if month, ok = p.num(2); !ok || dashed != p.skip('-') {
		return 0, 0, 0, false
	}
	if day, ok = p.num(2); !ok || month < 1 || month > 12 || day < 1 {
		return 0, 0, 0, false
	}
	return year, month, day, day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (p *timeParser) clock(v Version) (hour, minute, sec, micro int, ok bool) {
	if hour, ok = p.num(2); !ok || hour > 23 {
		return 0, 0, 0, 0, false
	}
	colon := p.skip(':')
	if minute, ok = p.num(2); !ok || minute > 59 {
		return 0, 0, 0, 0, false
	}
	if colon && !p.skip(':') || !colon && (len(p.s) == 0 || !isDigit(p.s[0])) {
		return hour, minute, 0, 0, v == V103 // hh:mm
	}
	if sec, ok = p.num(2); !ok || sec > 60 || !colon && v == V200 {
		return 0, 0, 0, 0, false
	}
	if p.skip('.') || v == V103 && p.skip(',') {
		n := 0
		for scale := 100_000; n < len(p.s) && isDigit(p.s[n]); n++ {
			micro += int(p.s[n]-'0') * scale
			scale /= 10
		}
		p.s = p.s[n:]
		ok = n > 0
	}
	return hour, minute, sec, micro, ok
}

// offset eats the rest: nothing, Z, ±hh, ±hhmm or ±hh:mm, in minutes east.
func (p *timeParser) offset() (minutes int, given, ok bool) {
	if len(p.s) == 0 {
		return 0, false, true
	}
	if bytes.Equal(p.s, []byte("Z")) || bytes.Equal(p.s, []byte("z")) {
		return 0, true, true
	}
	sign := 1
	if p.skip('-') {
		sign = -1
	} else if !p.skip('+') {
		return 0, false, false
	}
	h, ok := p.num(2)
	if !ok {
		return 0, false, false
	}
	m := 0
	if len(p.s) > 0 {
		p.skip(':')
		if m, ok = p.num(2); !ok {
			return 0, false, false
		}
	}
	ok = len(p.s) == 0 && h <= 23 && m <= 59 && !(sign < 0 && h == 0 && m == 0)
	return sign * (h*60 + m), true, ok
}
