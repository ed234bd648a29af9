package generator

import (
	_ "embed"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/spelling"
)

// Schema is the JSON Schema of pandagen.yaml, for editors.
//
//go:embed pandagen.schema.json
var Schema []byte

// Embedded is the value of Config.Document that stands for the document built into the program; with a colon and a name
// behind it, it stands for another one that is built in: embedded:v2.
const Embedded = "embedded"

// IsEmbedded reports whether a document is named that is built into the program, if there is such a one.
func IsEmbedded(name string) bool { return name == Embedded || strings.HasPrefix(name, Embedded+":") }

// Config says what to generate, from what and where to. Paths are relative to the working directory.
type Config struct {
	// Document is the path of an OpenAPI document's entry file, or the name of an embedded one. What the entry file refers to
	// must lie in its folder or below.
	Document string
	// EmbeddedDocuments are the documents that are built into the program, by the names that Document may have. They are the
	// program's to set.
	EmbeddedDocuments map[string]EmbeddedDocument
	// Overlays are paths of OpenAPI Overlay documents, applied to the document in order.
	Overlays []string

	// Emit lists what to print: names of Emitters. Nothing means all of them.
	Emit []string
	// Output is the folder of the models, the client and the index. Pandagen owns the files in it that it wrote, and no others.
	Output string
	// Package is the name of the package in Output; nothing means the folder's name.
	Package string
	// Import is the import path of the package in Output; nothing means the one that the nearest go.mod gives it.
	Import string
	// Server is where the server stubs go.
	Server Target

	// Tags and Operations select operations, by tag and by operationId: those that either of them names. Nothing in
	// both means all operations. Types that no selected operation reaches are not printed.
	Tags       []string
	Operations []string
	// Exclude leaves operations out that would be selected otherwise.
	Exclude Selection
	// Types replaces the Go types of schemas, by name of the schema, or of a property as Schema.property. A Go type is
	// a predeclared one or "import/path.Name".
	Types map[string]string
	// Share is the configuration of another package. Types that would be declared alike there and here become aliases of those
	// there, so that they are one type. What that package is made of is described anew; nothing is read from its folder.
	Share *Config
	// Templates is a folder whose files replace built-in templates of the same path, such as models/typedef.tmpl.
	Templates string

	file    string // that it was read from, if any
	places  places
	inPlace bool // the code is, or would be, written: what people wrote beside it has to go with it
}

// EmbeddedDocument is a document that is built into the program.
type EmbeddedDocument struct {
	FS    fs.FS  // the entry file and what it refers to
	Entry string // the entry file's path in FS
	Shown string // put before paths of FS in findings, for example spec/
}

// Selection names operations by tag and by operationId.
type Selection struct{ Tags, Operations []string }

// Target is a package of its own. Nothing in a field means: a folder in Config.Output and a package called after
// Config.Package, such as gen/pandapon/pandaponserver.
type Target struct {
	Output  string
	Package string
}

// LoadConfig reads a configuration file. Its paths become relative to the working directory. The error is
// Findings when the file's content is at fault, and an *EnvironmentError when the file cannot be read.
func LoadConfig(file string) (Config, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, &EnvironmentError{Err: fmt.Errorf("there is no %s: let pandagen init write one, or name another configuration with --config", file)}
	} else if err != nil {
		return Config{}, environment(err)
	}
	return ParseConfig(file, content)
}

// ParseConfig reads the content of a configuration file. Its errors are those of LoadConfig.
func ParseConfig(file string, content []byte) (Config, error) {
	config, err := parseConfig(configReader{folder: filepath.Dir(file), file: file}, content)
	return config, public(err)
}

func parseConfig(r configReader, content []byte) (Config, error) {
	root, err := document.Parse(filepath.ToSlash(r.file), content)
	if err != nil {
		return Config{}, err
	}
	config := r.config(root)
	if len(r.errs) > 0 {
		r.errs.Sort()
		return Config{}, r.errs
	}
	config.file, config.places = r.file, places{}
	config.places.add("", root)
	return config, nil
}

// places are where the values of a configuration were written: by key, and by what stands there in a list or an object.
type places map[[2]string]document.Position

func (p places) add(key string, n *document.Node) {
	switch n.Kind {
	case document.Object:
		for _, m := range n.Members {
			p[[2]string{key, m.Name}] = m.Pos
			p.add(strings.TrimPrefix(key+"."+m.Name, "."), m.Value)
		}
	case document.Array:
		for i, item := range n.Items {
			p[[2]string{key, item.Text}] = item.Pos
			p.add(key+"."+strconv.Itoa(i), item)
		}
	}
	p[[2]string{key, ""}] = n.Pos
}

// place tells where a value was written; it is zero when the configuration was read from no file, or has no such value.
func (c Config) place(key, value string) document.Position { return c.places[[2]string{key, value}] }

// failed adds the place of a value to an error about what it names.
func (c Config) failed(key string, err error) error {
	if pos := c.place(key, ""); err != nil && pos.Line > 0 {
		return environment(fmt.Errorf("%s: %w", pos, err))
	}
	return environment(err)
}

// invalid is the error of a value that cannot work.
func (c Config) invalid(key, value, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	if pos := c.place(key, value); pos.Line > 0 {
		return configError(&document.Error{Pos: pos, Rule: "config", Message: message})
	}
	return &ConfigError{Message: message}
}

// configReader reads a configuration and keeps what is wrong with it.
type configReader struct {
	file   string
	folder string
	shared bool // another configuration names this one to share types
	errs   document.Errors
}

func (r *configReader) config(n *document.Node) Config {
	var c Config
	r.object(n, "", map[string]func(*document.Node){
		"document":   func(n *document.Node) { c.Document = r.document(n) },
		"overlays":   func(n *document.Node) { c.Overlays = r.list(n, r.path) },
		"emit":       func(n *document.Node) { c.Emit = r.emit(n) },
		"output":     func(n *document.Node) { c.Output = r.path(n) },
		"package":    func(n *document.Node) { c.Package = r.identifier(n) },
		"import":     func(n *document.Node) { c.Import = r.importPath(n) },
		"tags":       func(n *document.Node) { c.Tags = r.list(n, r.text) },
		"operations": func(n *document.Node) { c.Operations = r.list(n, r.text) },
		"exclude": func(n *document.Node) {
			r.object(n, "exclude.", map[string]func(*document.Node){
				"tags":       func(n *document.Node) { c.Exclude.Tags = r.list(n, r.text) },
				"operations": func(n *document.Node) { c.Exclude.Operations = r.list(n, r.text) },
			})
		},
		"types":     func(n *document.Node) { c.Types = r.types(n) },
		"templates": func(n *document.Node) { c.Templates = r.path(n) },
		"share":     func(n *document.Node) { c.Share = r.share(n) },
		"server": func(n *document.Node) {
			r.object(n, "server.", map[string]func(*document.Node){
				"output":  func(n *document.Node) { c.Server.Output = r.path(n) },
				"package": func(n *document.Node) { c.Server.Package = r.identifier(n) },
			})
		},
	})
	if len(r.errs) > 0 {
		return c
	}
	for _, required := range []struct{ name, value, advice string }{
		{"document", c.Document, "name the OpenAPI document's entry file, or write embedded for PandaPon's, embedded:v2 for that of its second generation"},
		{"output", c.Output, "name the folder for the generated package, for example gen/pandapon"},
	} {
		if required.value == "" && n.Get(required.name) == nil {
			r.fail(n, "%q is missing: %s", required.name, required.advice)
		}
	}
	return c
}

func (r *configReader) fail(n *document.Node, format string, args ...any) {
	r.errs = append(r.errs, &document.Error{Pos: n.Pos, Rule: "config", Message: fmt.Sprintf(format, args...)})
}

// object calls the function of each member that n has.
func (r *configReader) object(n *document.Node, prefix string, members map[string]func(*document.Node)) {
	if n.Kind != document.Object {
		r.fail(n, "%s where keys and values should be", n.Kind)
		return
	}
	known := slices.Sorted(maps.Keys(members))
	for _, m := range n.Members {
		read := members[m.Name]
		if read == nil {
			advice := "known are " + strings.Join(known, ", ")
			if near := spelling.Nearest(m.Name, known); near != "" {
				advice = fmt.Sprintf("did you mean %q?", prefix+near)
			}
			r.errs = append(r.errs, &document.Error{Pos: m.Pos, Rule: "config", Message: fmt.Sprintf("unknown key %q: %s", prefix+m.Name, advice)})
			continue
		}
		read(m.Value)
	}
}

func (r *configReader) text(n *document.Node) string {
	if n.Kind != document.String || n.Text == "" {
		r.fail(n, "%s where a text should be", describeNode(n))
		return ""
	}
	return n.Text
}

func describeNode(n *document.Node) string {
	if n.Kind == document.String {
		return "an empty text"
	}
	return n.Kind.String()
}

func (r *configReader) list(n *document.Node, item func(*document.Node) string) []string {
	if n.Kind != document.Array {
		r.fail(n, "%s where a list should be: write - before each item", n.Kind)
		return nil
	}
	var list []string
	for _, n := range n.Items {
		if s := item(n); s != "" {
			list = append(list, s)
		}
	}
	return list
}

func (r *configReader) types(n *document.Node) map[string]string {
	if n.Kind != document.Object {
		r.fail(n, "%s where keys and values should be", n.Kind)
		return nil
	}
	types := make(map[string]string, len(n.Members))
	for _, m := range n.Members {
		t := r.text(m.Value)
		if t != "" && !extension.IsGoType(t) {
			r.fail(m.Value, "%q is no Go type: write a predeclared one such as string, or import/path.Name", t)
		}
		types[m.Name] = t
	}
	return types
}

// path reads a path that is relative to the configuration's folder.
func (r *configReader) path(n *document.Node) string {
	p := filepath.FromSlash(r.text(n))
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(r.folder, p)
}

func (r *configReader) document(n *document.Node) string {
	switch {
	case IsEmbedded(n.Text):
		return n.Text
	case strings.Contains(n.Text, "://"):
		r.fail(n, "documents are not fetched: save it, and name the file")
	}
	return r.path(n)
}

func (r *configReader) identifier(n *document.Node) string {
	s := r.text(n)
	if s != "" && !isPackageName(s) {
		r.fail(n, "%q is not a name for a Go package that others can import: write lower-case letters and digits", s)
	}
	return s
}

func isPackageName(s string) bool { return token.IsIdentifier(s) && s != "_" && s != "main" }

func (r *configReader) importPath(n *document.Node) string {
	s := r.text(n)
	if err := checkImportPath(s); s != "" && err != nil {
		r.fail(n, "%v", err)
	}
	return s
}

// checkImportPath reports a path that Go code cannot import.
func checkImportPath(p string) error {
	if module.CheckImportPath(p) != nil {
		return fmt.Errorf("%q is not an import path: write one such as example.com/shop/gen/pandapon", p)
	}
	return nil
}

func (r *configReader) emit(n *document.Node) []string {
	names := r.list(n, r.emitter)
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			r.fail(n, "%q is listed twice: remove one", name)
		}
	}
	if n.Kind == document.Array && len(n.Items) == 0 {
		r.fail(n, "an empty list emits nothing: name what you want, or leave emit out for everything")
	}
	return names
}

func (r *configReader) emitter(n *document.Node) string {
	s := r.text(n)
	if names := Emitters(); s != "" && !slices.Contains(names, s) {
		advice := "known are " + strings.Join(names, ", ")
		if near := spelling.Nearest(s, names); near != "" {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		r.fail(n, "there is nothing called %q to emit: %s", s, advice)
	}
	return s
}

// complete checks the configuration and fills in what it leaves open.
func (c Config) complete() (Config, error) {
	if c.Output == "" {
		return c, c.invalid("output", "", "no output folder: name the folder for the generated package, for example gen/pandapon")
	}
	if err := c.checkDocument(); err != nil {
		return c, err
	}
	c.Output = filepath.Clean(c.Output)
	if c.Package == "" {
		c.Package = PackageName(c.Output)
		if c.Package == "" {
			return c, c.invalid("output", "", "no package: the folder %s is no name for a Go package that others can import, so give one with package", c.Output)
		}
	}
	if c.Server.Package == "" {
		c.Server.Package = c.Package + "server"
	}
	if c.Server.Output == "" {
		c.Server.Output = filepath.Join(c.Output, c.Server.Package)
	}
	c.Server.Output = filepath.Clean(c.Server.Output)
	if c.Server.Output == c.Output {
		return c, c.invalid("server.output", "", "server.output is %s, the folder of the models: the server stubs are a package of their own, so give them another folder", c.Output)
	}
	for key, name := range map[string]string{"package": c.Package, "server.package": c.Server.Package} {
		if !isPackageName(name) {
			return c, c.invalid(key, "", "package %q: write a Go identifier that other packages can import", name)
		}
	}
	if c.Import != "" {
		if err := checkImportPath(c.Import); err != nil {
			return c, c.invalid("import", "", "import: %v", err)
		}
	}
	if len(c.Emit) == 0 {
		c.Emit = Emitters()
	}
	for _, name := range c.Emit {
		if !slices.Contains(Emitters(), name) {
			return c, c.invalid("emit", name, "emit: there is nothing called %q: known are %s", name, strings.Join(Emitters(), ", "))
		}
	}
	if !slices.Contains(c.Emit, "models") {
		return c, c.invalid("emit", "", `emit: "models" is missing, and everything else needs them: add it`)
	}
	return c.completeShare()
}

// checkDocument reports a document that is not named, or named as an embedded one without being one.
func (c Config) checkDocument() error {
	if c.Document == "" {
		return c.invalid("document", "", "no document: name the OpenAPI document's entry file")
	}
	if info, err := os.Stat(c.Document); err == nil && info.IsDir() {
		return c.invalid("document", "", "%s is a folder: name the document's entry file in it", c.Document)
	}
	if !IsEmbedded(c.Document) || c.EmbeddedDocuments[c.Document].FS != nil {
		return nil
	}
	names := slices.Sorted(maps.Keys(c.EmbeddedDocuments))
	advice := "name the OpenAPI document's entry file"
	if len(names) > 0 {
		advice = "there are " + strings.Join(names, ", ")
	}
	return c.invalid("document", "", "no document called %q is built in: %s", c.Document, advice)
}

// PackageName makes a Go package's name of a folder's; empty when none can be made of it by which others can import it.
func PackageName(folder string) string {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(filepath.Base(abs)))
	if !isPackageName(name) {
		return ""
	}
	return name
}

// goModule is the Go module around a folder.
type goModule struct {
	dir  string // absolute
	path string
}

// compileModule returns the module in which the generated code is type-checked: that of the output folder, or that of the
// working directory when the output lies outside of any module and says by which path it will be imported.
func (c Config) compileModule() (goModule, error) {
	m, err := findModule(c.Output)
	if err != nil && c.Import != "" {
		if m, err := findModule("."); err == nil {
			return m, nil
		}
	}
	return m, c.failed("output", err)
}

// findModule returns the module of a folder, which need not exist yet.
func findModule(folder string) (goModule, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return goModule{}, environment(err)
	}
	for dir := abs; ; dir = filepath.Dir(dir) {
		content, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			if p := modfile.ModulePath(content); p != "" {
				return goModule{dir: dir, path: p}, nil
			}
			return goModule{}, &EnvironmentError{Err: fmt.Errorf("%s has no module line: run go mod init there", filepath.Join(dir, "go.mod"))}
		}
		if dir == filepath.Dir(dir) {
			return goModule{}, &EnvironmentError{Err: fmt.Errorf("there is no go.mod in %s or above: run go mod init in your project, and choose an output folder within it, or give the package's import path with import", folder)}
		}
	}
}

// importPath returns the import path of a folder of the module.
func (m goModule) importPath(folder string) (string, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", environment(err)
	}
	rel, err := filepath.Rel(m.dir, abs)
	if err != nil {
		return "", environment(err)
	}
	return path.Join(m.path, filepath.ToSlash(rel)), nil
}

// importPaths returns the import paths of the models' package and of the server stubs'.
func (c Config) importPaths() (models, server string, err error) {
	models = c.Import
	if models == "" {
		if models, err = c.importPath("output", c.Output); err != nil {
			return "", "", err
		}
	}
	rel, err := filepath.Rel(c.Output, c.Server.Output)
	if err == nil && filepath.IsLocal(rel) {
		return models, path.Join(models, filepath.ToSlash(rel)), nil
	}
	server, err = c.importPath("server.output", c.Server.Output)
	return models, server, err
}

// importPath returns the import path of a folder, which is the value of key.
func (c Config) importPath(key, folder string) (string, error) {
	m, err := findModule(folder)
	if err != nil {
		return "", c.failed(key, err)
	}
	p, err := m.importPath(folder)
	switch {
	case err != nil:
		return "", err
	case checkImportPath(p) != nil:
		return "", c.invalid(key, "", "the folder %s gives the import path %q, which Go does not accept: choose another folder", folder, p)
	case slices.Contains(strings.Split(p, "/"), "vendor"):
		return "", c.invalid(key, "", "%s is for copies of other modules, and go mod vendor removes what else is there: choose another folder", folder)
	}
	return p, nil
}
