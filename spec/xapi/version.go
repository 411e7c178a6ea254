package xapi

// Version is a version of the standard under which a statement is checked.
type Version uint8

// The versions a statement can be checked under.
const (
	V103 Version = iota // 1.0.0 to 1.0.3
	V200                // 2.0.0, IEEE 9274.1.1
)

// String is the version as the X-Experience-API-Version header and a statement's version property give it.
func (v Version) String() string {
	if v == V200 {
		return "2.0.0"
	}
	return "1.0.3"
}

// statementVersion is what a server writes into a statement that has no version: 1.0.3 §2.4.10 asks for 1.0.0 there.
func (v Version) statementVersion() string {
	if v == V200 {
		return "2.0.0"
	}
	return "1.0.0"
}

// ParseVersion reads a version header: 1.0, 1.0.x, 2.0 and 2.0.x are understood, all else (0.9, 0.95, 1.1, 2.1) is not.
func ParseVersion(s string) (Version, bool) {
	if len(s) < 3 || s[1] != '.' || s[2] != '0' || (len(s) > 3 && (s[3] != '.' || !digits(s[4:]))) {
		return 0, false
	}
	switch s[0] {
	case '1':
		return V103, true
	case '2':
		return V200, true
	}
	return 0, false
}

// digits reports one or more decimal digits.
func digits[T ~string | ~[]byte](s T) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0
}
