package mx

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// amounts reads one object whose amounts are all the same piece of JSON.
var amounts = []struct {
	name string // the object's, in the answer
	of   reflect.Type
	read func(context.Context, *Client) (any, error)
}{
	{"account", reflect.TypeFor[Account](), func(ctx context.Context, c *Client) (any, error) { return c.ReadAccount(ctx, "U", "A") }},
	{"transaction", reflect.TypeFor[Transaction](), func(ctx context.Context, c *Client) (any, error) { return c.ReadTransaction(ctx, "U", "T") }},
	{"investment_holding", reflect.TypeFor[Holding](), func(ctx context.Context, c *Client) (any, error) { return c.ReadHolding(ctx, "U", "H") }},
	{"reward", reflect.TypeFor[Reward](), func(ctx context.Context, c *Client) (any, error) { return c.ReadReward(ctx, "U", "M", "R") }},
}

// TestAmountsThatCannotBeReadAreUnknown looks at every amount of every kind of
// data: one that is not a number is nil, never zero, and the rest is read.
func TestAmountsThatCannotBeReadAreUnknown(t *testing.T) {
	for _, kind := range amounts {
		for _, value := range []string{`"12.50"`, `""`, `null`, `true`, `{"value":12.5}`, `[12.5]`, `1e999`, ``} {
			t.Run(kind.name+" "+value, func(t *testing.T) {
				var requests []seen
				c := serve(t, recorder(&requests, 200, written(kind.name, kind.of, value)))
				got, err := kind.read(t.Context(), c)
				require.NoError(t, err)
				assert.Equal(t, "G-1", reflect.ValueOf(got).FieldByName("GUID").String())
				assert.NotZero(t, each(kind.of, func(field reflect.StructField) {
					assert.Nil(t, reflect.ValueOf(got).FieldByIndex(field.Index).Interface(), field.Name)
				}))
			})
		}
		t.Run(kind.name+" zero is zero", func(t *testing.T) {
			var requests []seen
			got, err := kind.read(t.Context(), serve(t, recorder(&requests, 200, written(kind.name, kind.of, `0`))))
			require.NoError(t, err)
			each(kind.of, func(field reflect.StructField) {
				assert.Equal(t, new(0.0), reflect.ValueOf(got).FieldByIndex(field.Index).Interface(), field.Name)
			})
		})
	}
}

// each calls f with each amount of a struct and returns how many there are.
func each(of reflect.Type, f func(reflect.StructField)) (count int) {
	for _, field := range reflect.VisibleFields(of) {
		if field.Type == reflect.TypeFor[*float64]() {
			f(field)
			count++
		}
	}
	return count
}

// written is an answer; with no value the amounts are left out.
func written(name string, of reflect.Type, value string) string {
	body := `{"guid":"G-1"`
	each(of, func(field reflect.StructField) {
		if value != "" {
			body += fmt.Sprintf(`,%q:%s`, field.Tag.Get("json"), value)
		}
	})
	return fmt.Sprintf(`{%q:%s}}`, name, body)
}
