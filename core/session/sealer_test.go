package session

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session/seal"
)

// sealKey seals the snapshots of these tests.
var sealKey = keyOf(7)

func keyOf(b byte) *seal.Key {
	key, err := seal.New(bytes.Repeat([]byte{b}, seal.KeySize))
	if err != nil {
		panic(err)
	}
	return key
}

// broken is a sealer whose key is gone.
type broken struct{}

var errGone = errors.New("the key is gone")

func (broken) Seal(_, _ []byte) ([]byte, error) { return nil, errGone }
func (broken) Open(_, _ []byte) ([]byte, error) { return nil, errGone }

func TestASealThatFails(t *testing.T) {
	_, err := openedBench(t, nil).Snapshot(broken{})
	assert.Equal(t, fault.HostFailed, fault.CodeOf(err))
	assert.ErrorIs(t, err, errGone)
}

func TestEnvelopesAreReadAsTheyAreWritten(t *testing.T) {
	for _, sealed := range []string{"", "x", "\x00\xff", "a longer text"} {
		got, err := unwrap(envelope([]byte(sealed)))
		require.NoError(t, err)
		assert.Equal(t, sealed, string(got))
	}
	got, err := unwrap(append(envelope([]byte("x")), '\n'))
	require.NoError(t, err, "a file may end with a new line")
	assert.Equal(t, "x", string(got))
}

func TestEnvelopesOfAnotherFormAreRefused(t *testing.T) {
	for name, row := range map[string]struct {
		data string
		code fault.Code
	}{
		"nothing":                        {"", fault.SnapshotDamaged},
		"no version":                     {"{}", fault.SnapshotDamaged},
		"a version that is not a number": {`{"version":"3","sealed":""}`, fault.SnapshotDamaged},
		"a version beyond all":           {`{"version":99999999999999999999,"sealed":""}`, fault.SnapshotDamaged},
		"a negative version":             {`{"version":-3,"sealed":""}`, fault.SnapshotDamaged},
		"an older version":               {`{"version":2,"nonce":"AAAA","sealed":"AAAA"}`, fault.SnapshotVersion},
		"a later version":                {`{"version":6}`, fault.SnapshotVersion},
		"spaces":                         {`{"version": 5,"sealed":"AAAA"}`, fault.SnapshotDamaged},
		"another member":                 {`{"version":5,"sealed":"AAAA","more":1}`, fault.SnapshotDamaged},
		"a second member first":          {`{"version":5,"more":1,"sealed":"AAAA"}`, fault.SnapshotDamaged},
		"text after the end":             {`{"version":5,"sealed":"AAAA"}{}`, fault.SnapshotDamaged},
		"broken base64":                  {`{"version":5,"sealed":"AAA"}`, fault.SnapshotDamaged},
		"base64 with a new line":         {"{\"version\":5,\"sealed\":\"AA\nAA\"}", fault.SnapshotDamaged},
		"base64 with loose bits":         {`{"version":5,"sealed":"AB=="}`, fault.SnapshotDamaged},
		"cut off":                        {`{"version":5,"sealed":"AAAA`, fault.SnapshotDamaged},
	} {
		_, err := unwrap([]byte(row.data))
		assert.Equal(t, row.code, fault.CodeOf(err), name)
	}
}
