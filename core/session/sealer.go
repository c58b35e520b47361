package session

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// Sealer encrypts snapshots with authentication: AES-GCM with a fresh nonce
// for each Seal. On phones it is the system's, whose keys never leave the
// secure hardware.
type Sealer interface {
	// Seal returns plain, encrypted and bound to the given text.
	Seal(plain, bound []byte) ([]byte, error)
	// Open is the inverse of Seal. It fails when anything was changed.
	Open(sealed, bound []byte) ([]byte, error)
}

// sealed is a snapshot as it is written. Only the version can be read without
// the key.
type sealedEnvelope struct {
	Version int    `json:"version"`
	Sealed  []byte `json:"sealed"`
}

// SnapshotWith is Snapshot with a sealer.
func (s *Session) SnapshotWith(sealer Sealer) ([]byte, error) {
	plain, err := json.Marshal(s.store())
	if err != nil {
		return nil, fault.New(fault.Other, err)
	}
	e := sealedEnvelope{Version: snapshotVersion}
	if e.Sealed, err = sealer.Seal(plain, binding(e.Version)); err != nil {
		return nil, fault.Newf(fault.HostFailed, err, "The session could not be sealed.")
	}
	return json.Marshal(e)
}

// RestoreWith is Restore with a sealer.
func RestoreWith(cfg Config, data []byte, sealer Sealer) (*Session, error) {
	var e sealedEnvelope
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, fault.New(fault.SnapshotDamaged, err)
	}
	if e.Version != snapshotVersion {
		return nil, fault.New(fault.SnapshotVersion, fmt.Errorf("version %d, not %d", e.Version, snapshotVersion))
	}
	text, err := sealer.Open(e.Sealed, binding(e.Version))
	if err != nil {
		return nil, fault.New(fault.SnapshotDamaged, err)
	}
	var plain stored
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, fault.New(fault.SnapshotDamaged, errors.New("the contents are not of the expected shape"))
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
