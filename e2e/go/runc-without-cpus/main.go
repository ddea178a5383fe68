// runc-without-cpus is runc, but the CPUs and NUMA nodes of containers are left out, so that containers run whose CPUs were
// chosen on a machine that is only described. It is for tests. The runc that it runs is beside it, or named in RUNC.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

func fail(err error) {
	fmt.Fprintln(os.Stderr, "runc-without-cpus:", err)
	os.Exit(1)
}

// path walks down objects by their keys.
func path(document any, keys ...string) map[string]any {
	for _, key := range keys {
		object, _ := document.(map[string]any)
		document = object[key]
	}
	object, _ := document.(map[string]any)
	return object
}

func without(text []byte, keys ...string) []byte {
	var document any
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		fail(err)
	}
	cpu := path(document, keys...)
	delete(cpu, "cpus")
	delete(cpu, "mems")
	changed, err := json.Marshal(document)
	if err != nil {
		fail(err)
	}
	return changed
}

func rewrite(file string, keys ...string) {
	text, err := os.ReadFile(file)
	if err != nil {
		fail(err)
	}
	if err := os.WriteFile(file, without(text, keys...), 0o600); err != nil {
		fail(err)
	}
}

// value of an option that may be written --name value or --name=value, and its place.
func value(arguments []string, names ...string) (string, int) {
	for at, argument := range arguments {
		name, given, joined := strings.Cut(argument, "=")
		if !slices.Contains(names, name) {
			continue
		}
		if joined {
			return given, at
		}
		if at+1 < len(arguments) {
			return arguments[at+1], at + 1
		}
	}
	return "", -1
}

// resources hands the changed resources of an update on as standard input.
func resources(arguments []string) {
	from, at := value(arguments, "--resources", "-r")
	if at < 0 {
		return
	}
	var text []byte
	var err error
	if from == "-" {
		text, err = io.ReadAll(os.Stdin)
	} else {
		text, err = os.ReadFile(from)
	}
	if err != nil {
		fail(err)
	}
	changed, err := os.CreateTemp("", "resources-")
	if err != nil {
		fail(err)
	}
	defer os.Remove(changed.Name())
	if _, err := changed.Write(without(text, "cpu")); err != nil {
		fail(err)
	}
	if _, err := changed.Seek(0, io.SeekStart); err != nil {
		fail(err)
	}
	if err := syscall.Dup2(int(changed.Fd()), 0); err != nil {
		fail(err)
	}
	if option, _, joined := strings.Cut(arguments[at], "="); joined {
		arguments[at] = option + "=-"
	} else {
		arguments[at] = "-"
	}
	os.Remove(changed.Name())
}

func main() {
	arguments := os.Args[1:]
	switch {
	case slices.Contains(arguments, "create") || slices.Contains(arguments, "run"):
		if bundle, at := value(arguments, "--bundle", "-b"); at >= 0 {
			rewrite(filepath.Join(bundle, "config.json"), "linux", "resources", "cpu")
		}
	case slices.Contains(arguments, "update"):
		resources(arguments)
	}
	runc := os.Getenv("RUNC")
	if runc == "" {
		// As it was called: the file itself may be elsewhere, behind a link.
		self, err := exec.LookPath(os.Args[0])
		if err != nil {
			fail(err)
		}
		runc = filepath.Join(filepath.Dir(self), "runc")
	}
	fail(syscall.Exec(runc, append([]string{runc}, arguments...), os.Environ()))
}
