package ucwwidget_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox/ucwwidget"
)

func TestPageHasItsInterval(t *testing.T) {
	for interval, want := range map[time.Duration]string{
		0: `data-poll="3000"`, -1: `data-poll="3000"`, 40 * time.Millisecond: `data-poll="40"`,
	} {
		w := httptest.NewRecorder()
		ucwwidget.New(interval).ServePage(w, httptest.NewRequest(http.MethodGet, "/widget", nil))
		assert.Contains(t, w.Body.String(), want)
		assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		assert.Empty(t, w.Header().Get("Content-Security-Policy"), "anybody may frame it, as with UCW's")
	}
}

func TestAssetsAreTheFilesOfThePageOnly(t *testing.T) {
	assets := ucwwidget.New(0).Assets()
	for path, status := range map[string]int{
		"/assets/app.js": 200, "/assets/style.css": 200, "/assets/": 404, "/assets/index.html": 404,
		"/assets/../widget.go": 404, "/assets/none.js": 404,
	} {
		w := httptest.NewRecorder()
		assets.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		assert.Equal(t, status, w.Code, path)
	}
}
