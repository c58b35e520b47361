package jsontext

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

var samples = []string{
	"", "plain", `"quoted" \ slashes /`, "\b\f\n\r\t\x00\x1f\x7f", "<script>&amp;</script>", "Ünïcödé 🏦", "\u2028\u2029\u2027\u202a",
	"\xff", "a\xc3", "\xf0\x9f\x8f", "\xed\xa0\x80", "\ufffd", "\xe2\x80",
}

func TestStringsAreWrittenAsEncodingJSONWritesThem(t *testing.T) {
	for _, text := range samples {
		compare(t, text)
	}
}

func FuzzAppendString(f *testing.F) {
	for _, text := range samples {
		f.Add(text)
	}
	f.Fuzz(compare)
}

func compare(t *testing.T, text string) {
	want, err := json.Marshal(text)
	require.NoError(t, err)
	require.Equal(t, string(want), string(AppendString(nil, text)), "%q", text)
	require.Equal(t, "x"+string(want), string(AppendString([]byte("x"), []byte(text))), "%q", text)
}
