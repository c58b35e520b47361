package mx

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strconv"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

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
