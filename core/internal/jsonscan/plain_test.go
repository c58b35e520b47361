package jsonscan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBytesAreFoundAtEachPlace puts each byte at each place of strings of up to
// three words, among bytes that differ from it by little.
func TestBytesAreFoundAtEachPlace(t *testing.T) {
	for length := 1; length <= 3*word; length++ {
		for at := range length {
			for c := range 256 {
				for _, around := range []string{" ", "!", "~", "$"} {
					checkBytesAt(t, length, at, byte(c), around)
				}
			}
		}
	}
}

func checkBytesAt(t *testing.T, length, at int, c byte, around string) {
	t.Helper()
	text := strings.Repeat(around, at) + string([]byte{c}) + strings.Repeat(around, length-at-1)
	special := c < ' ' || c == '"' || c == '\\' || c >= 0x80
	want := length
	if special {
		want = at
	}
	if got := Plain(text, 0); got != want {
		t.Fatalf("Plain(%q) is %d, not %d", text, got, want)
	}
}

func TestTheFirstOfSeveralBytesCounts(t *testing.T) {
	for _, row := range []struct {
		text string
		from int
		want int
	}{
		{`abc"\"def`, 0, 3},
		{`abc"\"def`, 4, 4},
		{`abc"\"def`, 6, 9},
		{`#"""""""`, 0, 1},
		{"abcdefg\x00\"", 0, 7},
		{"abcdefghi\"", 1, 9},
		{"", 0, 0},
		{"abc", 3, 3},
	} {
		t.Run(fmt.Sprintf("%q from %d", row.text, row.from), func(t *testing.T) {
			assert.Equal(t, row.want, Plain(row.text, row.from))
		})
	}
}
