package diff

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	"golang.org/x/mod/module"

	"github.com/pandapon/pandagen/generator"
)

const (
	pandagenModule  = "github.com/pandapon/pandagen"
	serverPackage   = pandagenModule + "/runtime/server" // imports all of pandagen that generated code does
	temporaryModule = "pandagen.invalid/diff"
)

// defaultConfig is what is generated when there is no pandagen.yaml: a package called api, in the module around the working
// directory when generated code compiles there, else in a temporary one. Clean removes the latter.
func defaultConfig(ctx context.Context) (cfg generator.Config, clean func(), err error) {
	clean = func() {}
	if dir, ok := moduleAround("."); ok && listed(ctx, dir) == nil {
		return generator.Config{Output: filepath.Join(dir, "pandagen-diff", "api")}, clean, nil
	} else if ctx.Err() != nil {
		return cfg, clean, ctx.Err()
	}
	version := ownVersion()
	if version == "" {
		return cfg, clean, fmt.Errorf("generated code needs module %s, and no Go module here requires it: run go get %s in one, and pandagen diff there", pandagenModule, pandagenModule)
	}
	dir, err := makeModule(ctx, version)
	if err != nil {
		return cfg, clean, err
	}
	return generator.Config{Output: filepath.Join(dir, "api")}, func() { os.RemoveAll(dir) }, nil
}

// moduleAround returns the folder of the Go module that a folder belongs to.
func moduleAround(folder string) (dir string, ok bool) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", false
	}
	for dir = abs; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, true
		}
		if dir == filepath.Dir(dir) {
			return "", false
		}
	}
}

// listed reports why the package that generated code calls cannot be found from a folder, nil when it can.
func listed(ctx context.Context, dir string) error {
	return goCommand(ctx, dir, "list", "-f", "{{.Dir}}", serverPackage)
}

// ownVersion returns the version of pandagen that is running, if it is one that others can get.
func ownVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path != pandagenModule || strings.Contains(info.Main.Version, "+dirty") || module.Check(pandagenModule, info.Main.Version) != nil {
		return ""
	}
	return info.Main.Version
}

// makeModule makes a temporary module that requires a version of pandagen. After an error nothing is left of it.
func makeModule(ctx context.Context, version string) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "pandagen-diff-*"); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(dir)
		}
	}()
	for name, content := range map[string]string{
		"go.mod": fmt.Sprintf("module %s\n\ngo 1.26\n\nrequire %s %s\n", temporaryModule, pandagenModule, version),
		"use.go": fmt.Sprintf("package diff\n\nimport (\n\t_ %q\n\t_ %q\n)\n", serverPackage, pandagenModule+"/signer"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return dir, err
		}
	}
	if err := goCommand(ctx, dir, "list", "-mod=mod", "-deps", "."); err != nil {
		return dir, fmt.Errorf("generated code needs module %s %s, which the go command does not get: %w: run go get %s in a Go module, and pandagen diff there", pandagenModule, version, err, pandagenModule)
	}
	return dir, nil
}

// goCommand runs the go command. The error has the last line that it says.
func goCommand(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("the go command is not on the PATH")
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return errors.New(lines[len(lines)-1])
}
