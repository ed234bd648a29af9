package scaffold

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/embedded"
)

// Options say what to scaffold.
type Options struct {
	Folder   string // where pandagen.yaml goes
	Config   Config // Document is relative to the working directory; what is missing is chosen
	Version  string // of pandagen, as it calls itself
	Force    bool   // overwrite files
	Workflow bool   // write the GitHub workflow too
	// KeepConfig keeps a pandagen.yaml that is there already, because nobody asked for another one.
	KeepConfig bool
}

// Plan is what scaffolding does.
type Plan struct {
	Files []generator.File // to write
	Kept  []string         // files that are right as they are
	Notes []string         // what a person should know
	Steps []string         // what a person has to do, in order: commands, and their reasons behind #
}

// UsageError is an option that cannot work.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

func usage(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

// Make finds out what to write. Nothing is written: see [Plan.Write].
func Make(ctx context.Context, o Options) (*Plan, error) {
	p := &planner{Options: o, plan: &Plan{}}
	if err := p.folder(); err != nil {
		return nil, err
	}
	var err error
	if p.pkg, err = readPackage(p.abs); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{p.config, p.goFile, p.workflow, p.steps} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return p.plan, p.inTheWay()
}

// inTheWay is the error about files that would have to be overwritten.
func (p *planner) inTheWay() error {
	if len(p.taken) == 0 {
		return nil
	}
	advice := "--force overwrites it"
	if len(p.taken) > 1 {
		advice = "--force overwrites them"
	}
	if slices.Contains(p.taken, filepath.Join(p.Folder, GoFile)) {
		advice += fmt.Sprintf("; instead of %s, this line will do in any Go file there: %s", GoFile, directive)
	}
	return usage("there already, so nothing was written: %s: %s", strings.Join(p.taken, ", "), advice)
}

// Write writes the files of the plan, all or none.
func (p *Plan) Write(ctx context.Context) error { return generator.WriteFiles(ctx, p.Files) }

type planner struct {
	Options
	plan     *Plan
	abs      string // of Folder
	pkg      goPackage
	document string   // of pandagen.yaml
	taken    []string // files that are in the way
}

func (p *planner) folder() error {
	if info, err := os.Stat(p.Folder); err == nil && !info.IsDir() {
		return usage("%s is not a folder: name the one for %s", p.Folder, ConfigFile)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var err error
	p.abs, err = filepath.Abs(p.Folder)
	return err
}

// config plans pandagen.yaml.
func (p *planner) config(ctx context.Context) error {
	name := filepath.Join(p.Folder, ConfigFile)
	if p.KeepConfig && !p.Force {
		cfg, err := generator.LoadConfig(name)
		if err == nil {
			p.document = cfg.Document
			p.plan.Kept = append(p.plan.Kept, name)
			if !generator.IsEmbedded(p.document) {
				p.document, err = p.relative(p.document)
			}
			return err
		}
		if _, missing := errors.AsType[*generator.EnvironmentError](err); !missing {
			return err
		}
	}
	c := p.Config
	if err := p.completeDocument(&c); err != nil {
		return err
	}
	if c.Output == "" {
		c.Output = defaultOutput(c.Document, p.abs)
	}
	c.Output = filepath.ToSlash(c.Output)
	p.document = c.Document
	p.shareFolder(&c)
	text, err := renderConfig(c, p.abs, p.Version)
	if err != nil {
		return err
	}
	if err := p.check(ctx, c, text); err != nil {
		return err
	}
	return p.add(name, text)
}

// shareFolder gives the generated code and the Go file one package where they share a folder.
func (p *planner) shareFolder(c *Config) {
	if filepath.IsAbs(c.Output) || filepath.Clean(c.Output) != "." {
		return
	}
	if !p.pkg.isNew {
		c.Package = cmp.Or(c.Package, p.pkg.name)
	} else if c.Package != "" {
		p.pkg.name = c.Package
	}
}

// completeDocument makes the document's path relative to the configuration.
func (p *planner) completeDocument(c *Config) error {
	switch {
	case c.Document == "":
		c.Document = embedded.PandaPon
		return nil
	case generator.IsEmbedded(c.Document):
		return nil // checked with the rest
	case strings.Contains(c.Document, "://"):
		return usage("%s: documents are not fetched: save it, and name the file with --document", c.Document)
	}
	info, err := os.Stat(c.Document)
	if errors.Is(err, fs.ErrNotExist) {
		if near := document.NearestFile(c.Document); near != "" {
			return fmt.Errorf("there is no document %s: did you mean %s?", c.Document, near)
		}
		return fmt.Errorf("there is no document %s: name its entry file with --document", c.Document)
	} else if err != nil {
		return fmt.Errorf("the document: %w", err)
	}
	if info.IsDir() {
		return usage("%s is a folder: name the document's entry file in it with --document", c.Document)
	}
	c.Document, err = p.relative(c.Document)
	return err
}

// relative makes a path relative to the folder.
func (p *planner) relative(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(p.abs, abs)
	return filepath.ToSlash(rel), err
}

// check reports what pandagen generate would say about the configuration. What it would say about the document is a note, for
// people may want to mend it later.
func (p *planner) check(ctx context.Context, c Config, text []byte) error {
	cfg, err := generator.ParseConfig(filepath.Join(p.Folder, ConfigFile), text)
	if err != nil {
		return optionErrors(err)
	}
	cfg.EmbeddedDocuments = embedded.Documents()
	err = generator.Validate(ctx, cfg)
	if _, ok := errors.AsType[*generator.ConfigError](err); ok {
		return optionErrors(err)
	}
	if findings, ok := errors.AsType[generator.Findings](err); ok {
		p.plan.Notes = append(p.plan.Notes, fmt.Sprintf("%s cannot be generated as it is, the first of %d findings: %s", c.Document, len(findings), findings[0]))
		return nil
	}
	return err
}

// optionErrors drops the places from findings: they are of a file that nobody has seen.
func optionErrors(err error) error {
	findings, ok := errors.AsType[generator.Findings](err)
	if !ok {
		return usage("%v", err)
	}
	messages := make([]string, len(findings))
	for i, f := range findings {
		messages[i] = f.Message
	}
	return usage("%s", strings.Join(messages, "\n"))
}

// add plans a file. One that is there must be the same, unless overwriting is asked for.
func (p *planner) add(name string, text []byte) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.plan.Files = append(p.plan.Files, generator.File{Path: name, Source: text})
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return usage("%s is in the way, and is no regular file: move it", name)
	}
	old, err := os.ReadFile(name)
	switch {
	case err != nil:
		return err
	case bytes.Equal(old, text):
		p.plan.Kept = append(p.plan.Kept, name)
	case !p.Force:
		p.taken = append(p.taken, name)
	default:
		p.plan.Files = append(p.plan.Files, generator.File{Path: name, Source: text})
	}
	return nil
}

// directive is the line that go generate obeys.
const directive = "//go:generate go tool pandagen generate"

// goFile plans the Go file, unless a file of the package has the line already.
func (p *planner) goFile(context.Context) error {
	if p.pkg.generates != "" {
		p.plan.Kept = append(p.plan.Kept, filepath.Join(p.Folder, p.pkg.generates))
		return nil
	}
	text, err := renderGo(p.pkg.name)
	if err != nil {
		return err
	}
	return p.add(filepath.Join(p.Folder, GoFile), text)
}

// hasDirective reports whether Go source runs pandagen.
func hasDirective(source []byte) bool {
	lines := bufio.NewScanner(bytes.NewReader(source))
	lines.Buffer(nil, len(source)+1)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "//go:generate "); ok && strings.Contains(rest, "pandagen") && strings.Contains(rest, "generate") {
			return true
		}
	}
	return false
}

// workflow plans the GitHub workflow.
func (p *planner) workflow(context.Context) error {
	if !p.Options.Workflow {
		return nil
	}
	root := findUp(p.abs, ".git")
	goMod := findUp(p.abs, "go.mod")
	if root == "" {
		if root = goMod; root == "" {
			root = p.abs
		}
		p.plan.Notes = append(p.plan.Notes, "this is no git repository, so the workflow was put into "+root+": it belongs into the repository's root")
	}
	config := WorkflowConfig{File: ConfigFile}
	w := Workflow{Pandagen: "go tool pandagen"}
	var err error
	if w.Folder, err = slashRel(root, p.abs); err != nil {
		return err
	}
	if goMod == "" {
		goMod = p.abs // where go mod init will make one
	}
	if w.GoMod, err = slashRel(root, filepath.Join(goMod, "go.mod")); err != nil {
		return err
	}
	if !generator.IsEmbedded(p.document) {
		config.Document = p.document
	} else {
		p.plan.Notes = append(p.plan.Notes, "the document is built into pandagen, so the workflow checks that the generated code is fresh, and compares no documents")
	}
	w.Configs = []WorkflowConfig{config}
	text, err := RenderWorkflow(w)
	if err != nil {
		return err
	}
	name, err := shown(filepath.Join(root, filepath.FromSlash(WorkflowFile)))
	if err != nil {
		return err
	}
	return p.add(name, text)
}

func slashRel(from, to string) (string, error) {
	rel, err := filepath.Rel(from, to)
	return filepath.ToSlash(rel), err
}

// shown is a path as people see it: from the working directory.
func shown(abs string) (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return filepath.Rel(wd, abs)
}

// findUp returns the folder, or the nearest one above it, that holds name; nothing when none does.
func findUp(folder, name string) string {
	for dir := folder; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}
