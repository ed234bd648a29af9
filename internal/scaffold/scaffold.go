// Package scaffold makes what a repository needs to use pandagen with go generate: pandagen.yaml, a Go file with the line that
// go generate obeys, and a workflow for GitHub.
package scaffold

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/embedded"
	"github.com/pandapon/pandagen/templates"
)

// Names of what is written.
const (
	ConfigFile   = "pandagen.yaml"
	GoFile       = "generate.go"
	WorkflowFile = ".github/workflows/pandagen.yml"
)

// Config is what pandagen.yaml says.
type Config struct {
	Document   string // an embedded one's name, or a path that is relative to the configuration
	Output     string
	Package    string // nothing means the default
	Tags       []string
	Operations []string
	Emit       []string
}

// configData is what the template of pandagen.yaml is given.
type configData struct {
	Config
	Schema         string // URL
	DefaultPackage string
}

// ImportPath is an example of where the output may be imported from.
func (c configData) ImportPath() string { return path.Join("example.com/shop", c.Output) }

// renderConfig prints pandagen.yaml for a folder. It names the JSON Schema of a version of pandagen.
func renderConfig(c Config, folder, version string) ([]byte, error) {
	pkg := cmp.Or(c.Package, generator.PackageName(filepath.Join(folder, c.Output)), "shop")
	return render("pandagen.yaml.tmpl", configData{Config: c, Schema: schemaURL(version), DefaultPackage: pkg})
}

// schemaURL is where the JSON Schema of a version is. Versions that are no release have no tag to find it by.
func schemaURL(version string) string {
	ref := "main"
	if isRelease(version) {
		ref = version
	}
	return "https://raw.githubusercontent.com/pandapon/pandagen/" + ref + "/generator/pandagen.schema.json"
}

// toolVersion is what go get is told to get.
func toolVersion(version string) string {
	if isRelease(version) {
		return version
	}
	return "latest"
}

func isRelease(version string) bool {
	return semver.IsValid(version) && semver.Build(version) == "" && !module.IsPseudoVersion(version)
}

// Workflow is what the GitHub workflow does.
type Workflow struct {
	Pandagen string // how pandagen is run
	Folder   string // of the configurations, slash-separated, from the root of the repository
	Configs  []WorkflowConfig
	GoMod    string // from the root of the repository
}

// WorkflowConfig is a configuration whose code is checked.
type WorkflowConfig struct {
	File     string // its name
	Document string // from the workflow's folder, whose changes are reported; nothing when it is not in the repository
}

// Flag is what commands are told about the configuration.
func (c WorkflowConfig) Flag() string {
	if c.File == ConfigFile {
		return ""
	}
	return " --config " + c.File
}

// workflowData is what the template of the workflow is given.
type workflowData struct{ Workflow }

// workflowReport is the report about a document. ID names it in the workflow.
type workflowReport struct {
	WorkflowConfig
	ID string
}

// Reports are those about the documents that the repository has.
func (w workflowData) Reports() []workflowReport {
	var reports []workflowReport
	for i, c := range w.Configs {
		if c.Document != "" {
			reports = append(reports, workflowReport{c, fmt.Sprintf("report%d", i+1)})
		}
	}
	return reports
}

// GoSum is the file beside GoMod.
func (w workflowData) GoSum() string { return strings.TrimSuffix(w.GoMod, ".mod") + ".sum" }

// RenderWorkflow prints the workflow.
func RenderWorkflow(w Workflow) ([]byte, error) { return render("workflow.yml.tmpl", workflowData{w}) }

// renderGo prints the Go file with the go:generate line.
func renderGo(packageName string) ([]byte, error) {
	return render("generate.go.tmpl", struct{ GoPackage string }{packageName})
}

// render runs a template. Its actions are in [[brackets]], because GitHub has a use for braces.
func render(name string, data any) ([]byte, error) {
	t, err := template.New(name).Delims("[[", "]]").Funcs(template.FuncMap{"yaml": yamlValue, "list": yamlList}).
		ParseFS(templates.Scaffold, "scaffold/"+name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, data)
	return b.Bytes(), err
}

// yamlValue prints a text as a value in YAML, in one line.
func yamlValue(s string) (string, error) {
	node := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if strings.ContainsAny(s, "\n\r\u0085\u2028\u2029,[]{}") {
		node.Style = yaml.DoubleQuotedStyle
	}
	text, err := yaml.Marshal(&node)
	return strings.TrimSpace(string(text)), err
}

// yamlList prints texts as a list in YAML, below its key.
func yamlList(list []string) (string, error) {
	var b strings.Builder
	for _, s := range list {
		value, err := yamlValue(s)
		if err != nil {
			return "", err
		}
		b.WriteString("\n  - " + value)
	}
	return b.String(), nil
}

// defaultOutput is where the code of a document goes when nobody says.
func defaultOutput(document, folder string) string {
	switch document {
	case embedded.PandaPon:
		return "gen/pandapon"
	case embedded.PandaPonV2:
		return "gen/pandaponv2"
	}
	base := strings.TrimSuffix(filepath.Base(document), filepath.Ext(document))
	for _, name := range []string{base, filepath.Base(filepath.Dir(filepath.Join(folder, document))), filepath.Base(folder)} {
		if name = generator.PackageName(name); name != "" && !generic[name] {
			return "gen/" + name
		}
	}
	return "gen/api"
}

// generic are names of documents and folders that say nothing about the API.
var generic = map[string]bool{
	"openapi": true, "swagger": true, "api": true, "apis": true, "spec": true, "specs": true, "index": true, "main": true, "docs": true,
	"schema": true, "document": true, "openapi3": true, "openapi31": true, "src": true, "internal": true,
}
