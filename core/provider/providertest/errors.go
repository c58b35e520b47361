package providertest

import (
	"errors"
	"slices"
	"testing"

	"github.com/connecthost/connecthost/core/fault"
)

// requireCode checks that a call failed as the package provider says.
func requireCode(t testing.TB, call string, err error, want ...fault.Code) {
	t.Helper()
	var known *fault.Error
	switch {
	case err == nil:
		t.Errorf("%s succeeded; want an error with the code %v", call, want)
	case !errors.As(err, &known):
		t.Errorf("%s: the error is a %T and not a *fault.Error", call, err)
	case !inCatalogue(known.Code):
		t.Errorf("%s: the code %q is not in the catalogue", call, known.Code)
	case !slices.Contains(want, known.Code):
		t.Errorf("%s: the code is %s; want %v", call, known.Code, want)
	}
}

func inCatalogue(code fault.Code) bool {
	return slices.ContainsFunc(fault.Catalogue(), func(k fault.Kind) bool { return k.Code == code })
}
