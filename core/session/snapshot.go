package session

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// stored is what a snapshot keeps. The widget URL is not in it: it was good
// for one use.
type stored struct {
	ID      string
	Ended   bool
	Bases   []string
	Nonce   string
	Members []storedMember
	Attempt *oauth.State
	Checked []string // members whose state was asked for
	Setback *storedSetback
	Note    string
	Traits  traits.Traits
}

type storedSetback struct {
	Code   fault.Code
	Member string
	Detail string
}

type storedMember struct {
	GUID          string
	Institution   string
	ConnectionID  string
	AggregatorUID string
	Aggregator    string
}

// Snapshot writes the session down as versioned JSON, of which only the
// version can be read without the key. Error: host_failed when the sealer
// fails.
func (s *Session) Snapshot(with Sealer) ([]byte, error) {
	sealed, err := with.Seal(s.store().encode(), binding(snapshotVersion))
	if err != nil {
		return nil, fault.Newf(fault.HostFailed, err, "The session could not be sealed.")
	}
	return envelope(sealed), nil
}

// Restore makes the session of a snapshot, in a new process. cfg is the one
// that the session was made with; its WidgetURL, Return and Note do not count,
// and of its Traits only the provider does, which must be the same. Start then
// asks the provider, with effects, what became of the user's visit to the
// bank; a return link may come before or after it.
//
// Errors: snapshot_damaged for bytes that cannot be opened with this key,
// snapshot_version for one of another version, snapshot_foreign for one of
// another session, config_invalid for unusable settings. After any of them,
// start a fresh session.
func Restore(cfg Config, data []byte, with Sealer) (*Session, error) {
	sealed, err := unwrap(data)
	if err != nil {
		return nil, err
	}
	text, err := with.Open(sealed, binding(snapshotVersion))
	if err != nil {
		return nil, fault.New(fault.SnapshotDamaged, err)
	}
	plain, err := decode(text)
	if err != nil {
		return nil, err
	}
	return revive(cfg, plain)
}

// revive makes the session of a snapshot's contents.
func revive(cfg Config, plain stored) (*Session, error) {
	asked := cfg.withDefaults()
	if plain.ID != asked.ID || plain.Traits.Provider != asked.Traits.Provider {
		return nil, fault.New(fault.SnapshotForeign, nil)
	}
	cfg.Traits = plain.Traits // before the defaults that depend on them
	cfg = cfg.withDefaults()
	cfg.Return = Return{Bases: plain.Bases, Nonce: secret.New(plain.Nonce)}
	cfg.Note = secret.New(plain.Note)
	s, err := newSession(cfg)
	if err != nil {
		return nil, err
	}
	if err := s.fill(plain); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Session) store() stored {
	out := stored{
		ID: s.cfg.ID, Traits: s.cfg.Traits, Ended: s.phase == ended,
		Bases: s.cfg.Return.Bases, Nonce: s.cfg.Return.Nonce.Reveal(),
		Checked: s.checking, Note: s.cfg.Note.Reveal(),
	}
	for _, m := range s.members {
		out.Members = append(out.Members, storedMember{
			GUID: m.GUID, Institution: m.Connection.UCPInstitutionID, ConnectionID: m.Connection.ConnectionID.Reveal(),
			AggregatorUID: m.Connection.AggregatorUserID, Aggregator: m.Connection.Aggregator,
		})
	}
	if s.attempt != nil {
		state := s.attempt.State()
		out.Attempt = &state
	}
	if s.setback.code != "" {
		out.Setback = &storedSetback{s.setback.code, s.setback.member, s.setback.detail}
	}
	return out
}

// fill is the inverse of store.
func (s *Session) fill(in stored) error {
	s.restored = true
	s.checking = in.Checked
	if in.Setback != nil {
		s.setback = setback{in.Setback.Code, in.Setback.Member, in.Setback.Detail}
	}
	if in.Ended {
		s.phase = ended
	}
	for _, m := range in.Members {
		s.members = append(s.members, Member{GUID: m.GUID, Connection: event.Connection{
			UCPInstitutionID: m.Institution, ConnectionID: secret.New(m.ConnectionID),
			AggregatorUserID: m.AggregatorUID, Aggregator: m.Aggregator,
		}})
	}
	if in.Attempt == nil {
		return nil
	}
	attempt, err := oauth.Restore(*in.Attempt)
	if err != nil {
		return fault.New(fault.SnapshotDamaged, err)
	}
	if attempt.Session() != in.ID || attempt.Provider() != in.Traits.Provider {
		return fault.New(fault.SnapshotDamaged, errors.New("the attempt is of another session or provider"))
	}
	s.attempt, s.visiting = attempt, in.Attempt.Phase == oauth.Pending
	return nil
}

// Sealer encrypts snapshots with authentication: AES-GCM with a fresh nonce
// for each Seal. Package seal has one for a key at hand; on phones it is the
// system's, whose keys never leave the secure hardware.
type Sealer interface {
	// Seal returns plain, encrypted and bound to the given bytes.
	Seal(plain, bound []byte) ([]byte, error)
	// Open is the inverse of Seal. It fails when anything was changed.
	Open(sealed, bound []byte) ([]byte, error)
}

// snapshotVersion changes with the shape of what is stored.
const snapshotVersion = 5

// A snapshot is {"version":5,"sealed":"…"}, with the sealed part in base64.
const (
	envelopeStart  = `{"version":`
	envelopeMiddle = `,"sealed":"`
	envelopeEnd    = `"}`
)

// binding ties what is sealed to what it is for.
func binding(version int) []byte { return fmt.Appendf(nil, "connecthost session %d", version) }

func envelope(sealed []byte) []byte {
	return fmt.Appendf(nil, "%s%d%s%s%s", envelopeStart, snapshotVersion, envelopeMiddle,
		base64.StdEncoding.EncodeToString(sealed), envelopeEnd)
}

// unwrap is the inverse of envelope. It reads what envelope writes and
// nothing else, except that the version may be another one.
func unwrap(data []byte) ([]byte, error) {
	rest, ok := strings.CutPrefix(string(data), envelopeStart)
	if !ok {
		return nil, damagedSnapshot("it does not begin with its version")
	}
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	version, err := strconv.Atoi(rest[:digits])
	if err != nil {
		return nil, damagedSnapshot("it has no version")
	}
	if version != snapshotVersion {
		return nil, fault.New(fault.SnapshotVersion, fmt.Errorf("version %d, not %d", version, snapshotVersion))
	}
	text, ok := strings.CutPrefix(rest[digits:], envelopeMiddle)
	text, closed := strings.CutSuffix(strings.TrimRight(text, "\r\n"), envelopeEnd)
	sealed, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || !closed || err != nil || strings.ContainsAny(text, "\r\n") { // which the decoder skips
		return nil, damagedSnapshot("it is cut or changed")
	}
	return sealed, nil
}

func damagedSnapshot(how string) *fault.Error {
	return fault.New(fault.SnapshotDamaged, errors.New(how))
}
