package event

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
)

// TestAnEventMayBeAsLongAsTheLimit counts the whole of what arrived.
func TestAnEventMayBeAsLongAsTheLimit(t *testing.T) {
	p := parser(t, Config{Limits: Limits{Bytes: 50}})
	for name, in := range map[string]string{
		"object": `{"type":"mx/load","metadata":{"a":""}}`,
		"text":   `"{\"type\":\"mx/load\",\"a\":\"\"}"`,
		"echo":   `{"type":"mx/sdk/info","a":""}`,
	} {
		for _, pad := range []string{strings.Repeat(" ", 50-len(in)), strings.Repeat(" ", 51-len(in))} {
			_, err := p.FromMessage(in + pad)
			fits := len(pad)+len(in) == 50
			assert.Equal(t, !fits, fault.CodeOf(err) == fault.EventTooLarge, "%s: %v", name, err)
			assert.Equal(t, fits && name == "echo", p.IsEcho(in+pad), name)
		}
	}
	url := "mx://load?metadata=" + strings.Repeat("a", 50-len("mx://load?metadata="))
	_, err := p.FromURL(url)
	assert.NoError(t, err)
	_, err = p.FromURL(url + "a")
	assert.Equal(t, fault.EventTooLarge, fault.CodeOf(err))
}

func TestLimits(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	members := func(n int) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(`"k%d":0`, i)
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	elements := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("0,", n), ",") + "]" }
	text := func(n int) string { return `"` + strings.Repeat("a", n) + `"` }
	small := Limits{Bytes: 400, Depth: 4, Keys: 10, String: 40}
	for _, row := range []struct {
		name     string
		limits   Limits
		metadata string
		code     fault.Code
	}{
		{"default depth accepts 31 below the message", Limits{}, nested(31), ""},
		{"default depth refuses 32 below the message", Limits{}, nested(32), fault.EventTooDeep},
		{"depth of 10000", Limits{}, nested(10000), fault.EventTooDeep},
		{"depth of 10000 objects", Limits{}, strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000), fault.EventTooDeep},
		{"depth of 100000 without end", Limits{}, strings.Repeat("[", 100000), fault.EventTooDeep},
		{"default keys accept 1998 and type and metadata", Limits{}, members(1998), ""},
		{"default keys refuse one more", Limits{}, members(1999), fault.EventTooManyKeys},
		{"elements count as keys", Limits{}, elements(1999), fault.EventTooManyKeys},
		{"default string accepts 256 KiB", Limits{}, text(256 << 10), ""},
		{"default string refuses one more", Limits{}, text(256<<10 + 1), fault.EventStringTooLong},
		{"long key", Limits{}, "{" + text(256<<10+1) + ":1}", fault.EventStringTooLong},
		{"10 MiB", Limits{}, text(10 << 20), fault.EventTooLarge},
		{"own depth accepts", small, nested(3), ""},
		{"own depth refuses", small, nested(4), fault.EventTooDeep},
		{"own keys accept", small, members(8), ""},
		{"own keys refuse", small, members(9), fault.EventTooManyKeys},
		{"own string accepts", small, text(40), ""},
		{"own string refuses", small, text(41), fault.EventStringTooLong},
		{"own bytes refuse", small, strings.Repeat(" ", 400) + "{}", fault.EventTooLarge},
		{"string without end", small, `"` + strings.Repeat("a", 60), fault.EventStringTooLong},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := parser(t, Config{Limits: row.limits})
			message := `{"type":"mx/other","metadata":` + row.metadata + `}`
			_, err := p.FromMessage(message)
			assert.Equal(t, row.code, fault.CodeOf(err))
			_, err = p.FromMessage(textOf(message))
			assert.Equal(t, row.code, fault.CodeOf(err), "as text")
		})
	}
}

func TestLimitsOfURLs(t *testing.T) {
	p := parser(t, Config{Limits: Limits{Bytes: 200, Depth: 2, Keys: 3, String: 20}})
	for name, row := range map[string]struct {
		query string
		code  fault.Code
	}{
		"within":                {`metadata={"a":[1]}`, ""},
		"too large":             {"metadata=" + strings.Repeat("+", 200), fault.EventTooLarge},
		"too deep":              {`metadata={"a":[[1]]}`, fault.EventTooDeep},
		"too many keys":         {`metadata={"a":1,"b":2,"c":3,"d":4}`, fault.EventTooManyKeys},
		"string too long":       {`metadata={"a":"` + strings.Repeat("a", 21) + `"}`, fault.EventStringTooLong},
		"text too long":         {`metadata=%7B` + strings.Repeat("a", 30), fault.EventStringTooLong},
		"encoded text too long": {`metadata=%z` + strings.Repeat("a", 30), fault.EventStringTooLong},
		"flat, too many keys":   {"a&b&c&d", fault.EventTooManyKeys},
		"flat, too long":        {"a=" + strings.Repeat("a", 21), fault.EventStringTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.FromURL("mx://other?" + row.query)
			assert.Equal(t, row.code, fault.CodeOf(err))
		})
	}
	_, err := parser(t, Config{Limits: Limits{String: 2}}).FromURL("atrium://memberAdded/MBR-1")
	assert.Equal(t, fault.EventStringTooLong, fault.CodeOf(err))
}

// TestMemoryIsBounded reads the worst that the default limits let through and
// what they refuse: neither may cost more than a few times its size.
func TestMemoryIsBounded(t *testing.T) {
	p := parser(t, Config{})
	for name, message := range map[string]string{
		"refused depth": `{"type":"a","metadata":` + strings.Repeat("[", 1<<19),
		"refused keys":  `{"type":"a","metadata":[` + strings.Repeat("0,", 1<<18) + "0]}",
		"allowed text":  `{"type":"a","metadata":[` + strings.Repeat(`"`+strings.Repeat("a", 1<<17)+`",`, 6) + "0]}",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _ = p.FromMessage(message)
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
		})
	}
}
