package session

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// KeySize is the length of the key that seals snapshots, in bytes (AES-256).
const KeySize = 32

// snapshotVersion changes with the shape of what is stored.
const snapshotVersion = 1

// envelope is a snapshot as it is written. Only the version can be read
// without the key.
type envelope struct {
	Version int    `json:"version"`
	Nonce   []byte `json:"nonce"`
	Sealed  []byte `json:"sealed"`
}

// stored is what a snapshot keeps. The widget URL is not in it: it was good
// for one use.
type stored struct {
	ID      string         `json:"id"`
	Dialect string         `json:"dialect"`
	Ended   bool           `json:"ended,omitempty"`
	Return  string         `json:"return"`
	Nonce   string         `json:"nonce,omitempty"`
	Members []storedMember `json:"members,omitempty"`
	Attempt *oauth.State   `json:"attempt,omitempty"`
}

type storedMember struct {
	GUID          string `json:"guid,omitempty"`
	Institution   string `json:"institution,omitempty"`
	ConnectionID  string `json:"connection_id,omitempty"`
	AggregatorUID string `json:"aggregator_user_id,omitempty"`
	Aggregator    string `json:"aggregator,omitempty"`
}

// Snapshot writes the session down as versioned JSON, sealed with AES-GCM
// under a key of KeySize bytes. random is crypto/rand.Reader outside tests; a
// nonce must never come twice under one key. Errors: config_invalid for an
// unusable key, other when random fails.
func (s *Session) Snapshot(key []byte, random io.Reader) ([]byte, error) {
	aead, err := sealer(key)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(s.store())
	if err != nil {
		return nil, fault.New(fault.Other, err)
	}
	e := envelope{Version: snapshotVersion, Nonce: make([]byte, aead.NonceSize())}
	if _, err := io.ReadFull(random, e.Nonce); err != nil {
		return nil, fault.New(fault.Other, fmt.Errorf("no randomness for a snapshot: %w", err))
	}
	e.Sealed = aead.Seal(nil, e.Nonce, plain, binding(e.Version))
	return json.Marshal(e)
}

// Restore makes the session of a snapshot, in a new process. cfg is the one
// that the session was made with; its WidgetURL and Return do not count. Start
// then asks the provider, with effects, what became of the user's visit to
// the bank; a return link may come before or after it.
//
// Errors: snapshot_damaged for what cannot be read with this key,
// snapshot_version for one of another version, snapshot_foreign for one of
// another session, config_invalid for unusable settings. After each of them a
// fresh session is the way on.
func Restore(cfg Config, data, key []byte) (*Session, error) {
	plain, err := unseal(data, key)
	if err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	if plain.ID != cfg.ID || plain.Dialect != cfg.Dialect.String() {
		return nil, fault.New(fault.SnapshotForeign, nil)
	}
	cfg.Return = Return{URL: plain.Return, Nonce: secret.New(plain.Nonce)}
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
		ID: s.cfg.ID, Dialect: s.cfg.Dialect.String(), Ended: s.phase == ended,
		Return: s.cfg.Return.URL, Nonce: s.cfg.Return.Nonce.Reveal(),
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
	return out
}

// fill is the inverse of store.
func (s *Session) fill(in stored) error {
	s.restored = true
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
	if attempt.Session() != in.ID {
		return fault.New(fault.SnapshotDamaged, errors.New("the attempt is of another session"))
	}
	s.attempt = attempt
	return nil
}

func unseal(data, key []byte) (stored, error) {
	var out stored
	aead, err := sealer(key)
	if err != nil {
		return out, err
	}
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return out, fault.New(fault.SnapshotDamaged, err)
	}
	if e.Version != snapshotVersion {
		return out, fault.New(fault.SnapshotVersion, fmt.Errorf("version %d, not %d", e.Version, snapshotVersion))
	}
	if len(e.Nonce) != aead.NonceSize() {
		return out, fault.New(fault.SnapshotDamaged, errors.New("the nonce has another length"))
	}
	plain, err := aead.Open(nil, e.Nonce, e.Sealed, binding(e.Version))
	if err != nil {
		return out, fault.New(fault.SnapshotDamaged, err)
	}
	if err := json.Unmarshal(plain, &out); err != nil {
		return out, fault.New(fault.SnapshotDamaged, errors.New("the contents are not of the expected shape"))
	}
	return out, nil
}

// binding ties what is sealed to what it is for.
func binding(version int) []byte { return fmt.Appendf(nil, "connecthost session %d", version) }

func sealer(key []byte) (cipher.AEAD, error) {
	if len(key) != KeySize {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The key of a snapshot has %d bytes.", KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, err)
	}
	return cipher.NewGCM(block)
}
