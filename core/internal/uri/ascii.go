// Package uri has what reading an address by hand takes: the classes of ASCII,
// folding, percent-encoding, and the schemes that mean something to a browser
// or a system.
//
// net/url is not used where trust is decided: it accepts, repairs and refuses
// other addresses than browsers do. The functions of unicode and strings are
// not used for folding: with their rules the Kelvin sign passes for a k.
package uri

// IsLetter reports whether c is a letter of ASCII.
func IsLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// IsDigit reports whether c is a digit of ASCII.
func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

// LowerByte folds a letter of ASCII and leaves any other byte alone.
func LowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Lower folds the letters of ASCII in s and leaves everything else alone.
func Lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return lowered(s)
		}
	}
	return s
}

func lowered(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = LowerByte(c)
	}
	return string(b)
}

// HasPrefix reports whether s begins with prefix, which is in lower case,
// whatever the case of the letters of ASCII in s.
func HasPrefix(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if LowerByte(s[i]) != prefix[i] {
			return false
		}
	}
	return true
}

// Hex returns the value of a hexadecimal digit, and 16 or more for any other
// byte.
func Hex(c byte) byte { return hexDigits[c] }

// IsHex reports whether c is a hexadecimal digit.
func IsHex(c byte) bool { return Hex(c) < 16 }

// hexDigits has the value of each byte as a hexadecimal digit. Read-only.
var hexDigits = func() (digits [256]byte) {
	for i := range digits {
		digits[i] = 0xff
	}
	for i, c := range "0123456789abcdef" {
		digits[c] = byte(i)
	}
	for i, c := range "ABCDEF" {
		digits[c] = byte(10 + i)
	}
	return digits
}()
