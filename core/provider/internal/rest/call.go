package rest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/connecthost/connecthost/core/fault"
)

// Call is one call to the provider.
type Call struct {
	Method string
	Path   string      // template, such as /users/{user_identifier}; errors and logs show it
	Params []string    // fill the template's parts in order
	Query  url.Values  //
	Header http.Header // added to the Client's
	Body   any         // sent as JSON; nil for none
	Form   url.Values  // sent as application/x-www-form-urlencoded, in the place of Body
	Hide   []string    // values of this call to mask wherever the provider repeats them
	Once   bool        // never repeated, although the method says that it may be
}

func (c *Client) request(ctx context.Context, call Call) (*retryablehttp.Request, error) {
	path, err := fill(call.Path, call.Params)
	if err != nil {
		return nil, err
	}
	address := c.base + path
	if len(call.Query) > 0 {
		address += "?" + call.Query.Encode()
	}
	body, kind, err := encode(call)
	if err != nil {
		return nil, err
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, call.Method, address, body)
	if err != nil {
		return nil, fault.Newf(fault.ProviderInputInvalid, nil, "The request to the provider cannot be built.")
	}
	maps.Copy(req.Header, c.header)
	maps.Copy(req.Header, call.Header)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	c.authorize(req.Header)
	return req, nil
}

// encode returns the body of a call and its media type; nil, not an empty
// body, for none.
func encode(call Call) (body any, kind string, err error) {
	switch {
	case call.Form != nil:
		return []byte(call.Form.Encode()), "application/x-www-form-urlencoded", nil
	case call.Body == nil:
		return nil, "", nil
	}
	data, err := json.Marshal(call.Body)
	if err != nil {
		return nil, "", fault.Newf(fault.ProviderInputInvalid, nil, "The request to the provider cannot be written as JSON.")
	}
	return data, "application/json", nil
}

// fill replaces each {part} of a path template with a parameter, escaped as
// one path segment. An empty parameter would name another resource, and dots
// alone would climb; both are refused.
func fill(template string, params []string) (string, error) {
	var path strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		path.WriteString(before)
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		if len(params) == 0 || !segment(params[0]) {
			return "", fault.Newf(fault.ProviderInputInvalid, nil, "The %s is missing or not usable.", strings.ReplaceAll(name, "_", " "))
		}
		path.WriteString(url.PathEscape(params[0]))
		params, template = params[1:], after
	}
	return path.String(), nil
}

func segment(s string) bool { return s != "" && s != "." && s != ".." }
