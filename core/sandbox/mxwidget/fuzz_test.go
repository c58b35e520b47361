package mxwidget

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// FuzzCall sends arbitrary bodies to every callback: each is answered with one
// JSON object and never with a failure of the server's own.
func FuzzCall(f *testing.F) {
	w := world.New(world.Config{})
	user, err := w.CreateUser(world.UserFields{})
	if err != nil {
		f.Fatal(err)
	}
	ui, err := NewUI(fstest.MapFS{"index.html": {Data: []byte(bootMarker)}})
	if err != nil {
		f.Fatal(err)
	}
	site, err := bank.New(bank.Config{Origin: "http://127.0.0.1:1"})
	if err != nil {
		f.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	face := New(w, ui, mxoauth.New(mxoauth.Config{World: w, Bank: site, BaseURL: "http://127.0.0.1:2", Log: log}), log)
	cookie, _ := face.sessions.open(ticket{user: user.GUID})
	handler := face.Handler()
	names := slices.Sorted(maps.Keys(callbacks))
	for i := range names {
		f.Add(uint8(i), `{"params":[{"guid":"x","credentials":[{"guid":"a","value":"b"}],"iso_country_code":"US","page":2},null,false]}`)
		f.Add(uint8(i), `{"params":[0,"x",{},true]}`)
	}
	f.Add(uint8(0), `{"params":{}}`)
	f.Add(uint8(0), `null`)
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		r := httptest.NewRequest("POST", "/md/rpc/"+names[int(which)%len(names)], strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.AddCookie(&http.Cookie{Name: cookieName, Value: cookie})
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if answer.Code >= 500 && answer.Code != http.StatusNotImplemented {
			t.Fatalf("status %d for %q", answer.Code, body)
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(answer.Body.Bytes(), &object); err != nil || len(object) != 1 {
			t.Fatalf("answer %q", answer.Body)
		}
	})
}

func TestCallbacks_areAllOfTheOpenUIs(t *testing.T) {
	if len(callbacks) != 28 {
		t.Errorf("%d callbacks, want 28", len(callbacks))
	}
}
