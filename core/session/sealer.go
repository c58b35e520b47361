package session

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

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
