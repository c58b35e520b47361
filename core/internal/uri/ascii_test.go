package uri

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHexAgreesWithStrconv(t *testing.T) {
	for c := range 256 {
		want, err := strconv.ParseUint(string(rune(c)), 16, 8)
		if err != nil {
			assert.GreaterOrEqual(t, Hex(byte(c)), byte(16), "%q", c)
			continue
		}
		assert.Equal(t, byte(want), Hex(byte(c)), "%q", c)
	}
}
