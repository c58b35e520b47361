package page

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

type messageRow struct {
	Name     string     `json:"name"`
	Raw      string     `json:"raw"`
	Origin   string     `json:"origin"`
	SubFrame bool       `json:"sub_frame"`
	Data     string     `json:"data"`
	Refused  fault.Code `json:"refused"`
	Error    fault.Code `json:"error"`
}

func messageRows(t testing.TB) []messageRow {
	raw, err := os.ReadFile("testdata/messages.json")
	require.NoError(t, err)
	var rows []messageRow
	require.NoError(t, json.Unmarshal(raw, &rows))
	require.NotEmpty(t, rows)
	return rows
}

func TestDecode(t *testing.T) {
	for _, row := range messageRows(t) {
		t.Run(row.Name, func(t *testing.T) {
			m, err := Decode([]byte(row.Raw))
			if row.Error != "" {
				assert.Equal(t, row.Error, fault.CodeOf(err))
				assert.Equal(t, Message{}, m)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.Origin, m.Origin)
			assert.Equal(t, row.SubFrame, m.SubFrame)
			assert.Equal(t, row.Data, string(m.Data))
			if row.Refused == "" {
				assert.Nil(t, m.Refused)
			} else {
				assert.Equal(t, row.Refused, fault.CodeOf(m.Refused))
			}
		})
	}
}

func TestDecodeRefusesWhatTheScriptCannotSend(t *testing.T) {
	raw := `{"origin":"a","source":"self","data":"` + strings.Repeat("x", maxMessage) + `"}`
	_, err := Decode([]byte(raw))
	assert.Equal(t, fault.EventTooLarge, fault.CodeOf(err))
}

func FuzzDecode(f *testing.F) {
	for _, row := range messageRows(f) {
		f.Add([]byte(row.Raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Decode(raw)
		if err != nil {
			return
		}
		if (m.Refused == nil) == (m.Data == nil) {
			t.Fatalf("neither or both of data and reason: %q", raw)
		}
		if m.Data != nil && !json.Valid(m.Data) {
			t.Fatalf("invalid data from %q", raw)
		}
	})
}
