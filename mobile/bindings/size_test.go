package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSizes(t *testing.T) {
	for _, row := range []struct {
		name string
		sizes
		fails string
	}{
		{"an empty library is small enough", sizes{library: 1_000_000, empty: 1_000_000}, ""},
		{"the limit is small enough", sizes{library: 1_650_000, empty: 1_000_000}, ""},
		{"more is too large", sizes{library: 1_652_000, empty: 1_000_000}, "too large by 2 KB"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.fails == "" {
				require.NoError(t, row.check())
				return
			}
			require.ErrorContains(t, row.check(), row.fails)
		})
	}
	require.Equal(t, "the library has 2900 KB, an empty one 1840 KB: 1.58 times, at most 1.65",
		sizes{library: 2_900_000, empty: 1_840_000}.String())
}

func TestNamesForThisMachine(t *testing.T) {
	for name, want := range map[string]string{
		"seq_android.c":       "seq_jni.c",
		"seq_android.go":      "seq_jni.go",
		"seq_android.h":       "seq_android.h",
		"go_connectmain.go":   "go_connectmain.go",
		"seq_darwin.m":        "",
		"connect_darwin.h":    "",
		"CHConnect.objc.h":    "",
		"CHConnect_darwin.m":  "",
		"universe_android.c":  "universe_jni.c",
		"go_androidmain.go":   "go_androidmain.go",
		"connect_android.h":   "connect_android.h",
		"Universe.objc.h":     "",
		"Universe_darwin.m":   "",
		"go_universemain.go":  "go_universemain.go",
		"connect_android.txt": "connect_android.txt",
	} {
		require.Equal(t, want, forThisMachine(name), name)
	}
}
