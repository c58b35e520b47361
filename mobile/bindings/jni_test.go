package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// withHeader is a folder that has a jni.h at the path.
func withHeader(t *testing.T, path string) string {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, path)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	return folder
}

func TestAndroidsHeaderIsPreferred(t *testing.T) {
	t.Setenv("JAVA_HOME", withHeader(t, "include/jni.h"))
	android := withHeader(t, "jni.h")
	flags, err := jniFlags(android)
	require.NoError(t, err)
	require.Equal(t, "-I"+android, flags)
}

func TestTheJDKsHeaderNeedsLeniency(t *testing.T) {
	home := withHeader(t, "include/jni.h")
	t.Setenv("JAVA_HOME", home)
	flags, err := jniFlags(t.TempDir())
	require.NoError(t, err)
	require.Contains(t, flags, "-Wno-incompatible-pointer-types")
	require.Contains(t, flags, filepath.Join(home, "include", "linux"))
}

func TestWithoutAnyHeaderTheMessageSaysWhatToDo(t *testing.T) {
	t.Setenv("JAVA_HOME", t.TempDir())
	_, err := jniFlags(t.TempDir())
	require.ErrorContains(t, err, "scripts/setup test")
	t.Setenv("JAVA_HOME", "")
	t.Setenv("PATH", t.TempDir())
	_, err = jniFlags(t.TempDir())
	require.ErrorContains(t, err, "no JDK")
}
