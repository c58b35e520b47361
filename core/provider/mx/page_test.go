package mx

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// lister answers GET /users with the given pages of ids.
type lister struct {
	pages [][]string
	edit  func(asked int, pagination map[string]any)
	asked []string
}

func (l *lister) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	l.asked = append(l.asked, q.Get("page")+"/"+q.Get("records_per_page"))
	asked, _ := strconv.Atoi(q.Get("page"))
	asked = max(asked, 1)
	users := []User{}
	if asked <= len(l.pages) {
		for _, id := range l.pages[asked-1] {
			users = append(users, User{ID: id})
		}
	}
	pagination := map[string]any{"current_page": asked, "per_page": 2, "total_entries": 5, "total_pages": len(l.pages)}
	if l.edit != nil {
		l.edit(asked, pagination)
	}
	if pagination["status"] != nil {
		w.WriteHeader(pagination["status"].(int))
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"users": users, "pagination": pagination})
}

func TestListGoesThroughItsPages(t *testing.T) {
	three := [][]string{{"a", "b"}, {"c", "d"}, {"e"}}
	rows := []struct {
		name  string
		pages [][]string
		query PageQuery
		edit  func(int, map[string]any)
		ids   string
		asked int
		code  fault.Code
	}{
		{"all of them", three, PageQuery{}, nil, "abcde", 3, ""},
		{"from a later one", three, PageQuery{Page: 2, PerPage: 2}, nil, "cde", 2, ""},
		{"an empty list", [][]string{{}}, PageQuery{}, nil, "", 1, ""},
		{"a list without pages", nil, PageQuery{}, nil, "", 1, ""},
		{"a page beyond the end", three, PageQuery{Page: 9}, nil, "", 1, ""},
		{"a list that shrinks meanwhile", [][]string{{"a"}, {}, {"z"}}, PageQuery{}, nil, "a", 2, ""},
		{"no pagination", three, PageQuery{}, func(_ int, p map[string]any) { clear(p) }, "ab", 1, ""},
		{"no current page", three, PageQuery{}, func(_ int, p map[string]any) { delete(p, "current_page") }, "abcde", 3, ""},
		{"an error in the middle", three, PageQuery{}, func(asked int, p map[string]any) {
			if asked == 2 {
				p["status"] = 404
			}
		}, "ab", 2, fault.ProviderNotFound},
		{"a server that repeats the first page", three, PageQuery{}, func(_ int, p map[string]any) { p["current_page"] = 1 }, "ab", 2, fault.ProviderBadAnswer},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			l := &lister{pages: row.pages, edit: row.edit}
			c := serve(t, l.ServeHTTP)
			ids, last := "", error(nil)
			for user, err := range c.Users(t.Context(), UsersQuery{PageQuery: row.query}) {
				if last = err; err == nil {
					ids += user.ID
				}
			}
			assert.Equal(t, row.ids, ids)
			assert.Equal(t, row.code, fault.CodeOf(last))
			assert.Len(t, l.asked, row.asked)
		})
	}
}

func TestListStopsWhenTheCallerDoes(t *testing.T) {
	l := &lister{pages: [][]string{{"a", "b"}, {"c"}}}
	c := serve(t, l.ServeHTTP)
	for range c.Users(t.Context(), UsersQuery{}) {
		break
	}
	assert.Len(t, l.asked, 1)
}

func TestListCanBeGoneThroughTwice(t *testing.T) {
	l := &lister{pages: [][]string{{"a"}, {"b"}}}
	list := serve(t, l.ServeHTTP).Users(t.Context(), UsersQuery{})
	for range 2 {
		n, err := drain(list)
		require.NoError(t, err)
		assert.Equal(t, 2, n)
	}
}

func TestOnePageComesWithItsPagination(t *testing.T) {
	l := &lister{pages: [][]string{{"a"}, {"b"}}}
	page, err := serve(t, l.ServeHTTP).UsersPage(t.Context(), UsersQuery{PageQuery: PageQuery{Page: 2, PerPage: 50}})
	require.NoError(t, err)
	assert.Equal(t, []User{{ID: "b"}}, page.Items)
	assert.Equal(t, Pagination{CurrentPage: 2, PerPage: 2, TotalEntries: 5, TotalPages: 2}, page.Pagination)
	assert.Equal(t, "[2/50]", fmt.Sprint(l.asked))
}
