// Package revision finds the two documents that a comparison is about: files, folders, or what they were in a revision of the
// git repository around them. Revisions are read with the git program, from its objects: neither the work tree nor the index
// is touched, and a bare repository will do.
package revision

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/embedded"
	"github.com/pandapon/pandagen/spec"
)

// Request says what to compare.
type Request struct {
	// Base and Head are each a file, a folder with an openapi.yaml, the name of a document that is built in, a revision, or
	// REVISION:PATH. What exists as a file is one, but for HEAD and its like. An empty Head is the work tree.
	Base, Head string
	// Document is the document of the configuration, where a revision is looked for it; may be empty, or embedded.
	Document string
}

// Pair is the two sides of a comparison. Close it when both were read.
type Pair struct{ Base, Head *Side }

// Close ends the git programs behind the sides.
func (p *Pair) Close() error {
	var errs []error
	for _, s := range []*Side{p.Base, p.Head} {
		if s != nil && s.tree != nil {
			errs = append(errs, s.tree.Close())
		}
	}
	return errors.Join(errs...)
}

// Side is one of the two documents.
type Side struct {
	Source document.Source
	// Name is how the document was named, such as v1.2.0:spec/openapi.yaml.
	Name string

	tree     *tree
	revision string // empty for a file
	top      string // the root of the work tree that a file lies in; may be empty
}

// InRepository returns the path below the repository's root of a file as positions name it.
func (s *Side) InRepository(file string) string {
	if s.revision != "" {
		return strings.TrimPrefix(file, s.revision+":")
	}
	r := repository{top: s.top}
	if p, ok := r.inRepository(file); ok {
		return p
	}
	return file
}

// UsageError is a combination of arguments that makes no sense.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

// Open finds the two documents. Its errors are *UsageError, or about git and files.
func Open(ctx context.Context, req Request) (*Pair, error) {
	if req.Base == "" {
		return nil, &UsageError{"BASE is empty: name a file, a folder or a revision, such as origin/main"}
	}
	base, head := parse(req.Base), parse(req.Head)
	o := &opener{ctx: ctx, documents: candidates(req.Document)}
	if generator.IsEmbedded(req.Document) {
		o.builtIn = req.Document
	}
	if err := o.completeHead(base, &head); err != nil {
		return nil, err
	}
	p := &Pair{}
	var err error
	if p.Base, err = o.side(base, head); err == nil {
		p.Head, err = o.side(head, base)
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// argument is what BASE or HEAD stands for.
type argument struct {
	text     string
	file     string // a path that exists
	revision string
	path     string // in the revision, below its root or relative with a dot before it
	hasPath  bool
	builtIn  bool // text names a document that is built in
}

func parse(text string) argument {
	a := argument{text: text}
	if text == "" {
		return a
	}
	if _, err := os.Stat(text); err == nil && !isGitHead(text) {
		a.file = text
		return a
	}
	if slices.Contains(embedded.Names(), text) {
		a.builtIn = true
		return a
	}
	a.revision = text
	if i := colon(text); i >= 0 {
		a.revision, a.path, a.hasPath = text[:i], text[i+1:], true
	}
	return a
}

// isGitHead reports whether a name is one of git's own, which are revisions: in a bare repository they exist as files too.
func isGitHead(text string) bool {
	return slices.Contains([]string{"HEAD", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD"}, text)
}

// colon returns where the path of REV:PATH begins: not within braces, as in HEAD^{/fix: it}.
func colon(text string) int {
	depth := 0
	for i, c := range text {
		switch {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == ':' && depth <= 0:
			return i
		}
	}
	return -1
}

// candidates are the documents that a bare revision and the work tree are looked through for.
func candidates(configured string) []string {
	if configured != "" && !generator.IsEmbedded(configured) {
		return append([]string{filepath.ToSlash(configured)}, usual()...)
	}
	return usual()
}

// usual are the paths of documents that nobody has to name: from the working directory, or from the repository's root.
func usual() []string { return []string{path.Join("spec", spec.Entry), spec.Entry} }

// opener finds the documents of arguments.
type opener struct {
	ctx       context.Context
	documents []string // for arguments that name none
	builtIn   string   // the configuration's document, if it is built in
}

// completeHead makes an absent head the document in the work tree.
func (o *opener) completeHead(base argument, head *argument) error {
	switch {
	case head.text != "":
		return nil
	case o.builtIn != "" && base.text == o.builtIn:
		return &UsageError{fmt.Sprintf("%s is the document itself: name a copy of an earlier one to compare it with", base.text)}
	case o.builtIn != "" && base.revision == "":
		*head = parse(o.builtIn)
		return nil
	}
	r, err := open(o.ctx, "")
	switch {
	case err == nil && r.top == "":
		return &UsageError{"this repository is bare, and has no work tree to compare with: name the second revision too"}
	case base.hasPath && err != nil:
		return o.neither(base, err)
	case base.hasPath:
		head.file = relative(filepath.Join(r.top, filepath.FromSlash(r.fromRoot(base.path))))
	default:
		head.file = o.inWorkTree(r)
	}
	head.text = head.file
	if head.file == "" && o.builtIn != "" {
		return &UsageError{fmt.Sprintf("pandagen.yaml names the document %[1]s, which is built into pandagen and in no revision: "+
			"keep a copy before you update pandagen, with pandagen spec bundle %[1]s -o before.yaml, and compare with that, or name HEAD too", o.builtIn)}
	}
	if head.file == "" {
		return fmt.Errorf("there is no document to compare with in the work tree, looked for %s: name it behind %s, or in pandagen.yaml",
			strings.Join(o.documents, ", "), base.text)
	}
	if base.file != "" && sameFile(entryOf(base.file), entryOf(head.file)) {
		return &UsageError{fmt.Sprintf("%s is the document itself: name a revision to compare it with, such as HEAD", base.text)}
	}
	return nil
}

// inWorkTree returns the document that is there; empty when there is none. Without a repository, r is nil.
func (o *opener) inWorkTree(r *repository) string {
	names := slices.Clone(o.documents)
	if r != nil {
		for _, name := range usual() {
			names = append(names, relative(filepath.Join(r.top, filepath.FromSlash(name))))
		}
	}
	for _, name := range names {
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	return ""
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// relative shows a path from the working directory when that is shorter.
func relative(name string) string {
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(realPath(wd), realPath(name)); err == nil && len(rel) < len(name) {
			return rel
		}
	}
	return name
}

// entryOf returns the entry file of a file or folder.
func entryOf(name string) string {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return filepath.Join(name, spec.Entry)
	}
	return name
}

// side returns the document of an argument; other is the other side's.
func (o *opener) side(a, other argument) (*Side, error) {
	switch {
	case a.builtIn:
		source, _ := embedded.Source(a.text)
		return &Side{Source: source, Name: a.text}, nil
	case a.file == "":
		return o.atRevision(a, other)
	}
	name := entryOf(a.file)
	s := &Side{Source: document.FromPath(name), Name: filepath.ToSlash(name)}
	if r, err := open(o.ctx, filepath.Dir(name)); err == nil { // without a repository, paths stay as they are
		s.top = r.top
	}
	return s, o.ctx.Err()
}

// atRevision returns the document of a revision.
func (o *opener) atRevision(a, other argument) (*Side, error) {
	r, err := open(o.ctx, o.folder(a, other))
	if err != nil {
		return nil, o.neither(a, err)
	}
	tree, err := r.tree(o.ctx, a.revision)
	if err != nil {
		return nil, o.neither(a, err)
	}
	wanted := o.wanted(r, a, other)
	for _, p := range wanted {
		dir, entry, err := o.locate(r, tree, p)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		return r.side(o.ctx, a.revision, tree, dir, entry)
	}
	return nil, o.nothing(r, a, tree, wanted)
}

// folder returns where the repository of a revision is looked for: beside the file that it is compared with.
func (o *opener) folder(a, other argument) string {
	name := other.file
	if a.hasPath || name == "" {
		return ""
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return name
	}
	return filepath.Dir(name)
}

// neither says that an argument is no file either.
func (o *opener) neither(a argument, err error) error {
	if o.ctx.Err() != nil || errors.Is(err, errNoGit) {
		return err
	}
	return fmt.Errorf("there is no file %s, and %w", a.text, err)
}

// wanted returns the paths, from the repository's root, at which a revision may have the document.
func (o *opener) wanted(r *repository, a, other argument) []string {
	if a.hasPath {
		return []string{r.fromRoot(a.path)}
	}
	var list []string
	add := func(p string, ok bool) {
		if ok && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if other.file != "" {
		add(r.inRepository(other.file))
	}
	if other.hasPath {
		add(r.fromRoot(other.path), true)
	}
	for _, name := range o.documents {
		if r.top == "" {
			add(path.Clean(name), fs.ValidPath(path.Clean(name)))
		} else {
			add(r.inRepository(name))
		}
	}
	for _, name := range usual() {
		add(name, true)
	}
	return list
}

// locate returns the folder and the file name of the document at a path of a tree.
func (o *opener) locate(r *repository, tree, p string) (dir, entry string, err error) {
	kind, err := r.line(o.ctx, "cat-file", "-t", tree+":"+p)
	if err == nil && kind == "tree" {
		p = path.Join(p, spec.Entry)
		kind, err = r.line(o.ctx, "cat-file", "-t", tree+":"+p)
	}
	if o.ctx.Err() != nil {
		return "", "", o.ctx.Err()
	}
	if err != nil || kind != "blob" { // what fails otherwise will fail again, with a better message
		return "", "", fs.ErrNotExist
	}
	dir, entry = path.Split(p)
	return strings.TrimSuffix(dir, "/"), entry, nil
}

// nothing says where a document was looked for in a revision.
func (o *opener) nothing(r *repository, a argument, tree string, wanted []string) error {
	if !a.hasPath {
		return fmt.Errorf("revision %s has no document, looked for %s: name it as %s:PATH", a.revision, strings.Join(wanted, ", "), a.revision)
	}
	if here := "./" + a.path; r.prefix != "" && !strings.HasPrefix(a.path, ".") {
		if _, _, err := o.locate(r, tree, r.fromRoot(here)); err == nil {
			return fmt.Errorf("revision %s has no %s at its root: write %s:%s for a path from this folder", a.revision, a.path, a.revision, here)
		}
	}
	if reason := r.obstacle(o.ctx, tree, wanted[0]); reason != "" {
		return fmt.Errorf("revision %s has no document %s: %s", a.revision, wanted[0], reason)
	}
	return fmt.Errorf("revision %s has no document %s: the path counts from the repository's root, and a folder needs an %s", a.revision,
		cmp.Or(wanted[0], "at its root"), spec.Entry)
}

// obstacle says what on the way to a path is no folder of the repository; empty when nothing is.
func (r *repository) obstacle(ctx context.Context, tree, p string) string {
	for at := p; at != "." && at != ""; at = path.Dir(at) {
		found, err := r.line(ctx, "ls-tree", "--full-tree", tree, "--", at)
		if mode, _, _ := strings.Cut(found, " "); err == nil && mode == submodule {
			return submoduleAdvice(at)
		} else if err == nil && mode == symlink {
			return at + " is a symbolic link: write the path that it leads to"
		}
	}
	return ""
}

// side returns a document in a folder of a tree.
func (r *repository) side(ctx context.Context, rev, tree, dir, entry string) (*Side, error) {
	id := tree
	if dir != "" {
		var err error
		if id, err = r.line(ctx, "rev-parse", "--verify", "--quiet", tree+":"+dir); err != nil {
			return nil, fmt.Errorf("read %s of revision %s: %w", dir, rev, err)
		}
	}
	files, err := r.openTree(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read %s of revision %s: %w", dir, rev, err)
	}
	display := rev + ":" + dir
	return &Side{
		Source: document.FromFS(files, entry, display), Name: rev + ":" + path.Join(dir, entry), tree: files, revision: rev,
	}, nil
}
