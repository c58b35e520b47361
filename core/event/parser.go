package event

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/jsontext"
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

// Parser reads the events of one widget. Its settings do not change, and it is
// safe for concurrent use.
type Parser struct {
	dialect Dialect
	scheme  string // lower-cased
	pinned  bool
	limits  Limits
	rows    map[string]*row
	private bool // member identifiers may be secrets
}

// NewParser checks the settings. The error is a *fault.Error with the code
// ConfigInvalid.
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
		dialect: cfg.Dialect, scheme: scheme, pinned: cfg.PinScheme, limits: limits, rows: index(cfg.Dialect),
		private: cfg.MemberSecret || cfg.Dialect == UCW,
	}
	if err := p.addOwn(cfg.Own); err != nil {
		return nil, err
	}
	return p, nil
}

// maxKnownName bounds the names and aliases of known events, in bytes.
const maxKnownName = 64

// spec returns the row of a name, nil when the dialect does not know it.
func (p *Parser) spec(name string) *row {
	if row := p.rows[name]; row != nil {
		return row // spelled as in the catalogue, which is the rule
	}
	var buf [maxKnownName]byte
	if len(name) > len(buf) {
		return nil
	}
	folded := buf[:len(name)]
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		folded[i] = c
	}
	return p.rows[string(folded)]
}

// arrival is an event as it was found in its wire form.
type arrival struct {
	form     Form
	name     string // of an unknown event, without prefix or scheme
	row      *row   // of a known one
	metadata int32  // node of the metadata; none when there is none
	raw      string // the metadata as Event.Metadata; {} is put in when it is empty
}

// event makes the Event of an arrival: it checks a known one and builds its
// payload when it is valid. text is that of doc, and doc is nil when the
// metadata is no JSON.
func (p *Parser) event(a *arrival, text string, doc *document) Event {
	e := Event{Form: a.form, Metadata: a.raw, private: p.private}
	if e.Metadata == "" {
		e.Metadata = "{}"
	}
	if a.row == nil {
		e.Name = Name(a.name)
		return e
	}
	e.Name, e.Own, e.Known, e.row = a.row.Name, a.row.own, true, a.row
	if doc == nil {
		e.Problems = []Problem{{Want: "object", Got: "text that is not JSON"}}
		return e
	}
	var at found
	if e.Problems = a.row.check(doc, a.metadata, &at); len(e.Problems) > 0 {
		return e
	}
	e.Terminal = a.row.Terminal
	if a.row.build != nil {
		v := values{row: a.row}
		v.take(text, doc, &at)
		e.payload = a.row.build(v)
	}
	return e
}

// malformed is the error for input that is no event. Its detail is fixed
// text: what the page sent may be a secret.
func malformed(detail string) error {
	return fault.Newf(fault.EventMalformed, nil, "The message is not an event: %s.", detail)
}

// refused is the error for a code of the scanner.
func refused(code fault.Code) error {
	if code == fault.EventMalformed {
		return malformed("it is not valid JSON")
	}
	return fault.New(code, nil)
}

// quote returns text as a JSON string, for metadata that is no JSON. Bytes
// that are no UTF-8 become U+FFFD.
func quote(text string) string { return frozen(jsontext.AppendString(nil, text)) }
