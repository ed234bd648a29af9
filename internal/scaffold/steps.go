package scaffold

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

const (
	modulePath = "github.com/pandapon/pandagen"
	toolPath   = modulePath + "/cmd/pandagen"
	// toolsSince is the version of Go whose go.mod has tool lines.
	toolsSince = "1.24"
)

// steps finds out what is left to do before go generate works.
func (p *planner) steps(context.Context) error {
	get := "go get -tool " + toolPath + "@" + toolVersion(p.Version)
	generate := "go generate ./..."
	root := findUp(p.abs, "go.mod")
	if root == "" {
		p.plan.Steps = append(p.plan.Steps, "go mod init example.com/your/module # there is no go.mod", get, generate)
		return nil
	}
	name, err := shown(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	mod, err := modfile.Parse(name, content, nil)
	if err != nil {
		p.plan.Notes = append(p.plan.Notes, fmt.Sprintf("go.mod cannot be read: %v", err))
		p.plan.Steps = append(p.plan.Steps, get, generate)
		return nil
	}
	if !slices.ContainsFunc(mod.Tool, func(t *modfile.Tool) bool { return t.Path == toolPath }) {
		p.plan.Steps = append(p.plan.Steps, get)
		p.goVersion(name, mod)
	}
	if _, err := os.Stat(filepath.Join(root, "vendor", "modules.txt")); err == nil {
		p.plan.Steps = append(p.plan.Steps, "go mod vendor")
	}
	p.plan.Steps = append(p.plan.Steps, generate)
	return nil
}

// goVersion notes that the module's Go is too old for tool lines.
func (p *planner) goVersion(name string, mod *modfile.File) {
	version := "1.16" // what the go command assumes
	if mod.Go != nil {
		version = mod.Go.Version
	}
	if semver.Compare("v"+version, "v"+toolsSince) < 0 {
		p.plan.Notes = append(p.plan.Notes, fmt.Sprintf("%s is for go %s, and tool lines need go %s or newer: go get raises it", name, version, toolsSince))
	}
}
