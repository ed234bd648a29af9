package document

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// Document is an OpenAPI document in memory, with every file that its references reach. It is not changed after it was
// made and may be used by several goroutines at once.
type Document struct {
	Root *Node // the entry file

	files map[string]*file // by the name that positions carry
	whole *file            // when set, every reference is one within Root, whatever file its node was written in
}

// file is one file of a document.
type file struct {
	path string // below the document's root
	root *Node
}

// FromNode is a self-contained document, such as Bundle makes: all its references are local to root.
func FromNode(root *Node) *Document {
	return &Document{Root: root, whole: &file{root: root}}
}

// WithFile is the document with one file more, under a name from the folder of the entry file, so that references can lead to it.
func (d *Document) WithFile(name string, root *Node) *Document {
	out := &Document{Root: d.Root, files: maps.Clone(d.files)}
	entry := d.files[d.Root.Pos.File]
	name = path.Join(path.Dir(entry.path), name)
	out.files[strings.TrimSuffix(d.Root.Pos.File, entry.path)+name] = &file{path: name, root: root}
	return out
}

// Load reads a document: the entry file and every file that is referred to. The error is Errors when the document is at
// fault, with a place for each finding; otherwise the entry file could not be read.
func Load(ctx context.Context, src Source) (*Document, error) {
	fsys, closeRoot, err := src.open()
	if err != nil {
		return nil, err
	}
	defer closeRoot()
	l := &loader{
		ctx: ctx, fsys: fsys, prefix: src.prefix, left: newBudget(),
		doc:    &Document{files: map[string]*file{}},
		failed: map[string]bool{},
		seen:   map[visit]bool{},
	}
	entry, err := l.file(src.entry, Position{})
	if err != nil {
		if found := findingsOf(err); found != nil {
			return nil, found.err()
		}
		return nil, fmt.Errorf("read document %s: %w", src, err)
	}
	l.doc.Root = entry.root
	if entry.root.Kind != Object {
		return nil, Errors{errorf(entry.root.Pos, "syntax", "%s where an OpenAPI object should be", entry.root.Kind)}
	}
	l.follow(entry.root, OpenAPI)
	for len(l.queue) > 0 && ctx.Err() == nil {
		next := l.queue[0]
		l.queue = l.queue[1:]
		l.follow(next.node, next.element)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read document %s: %w", src, err)
	}
	if err := l.errs.err(); err != nil {
		return nil, err
	}
	return l.doc, nil
}

// visit is an element that was looked through for references. A node may serve as two elements.
type visit struct {
	node    *Node
	element Element
}

type loader struct {
	ctx    context.Context
	fsys   fs.FS
	prefix string
	left   *budget
	doc    *Document
	failed map[string]bool // files that were reported
	seen   map[visit]bool
	queue  []visit
	errs   Errors
}

// follow visits every element below n, loads the files that they refer to, and queues the referred elements.
func (l *loader) follow(n *Node, e Element) {
	Walk(n, e, func(n *Node, e Element, _ []string) bool {
		if l.seen[visit{n, e}] || l.ctx.Err() != nil {
			return false
		}
		l.seen[visit{n, e}] = true
		for _, ref := range references(n, e) {
			if target := l.target(ref); target != nil && !l.seen[visit{target, e}] {
				l.queue = append(l.queue, visit{target, e})
			}
		}
		return true
	})
}

// references returns the texts within element n itself that are references: $ref, and the targets of a discriminator.
func references(n *Node, e Element) []*Node {
	var refs []*Node
	if ref := refText(n, e); ref != nil {
		refs = append(refs, ref)
	}
	if e != Schema {
		return refs
	}
	if mapping := n.Get("discriminator").Get("mapping"); mapping != nil {
		for i := range mapping.Members {
			if v := mapping.Members[i].Value; v.Kind == String && isReference(v.Text) {
				refs = append(refs, v)
			}
		}
	}
	return refs
}

// refText returns the text of n's $ref, or nil.
func refText(n *Node, e Element) *Node {
	switch e {
	case OpenAPI, Components, Operation, MediaType, Encoding:
		return nil // OpenAPI has no references to these
	}
	if ref := n.Get("$ref"); ref != nil && ref.Kind == String {
		return ref
	}
	return nil
}

// isReference tells a reference in a discriminator's mapping from the plain name of a schema.
func isReference(s string) bool {
	return strings.ContainsAny(s, "#/") || path.Ext(s) == ".yaml" || path.Ext(s) == ".json" || path.Ext(s) == ".yml"
}

// target loads what a reference names. Problems are kept as findings.
func (l *loader) target(ref *Node) *Node {
	n, err := l.resolve(ref)
	// What is referred to may be a reference itself, to a file that nothing else has asked for.
	next := n
	for range maxChain {
		onward := next.Get("$ref")
		if err != nil || onward == nil || onward.Kind != String {
			break
		}
		next, err = l.resolve(onward)
	}
	if err == nil {
		_, err = l.doc.Deref(n)
	}
	if err == nil {
		return n
	}
	l.errs = append(l.errs, findingsOf(err)...)
	return nil
}

// resolve loads the file that a reference leads to and returns what it names there. The error is a finding, or
// errReported.
func (l *loader) resolve(ref *Node) (*Node, error) {
	name, _, err := l.doc.split(ref.Pos, ref.Text)
	if err != nil {
		return nil, err
	}
	_, err = l.file(name, ref.Pos)
	switch {
	case err == nil:
		return l.doc.Resolve(ref.Pos, ref.Text)
	case findingsOf(err) != nil || errors.Is(err, errReported):
		return nil, err
	}
	return nil, errorf(ref.Pos, "ref-not-found", "$ref %q: %v", clip(ref.Text), err)
}

// findingsOf returns the findings that an error consists of, nil when it is of another kind.
func findingsOf(err error) Errors {
	if found, ok := errors.AsType[Errors](err); ok {
		return found
	}
	if single, ok := errors.AsType[*Error](err); ok {
		return Errors{single}
	}
	return nil
}

// errReported is returned for a file whose findings were already kept.
var errReported = errors.New("reported before")

// file returns the parsed file at a path below the root; from is the reference that asks for it, zero for the entry.
func (l *loader) file(name string, from Position) (*file, error) {
	shown := l.prefix + name
	if f := l.doc.files[shown]; f != nil {
		return f, nil
	}
	if l.failed[shown] {
		return nil, errReported
	}
	l.failed[shown] = true // until it is read
	if l.left.files--; l.left.files < 0 {
		return nil, errorf(from, "limit", "the document has more than %d files: put several schemas into one file", maxFiles)
	}
	most := min(maxFileSize, l.left.bytes)
	data, err := readFile(l.fsys, name, most)
	if errors.Is(err, errTooLarge) {
		return nil, errorf(Position{File: shown, Line: 1, Column: 1}, "limit",
			"the file is larger than the %d MiB that are left for it (a file may have %d MiB, a document %d MiB): split the document, or leave out large examples",
			most>>20, maxFileSize>>20, maxTotalSize>>20)
	}
	if err != nil {
		l.failed[shown] = false // each reference to a missing file is a finding of its own
		if from.File == "" {
			return nil, err
		}
		return nil, fmt.Errorf("read %s: %w: correct the path, it is relative to this file", shown, err)
	}
	l.left.bytes -= len(data)
	root, errs := parse(shown, data, l.left)
	if len(errs) > 0 {
		return nil, errs
	}
	f := &file{path: name, root: root}
	l.doc.files[shown] = f
	return f, nil
}

// split divides a reference into the path of the file below the root and the JSON pointer in it.
func (d *Document) split(at Position, ref string) (name, pointer string, err error) {
	target, fragment, _ := strings.Cut(ref, "#")
	pointer, err = url.PathUnescape(fragment)
	if err != nil {
		return "", "", errorf(at, "ref-syntax", "$ref %q: the part after # is not percent-encoded text: write %%25 for a percent sign", clip(ref))
	}
	if pointer != "" && pointer[0] != '/' {
		return "", "", errorf(at, "ref-syntax", "$ref %q: anchors are not supported: write a pointer such as #/components/schemas/Name", clip(ref))
	}
	if d.whole != nil {
		if target != "" {
			return "", "", errorf(at, "ref-syntax", "$ref %q: a bundled document has no other files: refer to a component as #/components/schemas/Name", clip(ref))
		}
		return "", pointer, nil
	}
	from := d.files[at.File]
	if from == nil {
		return "", "", errorf(at, "ref-syntax", "$ref %q: file %q is not part of the document", clip(ref), at.File)
	}
	if target == "" {
		return from.path, pointer, nil
	}
	if i := strings.Index(target, ":"); i > 0 || strings.HasPrefix(target, "//") {
		return "", "", errorf(at, "ref-remote", "$ref %q: remote documents are not read: save a copy beside this file and refer to it by its relative path", clip(ref))
	}
	target, err = url.PathUnescape(target)
	if err != nil {
		return "", "", errorf(at, "ref-syntax", "$ref %q: the path is not percent-encoded text: write %%25 for a percent sign", clip(ref))
	}
	name = path.Join(path.Dir(from.path), target)
	if path.IsAbs(target) || !fs.ValidPath(name) || strings.ContainsAny(target, "\\\x00") {
		return "", "", errorf(at, "ref-outside", "$ref %q leaves the document's folder: move the file below the entry file and refer to it by its relative path, with slashes", clip(ref))
	}
	return name, pointer, nil
}

// Resolve returns what a reference names: "#/components/schemas/Order" in the file of at, or "other.yaml#/…" relative to
// it. The node may be a reference itself, see Deref. The error is an *Error at the place at.
func (d *Document) Resolve(at Position, ref string) (*Node, error) {
	f, pointer, err := d.fileOf(at, ref)
	if err != nil {
		return nil, err
	}
	return f.find(pointer, at, ref)
}

// fileOf returns the file that a reference leads to, and the pointer in it.
func (d *Document) fileOf(at Position, ref string) (*file, string, error) {
	name, pointer, err := d.split(at, ref)
	switch {
	case err != nil:
		return nil, "", err
	case d.whole != nil:
		return d.whole, pointer, nil
	}
	// All files of a document are shown below the same prefix.
	from := d.files[at.File]
	f := d.files[strings.TrimSuffix(at.File, from.path)+name]
	if f == nil {
		return nil, "", errorf(at, "ref-not-found", "$ref %q: file %q is not part of the document", clip(ref), name)
	}
	return f, pointer, nil
}

// find follows a JSON pointer.
func (f *file) find(pointer string, at Position, ref string) (*Node, error) {
	n := f.root
	if pointer == "" {
		return n, nil
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = unescapePointer.Replace(token)
		next := n.child(token)
		if next == nil {
			return nil, errorf(at, "ref-not-found", "$ref %q: %s%s", clip(ref), missing(n, token), didYouMean(n, token))
		}
		n = next
	}
	return n, nil
}

var (
	unescapePointer = strings.NewReplacer("~1", "/", "~0", "~")
	escapePointer   = strings.NewReplacer("~", "~0", "/", "~1")
)

// child returns a member, or an item by its number.
func (n *Node) child(token string) *Node {
	switch n.Kind {
	case Object:
		return n.Get(token)
	case Array:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Items) && itoa(i) == token {
			return n.Items[i]
		}
	}
	return nil
}

func missing(n *Node, token string) string {
	switch n.Kind {
	case Object:
		return fmt.Sprintf("the object at %s has no member %q", n.Pos, clip(token))
	case Array:
		return fmt.Sprintf("the array at %s has no item %q", n.Pos, clip(token))
	}
	return fmt.Sprintf("there is %s at %s, which has no %q", n.Kind, n.Pos, clip(token))
}

// maxChain is how many references may lead to each other before a value comes.
const maxChain = 64

// Deref follows the $ref of n, and of what it names, to a node without one. A node without $ref is returned as it is;
// members beside $ref are the caller's to read. The error is an *Error at the reference.
func (d *Document) Deref(n *Node) (*Node, error) {
	var seen []*Node
	for {
		ref := n.Get("$ref")
		if ref == nil || ref.Kind != String {
			return n, nil
		}
		for _, s := range seen {
			if s == n {
				return nil, errorf(ref.Pos, "ref-cycle", "$ref %q leads back to itself: let one of the references name a value", clip(ref.Text))
			}
		}
		if len(seen) == maxChain {
			return nil, errorf(ref.Pos, "ref-cycle", "$ref %q is the last of %d references in a row: refer to the value itself", clip(ref.Text), maxChain)
		}
		seen = append(seen, n)
		next, err := d.Resolve(ref.Pos, ref.Text)
		if err != nil {
			return nil, err
		}
		n = next
	}
}

func itoa(i int) string { return strconv.Itoa(i) }
