package mxapi

import (
	"net/url"
	"strconv"
)

const defaultPerPage = 25

// The largest pages that MX documents.
const (
	maxInstitutionsPerPage = 100
	maxPerPage             = 1000
	minPerPage             = 10
)

// pagination is the part of every list answer that says where it is.
type pagination struct {
	CurrentPage  int `json:"current_page"`
	PerPage      int `json:"per_page"`
	TotalEntries int `json:"total_entries"`
	TotalPages   int `json:"total_pages"`
}

// paginate cuts one page out of a list. A page size above the largest falls
// back to 25, as MX documents it. Sizes below 10 and pages that are not a
// number are not documented: here they are 25, and page 1.
func paginate[T any](query url.Values, largest int, list []T) ([]T, pagination) {
	size := number(query, "records_per_page", defaultPerPage)
	if size < minPerPage || size > largest {
		size = defaultPerPage
	}
	page := max(number(query, "page", 1), 1)
	pages := max((len(list)+size-1)/size, 1)
	p := pagination{CurrentPage: page, PerPage: size, TotalEntries: len(list), TotalPages: pages}
	if page > pages {
		return []T{}, p
	}
	start := (page - 1) * size
	return list[start:min(start+size, len(list))], p
}

// paged answers one page of a list, each item in its shape.
func paged[T, S any](query url.Values, largest int, key string, list []T, shape func(T) S) map[string]any {
	page, p := paginate(query, largest, list)
	shapes := make([]S, 0, len(page))
	for _, item := range page {
		shapes = append(shapes, shape(item))
	}
	return map[string]any{key: shapes, "pagination": p}
}

func number(query url.Values, name string, otherwise int) int {
	n, err := strconv.Atoi(query.Get(name))
	if err != nil {
		return otherwise
	}
	return n
}
