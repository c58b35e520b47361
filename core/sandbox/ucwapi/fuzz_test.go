package ucwapi

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzReadParams feeds bodies to the request for a widget URL: each is good and
// complete, or refused with a message.
func FuzzReadParams(f *testing.F) {
	data, err := os.ReadFile("testdata/widget_url.json")
	require.NoError(f, err)
	var rows []struct{ Type, Body string }
	require.NoError(f, json.Unmarshal(data, &rows))
	for _, row := range rows {
		f.Add(row.Type, []byte(row.Body))
	}
	f.Add("application/x-www-form-urlencoded", []byte("jobTypes=transactions&jobTypes=accountOwner&userId=%zz;targetOrigin=x"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		p, refusal := readParams(contentType, body)
		if refusal != "" {
			require.Empty(t, p)
			return
		}
		require.NotEmpty(t, p.JobTypes)
		require.NotEmpty(t, p.UserID)
		require.Contains(t, p.TargetOrigin, "://")
		if p.ConnectionID != "" || p.Aggregator != "" {
			require.NotEmpty(t, p.ConnectionID)
			require.NotEmpty(t, p.InstitutionID)
			require.NotEmpty(t, p.Aggregator)
		}
	})
}
