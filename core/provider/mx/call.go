package mx

import (
	"context"
	"net/http"
	"net/url"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// get makes the call for a GET of a path template.
func get(path string, params ...string) rest.Call {
	return rest.Call{Method: http.MethodGet, Path: path, Params: params}
}

// object makes a call and decodes the object that is named key.
func object[T any](ctx context.Context, c *Client, call rest.Call, key string) (T, error) {
	var v T
	answer, err := c.rest.Do(ctx, call)
	if err != nil {
		return v, err
	}
	envelope, err := answer.Envelope()
	if err != nil {
		return v, err
	}
	err = envelope.Object(key, &v)
	return v, err
}

// done makes a call whose answer has no content.
func (c *Client) done(ctx context.Context, call rest.Call) error {
	_, err := c.rest.Do(ctx, call)
	return err
}

// set adds a query value unless it is empty.
func set(q url.Values, key, value string) {
	if value != "" {
		q.Set(key, value)
	}
}

// setBool adds a query value unless it is nil.
func setBool(q url.Values, key string, value *bool) {
	if value == nil {
		return
	}
	if *value {
		q.Set(key, "true")
	} else {
		q.Set(key, "false")
	}
}

// oneOf makes a call and decodes the object that is named key, or the first
// of those that are named keys.
func oneOf[T any](ctx context.Context, c *Client, call rest.Call, key, keys string) (T, error) {
	var v T
	answer, err := c.rest.Do(ctx, call)
	if err != nil {
		return v, err
	}
	envelope, err := answer.Envelope()
	if err != nil {
		return v, err
	}
	if envelope.Has(key) {
		err = envelope.Object(key, &v)
		return v, err
	}
	items, err := page[T](answer, keys)
	if err != nil {
		return v, err
	}
	if len(items.Items) != 1 {
		return v, answer.BadAnswer("not one " + key + " in the answer")
	}
	return items.Items[0], nil
}
