package xapi

import (
	"strconv"
	"time"
)

// Duration is an ISO 8601 duration at the precision at which xAPI compares: years and months apart, because they have no fixed
// length, and the rest (weeks, days of 24 hours, hours, minutes, seconds) in hundredths of a second, truncated (§4.6).
type Duration struct {
	Months int64 // years × 12 + months
	Centis int64 // 0.01 s
}

// Seconds is the length in seconds, a month counted as 30 days: for sums on screens, not for comparison.
func (d Duration) Seconds() float64 { return float64(d.Months)*30*86400 + float64(d.Centis)/100 }

// FromDuration makes a Duration of at most an exact number of hundredths of a second; negative times become zero.
func FromDuration(d time.Duration) Duration {
	return Duration{Centis: int64(max(d, 0) / (10 * time.Millisecond))}
}

// String is the shortest ISO 8601 form with seconds as the only unit of time, such as PT1.5S, as most activity providers send.
func (d Duration) String() string {
	b := []byte{'P'}
	if y := d.Months / 12; y > 0 {
		b = append(strconv.AppendInt(b, y, 10), 'Y')
	}
	if m := d.Months % 12; m > 0 {
		b = append(strconv.AppendInt(b, m, 10), 'M')
	}
	if d.Centis == 0 && d.Months > 0 {
		return string(b)
	}
	b = strconv.AppendInt(append(b, 'T'), d.Centis/100, 10)
	if c := d.Centis % 100; c > 0 {
		b = append(b, '.', byte('0'+c/10))
		if c%10 > 0 {
			b = append(b, byte('0'+c%10))
		}
	}
	return string(append(b, 'S'))
}

// Lengths in hundredths of a second.
const (
	centiSecond = 100
	centiMinute = 60 * centiSecond
	centiHour   = 60 * centiMinute
	centiDay    = 24 * centiHour
	centiWeek   = 7 * centiDay
)

// durationUnits are the designators in the order in which they must stand. per is in months before index 2, then in 0.01 s.
var durationUnits = [...]struct {
	c      byte
	inTime bool
	per    int64
}{
	{'Y', false, 12}, {'M', false, 1}, {'W', false, centiWeek}, {'D', false, centiDay},
	{'H', true, centiHour}, {'M', true, centiMinute}, {'S', true, centiSecond},
}

// maxCount bounds one number of a duration, so that sums cannot overflow: 99,999,999 years are enough.
const maxCount = 99_999_999_999

// ParseDuration reads PnYnMnDTnHnMnS or PnW (ISO 8601:2004 §4.4.3.2). Only the last number may have a fraction; a fraction of a
// year or a month counts as that part of 365 or 30 days.
func ParseDuration[T bytesOrString](s T) (Duration, bool) {
	var d Duration
	if len(s) < 3 || s[0] != 'P' {
		return d, false
	}
	i, unit, inTime, last := 1, 0, false, false
	for i < len(s) {
		if s[i] == 'T' && !inTime {
			inTime = true
			if i++; i == len(s) {
				return d, false
			}
		}
		start := i
		n, frac, used, ok := decimal([]byte(s[i:]))
		i += used
		if !ok || last || i == len(s) {
			return d, false
		}
		last = frac >= 0
		for unit < len(durationUnits) && (durationUnits[unit].c != s[i] || durationUnits[unit].inTime != inTime) {
			unit++
		}
		if unit == len(durationUnits) || s[i] == 'W' && (start != 1 || i != len(s)-1) {
			return d, false // unknown, out of order, or weeks beside another unit
		}
		d.add(unit, n, frac)
		i++
		unit++
	}
	return d, true
}

// add counts n and frac billionths (-1: none) of a unit.
func (d *Duration) add(unit int, n, frac int64) {
	u, frac := durationUnits[unit], max(frac, 0)
	switch {
	case unit >= 2:
		d.Centis += n*u.per + mulDiv(frac, u.per)
	default:
		days := int64(30 * centiDay)
		if u.c == 'Y' {
			days = 365 * centiDay
		}
		d.Months += n * u.per
		d.Centis += mulDiv(frac, days)
	}
}

// mulDiv is frac billionths of per, truncated. frac < 10⁹ and per < 4·10⁹, so the product fits 63 bits.
func mulDiv(frac, per int64) int64 { return frac * per / 1_000_000_000 }

// decimal eats digits and perhaps a fraction, which is returned in billionths, or -1 when there is none.
func decimal(s []byte) (n, frac int64, used int, ok bool) {
	for used < len(s) && isDigit(s[used]) {
		if n = n*10 + int64(s[used]-'0'); n > maxCount {
			return 0, 0, used, false
		}
		used++
	}
	if used == 0 {
		return 0, 0, 0, false
	}
	if used == len(s) || s[used] != '.' && s[used] != ',' {
		return n, -1, used, true
	}
	used++
	start := used
	for scale := int64(100_000_000); used < len(s) && isDigit(s[used]); used++ {
		frac += int64(s[used]-'0') * scale
		scale /= 10
	}
	return n, frac, used, used > start
}
