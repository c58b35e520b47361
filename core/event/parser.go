package event

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/jsonscan"
	"github.com/connecthost/connecthost/core/internal/jsontext"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// Config says what a Parser accepts. The zero value reads MX events under the
// scheme "mx" within the default limits.
type Config struct {
	Dialect   Dialect
	AppScheme string // scheme of the widget's event URLs, without a colon; default "mx"
	PinScheme bool   // accept AppScheme only; otherwise also the legacy schemes mx and atrium
	Limits    Limits
	Own       []Own // events of the widget's own, beside those of the dialect; at most 64
	// MemberSecret says that a member's identifier can be a secret, so that it
	// is masked. With UCW it always can.
	MemberSecret bool
}

// Limits bound what one event may cost. They are checked while the text is
// scanned, before anything of it is decoded. A zero field means its default.
type Limits struct {
	Bytes  int // the whole URL or message as received; default 1 MiB
	Depth  int // nested objects and arrays, the message's own object included; default 32
	Keys   int // object members and array elements in total; default 2000
	String int // bytes of one string or key as written; default 256 KiB
}

// The defaults. Real events are below 2 KiB, three levels and 20 keys.
const (
	defaultBytes  = 1 << 20
	defaultDepth  = 32
	defaultKeys   = 2000
	defaultString = 256 << 10

	maxBytes     = 1 << 30 // what the scanner can count to
	maxName      = 256     // bytes of the name of an event
	maxKnownName = 64      // bytes of the names and aliases of known events
)

// complete puts the defaults in.
func (l Limits) complete() (Limits, error) {
	for _, f := range [...]struct {
		name  string
		value *int
		def   int
	}{
		{"Bytes", &l.Bytes, defaultBytes},
		{"Depth", &l.Depth, defaultDepth},
		{"Keys", &l.Keys, defaultKeys},
		{"String", &l.String, defaultString},
	} {
		if *f.value < 0 || *f.value > maxBytes {
			return l, fault.Newf(fault.ConfigInvalid, nil, "The event limit %s must be between 1 and %d, or 0 for its default.", f.name, maxBytes)
		}
		if *f.value == 0 {
			*f.value = f.def
		}
	}
	return l, nil
}

// Parser reads the events of one widget. Its settings do not change, and it is
// safe for concurrent use.
type Parser struct {
	dialect Dialect
	scheme  string // lower-cased
	pinned  bool
	limits  jsonscan.Limits
	rows    map[string]*row
	private bool // member identifiers may be secrets
}

// NewParser checks the settings. It fails with fault.ConfigInvalid.
func NewParser(cfg Config) (*Parser, error) {
	if cfg.Dialect > Custom {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The event dialect is unknown.")
	}
	scheme, err := appScheme(cfg.AppScheme)
	if err != nil {
		return nil, err
	}
	limits, err := cfg.Limits.complete()
	if err != nil {
		return nil, err
	}
	p := &Parser{
		dialect: cfg.Dialect, scheme: scheme, pinned: cfg.PinScheme, limits: jsonscan.Limits(limits),
		rows: index(cfg.Dialect), private: cfg.MemberSecret || cfg.Dialect == UCW,
	}
	if err := p.addOwn(cfg.Own); err != nil {
		return nil, err
	}
	return p, nil
}

// row returns the row of a name, nil when the dialect does not know it.
func (p *Parser) row(name string) *row {
	if row := p.rows[name]; row != nil {
		return row // spelled as in the catalogue, which is the rule
	}
	var room [maxKnownName]byte
	if len(name) > len(room) {
		return nil
	}
	folded := room[:len(name)]
	for i := range len(name) {
		folded[i] = uri.LowerByte(name[i])
	}
	return p.rows[string(folded)]
}

// arrival is an event as it was found in its wire form.
type arrival struct {
	form Form
	name string // of an unknown event, without prefix or scheme
	row  *row   // of a known one
	raw  string // the metadata as Event.Metadata; {} is put in when it is empty
}

// event makes the Event of an arrival: it checks a known one and builds its
// payload when it is valid. text is that of the document.
func (p *Parser) event(a *arrival, text string, m metadata) Event {
	e := p.raw(a)
	if a.row == nil {
		return e
	}
	e.payload, e.Problems = a.row.read(text, m)
	e.Terminal = a.row.Terminal && len(e.Problems) == 0
	return e
}

// eventOfText is event for metadata that is not JSON.
func (p *Parser) eventOfText(a *arrival) Event {
	e := p.raw(a)
	if e.Known {
		e.Problems = []Problem{{Want: "object", Got: "text that is not JSON"}}
	}
	return e
}

// raw is the Event of an arrival before its metadata is looked at.
func (p *Parser) raw(a *arrival) Event {
	e := Event{Name: Name(a.name), Form: a.form, Metadata: a.raw, private: p.private}
	if a.raw == "" {
		e.Metadata = "{}"
	}
	if a.row != nil {
		e.Name, e.Own, e.Known, e.row = a.row.Name, a.row.own, true, a.row
	}
	return e
}

// malformed is the error for input that is not an event. Its detail is a fixed
// string: what the page sent may be a secret.
func malformed(detail string) error {
	return fault.Newf(fault.EventMalformed, nil, "The message is not an event: %s.", detail)
}

// refused is the error for a flaw that the scanner found.
func refused(flaw jsonscan.Flaw) error {
	if code := limitCodes[flaw]; code != "" {
		return fault.New(code, nil)
	}
	return malformed("it is not valid JSON")
}

// limitCodes has the codes of the flaws that are limits. Read-only.
var limitCodes = [...]fault.Code{
	jsonscan.Malformed: "",
	jsonscan.TooLarge:  fault.EventTooLarge,
	jsonscan.TooDeep:   fault.EventTooDeep,
	jsonscan.TooMany:   fault.EventTooManyKeys,
	jsonscan.TooLong:   fault.EventStringTooLong,
}

// quote returns text as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func quote(text string) string { return string(jsontext.AppendString(nil, text)) }
