package journey

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func TestASessionWithoutItsMemoryIsGivenUp(t *testing.T) {
	for name, text := range map[string]string{
		"no note": "", "another note": "LOGIN-1", "nobody's": `{"before":"LOGIN-1"}`, "a list": `[]`, "cut": `{"user":"ada"`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readNote(secret.New(text))
			require.Equal(t, fault.SnapshotDamaged, fault.CodeOf(err))
		})
	}
}

func TestANoteIsReadAsItWasWritten(t *testing.T) {
	for _, n := range []note{{User: "USR-1"}, {User: "ada", Before: "MBR-0", Session: "S-1"}, {User: "\"quoted\" \x00 ü"}} {
		got, err := readNote(n.text())
		require.NoError(t, err)
		require.Equal(t, n, got)
	}
}
