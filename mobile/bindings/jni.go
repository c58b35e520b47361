package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// androidHeaders is where Debian's android-libnativehelper-dev has jni.h.
const androidHeaders = "/usr/include/android/nativehelper"

// jniFlags tells the C compiler where jni.h is. Android's own is preferred:
// the JDK's declares AttachCurrentThread with another type, which gobind's
// code, built with -Werror, takes for a mistake.
func jniFlags(android string) (string, error) {
	if exists(filepath.Join(android, "jni.h")) {
		return "-I" + android, nil
	}
	home, err := javaHome()
	if err != nil {
		return "", err
	}
	include := filepath.Join(home, "include")
	if !exists(filepath.Join(include, "jni.h")) {
		return "", fmt.Errorf("no jni.h in %s: JAVA_HOME must be a JDK (run scripts/setup test)", include)
	}
	return fmt.Sprintf("-Wno-incompatible-pointer-types %q %q", "-I"+include, "-I"+filepath.Join(include, "linux")), nil
}

// javaHome is JAVA_HOME, else where the javac of the path belongs to.
func javaHome() (string, error) {
	if home := os.Getenv("JAVA_HOME"); home != "" {
		return home, nil
	}
	javac, err := exec.LookPath("javac")
	if err != nil {
		return "", errors.New("no JDK: there is neither JAVA_HOME nor javac (run scripts/setup test)")
	}
	if javac, err = filepath.EvalSymlinks(javac); err != nil {
		return "", err
	}
	return filepath.Dir(filepath.Dir(javac)), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
