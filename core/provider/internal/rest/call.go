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
	Hide   []string    // values of this call to mask wherever the provider repeats them
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
	body, err := encode(call.Body)
	if err != nil {
		return nil, err
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, call.Method, address, body)
	if err != nil {
		return nil, fault.Newf(fault.ProviderInputInvalid, nil, "The request to the provider cannot be built.")
	}
	maps.Copy(req.Header, c.header)
	maps.Copy(req.Header, call.Header)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	c.authorize(req.Header)
	return req, nil
}

// encode returns nil, not an empty body, for no body.
func encode(body any) (any, error) {
	if body == nil {
		return nil, nil
	}
	data, err := json.Marshal(body)
	if err != nil {
		return nil, fault.Newf(fault.ProviderInputInvalid, nil, "The request to the provider cannot be written as JSON.")
	}
	return data, nil
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
