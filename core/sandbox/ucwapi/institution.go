package ucwapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// institutionShape is an institution as the widget reads it.
type institutionShape struct {
	GUID          string      `json:"guid"` // UCP id
	Name          string      `json:"name"`
	URL           string      `json:"url"`
	LogoURL       string      `json:"logo_url"`
	SupportsOAuth bool        `json:"supports_oauth"`
	Aggregator    string      `json:"aggregator"`
	Own           ownIDsShape `json:"aggregator_institution"`
}

// ownIDsShape is what the aggregator calls an institution.
type ownIDsShape struct {
	GUID string `json:"guid"`
	Code string `json:"code"`
}

func institutionOf(b bank, in world.Institution) institutionShape {
	return institutionShape{
		GUID: b.id, Name: in.Name, URL: in.URL, LogoURL: in.Logo, SupportsOAuth: b.oauth,
		Aggregator: b.aggregator, Own: ownIDsShape{in.GUID, in.Code},
	}
}

func (f *Face) list(some []bank) ([]institutionShape, error) {
	found := make([]institutionShape, 0, len(some))
	for _, b := range some {
		in, err := f.World.Institution(b.code)
		if err != nil {
			return nil, err
		}
		found = append(found, institutionOf(b, in))
	}
	return found, nil
}

// searchInstitutions: GET /institutions?search=&page=&pageSize=
func (f *Face) searchInstitutions(r *http.Request, s *session) (any, error) {
	all, err := f.list(f.offered(s))
	if err != nil {
		return nil, err
	}
	query := r.URL.Query()
	wanted := strings.ToLower(strings.TrimSpace(query.Get("search")))
	found := []institutionShape{}
	for _, in := range all {
		if strings.Contains(strings.ToLower(in.Name), wanted) {
			found = append(found, in)
		}
	}
	size := number(query.Get("pageSize"), 25)
	from := min((number(query.Get("page"), 1)-1)*size, len(found))
	return found[from:min(from+size, len(found))], nil
}

// number reads a number from 1 to 100.
func number(text string, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return otherwise
	}
	return min(n, 100)
}

// recommendedInstitutions: GET /institutions/recommended
func (f *Face) recommendedInstitutions(_ *http.Request, s *session) (any, error) {
	offered := f.offered(s)
	return f.list(offered[:min(popular, len(offered))])
}

// readInstitution: GET /institutions/{ucpId}
func (f *Face) readInstitution(r *http.Request, s *session) (any, error) {
	b, in, err := f.bank(s, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return institutionOf(b, in), nil
}

// readCredentials: GET /institutions/{id}/credentials
func (f *Face) readCredentials(r *http.Request, s *session) (any, error) {
	_, in, err := f.bank(s, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	fields := []object{}
	for _, c := range in.Credentials {
		fields = append(fields, object{
			"id": c.GUID, "label": c.Label, "field_name": c.Name, "is_secret": c.Type == world.Password,
		})
	}
	return fields, nil
}
