package navigation

import "github.com/connecthost/connecthost/core/fault"

// flaw says what is wrong with an address. It is the cause of the error and
// never repeats the address, which may hold a token. The empty flaw is none.
// It is a string and not an error value so that finding none costs nothing:
// every navigation of every frame is read.
type flaw string

// Error makes a flaw the cause of a fault.Error.
func (f flaw) Error() string { return string(f) }

// The flaws.
const (
	noFlaw flaw = ""

	// Of the address as a whole.
	tooLong      flaw = "longer than the limit"
	badScheme    flaw = "no scheme"
	noCommonForm flaw = "a scheme whose addresses are read in different ways"
	noSlashes    flaw = "no // after the scheme"
	badByte      flaw = "a control character, a space, a backslash, a quote, an angle bracket or a character outside ASCII"
	badPercent   flaw = "a percent sign without two hexadecimal digits"

	// Of the authority: each of these has sent a reader to another host than
	// the one that was checked.
	userInfo    flaw = "a user name before the host"
	noHost      flaw = "no host"
	badHost     flaw = "a character in the host that is not a letter, digit, hyphen, underscore or dot"
	hostTooLong flaw = "a host longer than 253 characters or a label longer than 63"
	emptyLabel  flaw = "an empty label in the host"
	trailingDot flaw = "a dot at the end of the host"
	emptyACE    flaw = "an international label that decodes to plain letters"
	oddIPv4     flaw = "a host that ends like an IPv4 address but is not one in plain decimal notation"
	badIPv6     flaw = "a malformed IPv6 address"
	badPort     flaw = "a port that is not 1 to 65535 in plain decimal notation"

	// Of the path.
	dotSegment flaw = "a path with a . or .. segment"

	// Of an address without an authority, which goes to another program.
	emptyRest flaw = "nothing after the scheme"
	badRest   flaw = "a character that is not allowed in what is opened outside"
	badTel    flaw = "a telephone number with other characters than digits, separators and parameters"
	badHeader flaw = "a mail header other than to, cc, bcc, subject and body, or a control character in one"
)

// invalid wraps a flaw in the error that callers see.
func invalid(f flaw) *fault.Error { return fault.New(fault.URLInvalid, f) }
