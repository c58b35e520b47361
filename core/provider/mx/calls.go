package mx

import (
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
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

// PageQuery says which part of a list to read. MX answers 25 records per page
// by default and takes 10 to 100 for institutions, 10 to 1000 for everything
// else; above that it falls back to 25.
type PageQuery struct {
	Page    int // from 1; 0 for the first
	PerPage int // 0 for MX's default
}

// Pagination is where a page stands in its list.
type Pagination struct {
	CurrentPage  int `json:"current_page"`
	PerPage      int `json:"per_page"`
	TotalEntries int `json:"total_entries"`
	TotalPages   int `json:"total_pages"`
}

// Page is one page of a list.
type Page[T any] struct {
	Items      []T
	Pagination Pagination
}

func (q PageQuery) values() url.Values {
	v := url.Values{}
	if q.Page > 0 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	if q.PerPage > 0 {
		v.Set("records_per_page", strconv.Itoa(q.PerPage))
	}
	return v
}

// unlessFirst leaves the page's number out when it is the first.
func (q PageQuery) unlessFirst() PageQuery {
	if q.Page == 1 {
		q.Page = 0
	}
	return q
}

// list makes a call and decodes the page of objects that is named key.
func list[T any](ctx context.Context, c *Client, call rest.Call, key string) (Page[T], error) {
	answer, err := c.rest.Do(ctx, call)
	if err != nil {
		return Page[T]{}, err
	}
	return page[T](answer, key)
}

// page decodes the page of objects that is named key.
func page[T any](answer rest.Answer, key string) (Page[T], error) {
	var page Page[T]
	envelope, err := answer.Envelope()
	if err != nil {
		return page, err
	}
	err = envelope.Objects(key, func(decode func(any) error) error {
		var item T
		err := decode(&item)
		page.Items = append(page.Items, item)
		return err
	})
	if err != nil {
		return Page[T]{}, err
	}
	err = envelope.Optional("pagination", &page.Pagination)
	return page, err
}

// all goes through the pages from the first one asked for. It stops after the
// last page, at an empty one, at the first error, and when an answer has no
// pagination.
func all[T any](first PageQuery, fetch func(PageQuery) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		q := first
		for q.Page = max(q.Page, 1); ; q.Page++ {
			page, err := fetch(q)
			if err == nil {
				err = page.Pagination.check(q.Page)
			}
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if len(page.Items) == 0 || page.Pagination.TotalPages <= q.Page {
				return
			}
		}
	}
}

// check refuses an answer for another page than the one asked for: going on
// would repeat records, perhaps for ever, and stopping would lose some.
func (p Pagination) check(asked int) error {
	if p.CurrentPage == 0 || p.CurrentPage == asked || p.TotalPages < asked {
		return nil
	}
	return fault.New(fault.ProviderBadAnswer, fmt.Errorf("page %d answered when asked for page %d", p.CurrentPage, asked))
}

// CallbackPayload is data of the app that MX repeats in the webhooks about the
// member: at most 768 bytes, which are 1024 characters of base64.
type CallbackPayload []byte

const maxCallbackPayload = 768

// set puts the payload into the header, or fails with
// fault.ProviderInputInvalid when it is too long.
func (p CallbackPayload) set(h http.Header) error {
	if len(p) > maxCallbackPayload {
		return fault.Newf(fault.ProviderInputInvalid, nil, "The callback payload is longer than %d bytes.", maxCallbackPayload)
	}
	if len(p) > 0 {
		h.Set("X-Callback-Payload", p.encoded())
	}
	return nil
}

// in adds the payload to a call.
func (p CallbackPayload) in(call rest.Call) (rest.Call, error) {
	if call.Header == nil {
		call.Header = http.Header{}
	}
	call.Hide = append(call.Hide, p.hide()...)
	return call, p.set(call.Header)
}

// hide lists what nobody should read in an error.
func (p CallbackPayload) hide() []string {
	if len(p) == 0 {
		return nil
	}
	return []string{string(p), p.encoded()}
}

func (p CallbackPayload) encoded() string { return base64.StdEncoding.EncodeToString(p) }

// hideURL lists what nobody should read of a URL that may hold a nonce.
func hideURL(u secret.String) []string {
	if u.IsZero() {
		return nil
	}
	return append(secret.TokensOf(u.Reveal()), u.Reveal())
}
