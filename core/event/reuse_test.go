package event

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAParserForgetsWhatItReadBefore reads each example between events with
// much, little, repeated and no metadata: the answer must not depend on what
// the same parser read before.
func TestAParserForgetsWhatItReadBefore(t *testing.T) {
	before := []string{
		"mx://load",
		"mx://connect/loaded?metadata=%7B%22initial_step%22%3A%22search%22%2C%22a%22%3A%7B%22b%22%3A%5B1%2C2%2C%7B%22c%22%3A1%7D%5D%7D%7D",
		"mx://connect/loaded?metadata=%7B%22a%22%3A1%2C%22a%22%3A2%7D",
		"mx://connect/loaded?metadata=%7Bbroken",
		"mx://client/oauthComplete",
	}
	used := parser(t, Config{})
	for _, first := range before {
		for _, second := range before {
			_, _ = used.FromURL(first)
			got, gotErr := used.FromURL(second)
			want, wantErr := parser(t, Config{}).FromURL(second)
			require.Equal(t, wantErr, gotErr)
			require.Equal(t, fmt.Sprint(want), fmt.Sprint(got), "%s after %s", second, first)
			require.Equal(t, want.Problems, got.Problems, "%s after %s", second, first)
		}
	}
}
