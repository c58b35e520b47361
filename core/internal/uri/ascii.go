// Package uri has what reading a URL by hand takes: the classes of ASCII,
// percent-encoding, and the schemes that mean something to a system. net/url
// is not used where trust is decided: it repairs and refuses other things
// than browsers do.
package uri

// Hex returns the value of a hexadecimal digit, and 16 or more for any other
// byte.
func Hex(c byte) byte { return hexDigits[c] }

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
