package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJavaSurface(t *testing.T) {
	got, err := javaSurface(generated(t, "mapped"))
	require.NoError(t, err)
	require.Equal(t, "-- mapped/Mapped.java --\n"+
		"public abstract class Mapped\n"+
		"\tpublic static native String fine(String s);\n", got)
}

func TestObjectiveCSurface(t *testing.T) {
	got, err := objcSurface(generated(t, "mapped"))
	require.NoError(t, err)
	require.Contains(t, got, "-- CHMapped.objc.h --\nFOUNDATION_EXPORT NSString* _Nonnull CHMappedFine(NSString* _Nullable s);\n")
	require.NotContains(t, got, "skipped", "comments are not part of the API")
}

func TestDocumentationIsNotPartOfTheSurface(t *testing.T) {
	const source = "/**\n * Public things.\npublic void trap();\n */\npublic class A {\n\tpublic native int one(); // first\n}\n"
	require.Equal(t, []string{"public class A {", "\tpublic native int one(); // first", "}"}, withoutComments(source))
}

func TestJavaLines(t *testing.T) {
	for _, row := range []struct{ name, line, want string }{
		{"a class", "public final class Session implements Seq.Proxy {", "public final class Session implements Seq.Proxy"},
		{"a method", "\tpublic native void start() throws Exception;", "\tpublic native void start() throws Exception;"},
		{"a constant", "\tpublic static final int ActionAllow = 1;", "\tpublic static final int ActionAllow = 1;"},
		{"a constructor without its body", "\tpublic Session() { this.refnum = __New(); }", "\tpublic Session()"},
		{"a method of a hidden class", "\t\tpublic native void event(Event e);", ""},
		{"a private method", "\tprivate static native void _init();", ""},
		{"gobind's own", "\tpublic static void touch() {}", ""},
		{"a package private constructor", "\tSession(int refnum) {", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, ok := javaLine(row.line)
			require.Equal(t, row.want != "", ok)
			if ok {
				require.Equal(t, row.want, got)
			}
		})
	}
}

func TestAChangedSurfaceIsShownWithWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "java.golden")
	require.NoError(t, os.WriteFile(file, []byte("public class A\n\tpublic void a();\n"), 0o644))
	require.NoError(t, golden(file, "public class A\n\tpublic void a();\n", false))

	err := golden(file, "public class A\n\tpublic void b();\n", false)
	require.ErrorContains(t, err, "-\tpublic void a();\n+\tpublic void b();\n")
	require.ErrorContains(t, err, "go run ./mobile/bindings -update")

	require.NoError(t, golden(file, "public class B\n", true))
	require.NoError(t, golden(file, "public class B\n", false))
}

func TestAMissingGoldenFileIsNotAMatch(t *testing.T) {
	require.ErrorIs(t, golden(filepath.Join(t.TempDir(), "java.golden"), "", false), os.ErrNotExist)
}

func TestBothSurfacesAreCompared(t *testing.T) {
	out := generated(t, "empty")
	folder := t.TempDir()
	require.NoError(t, checkSurfaces(out, folder, true))
	require.NoError(t, checkSurfaces(out, folder, false))
	for _, file := range []string{"java.golden", "objc.golden"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, file), nil, 0o644))
	}
	err := checkSurfaces(out, folder, false)
	require.ErrorContains(t, err, "java.golden")
	require.ErrorContains(t, err, "objc.golden")
}
