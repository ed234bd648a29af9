package merge

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/yamledit"
)

// workspace holds a document while it is changed: its files as trees, which are changed in place, and as they are written.
type workspace struct {
	src   document.Source
	doc   *document.Document
	files map[string]*file // by their names from the entry's folder
	entry string           // its name

	listing *listing     // of the pages; nil when the document has none
	known   []*operation // see operations
}

// file is a file of the document, or one of those that x-docs names.
type file struct {
	name    string // from the entry's folder
	shown   string // as people see it
	root    *document.Node
	old     []byte // as it is written; nil when it is new
	comment string // of a new file
}

// open reads a document. One that does not exist begins with nothing but what OpenAPI asks for.
func open(ctx context.Context, src document.Source) (*workspace, error) {
	ws := &workspace{src: src, files: map[string]*file{}, entry: src.Name(src.String())}
	doc, err := document.Load(ctx, src)
	_, findings := errors.AsType[document.Errors](err)
	isNew := err != nil && !findings && errors.Is(err, fs.ErrNotExist)
	if isNew {
		doc, err = document.Load(ctx, src.With(map[string][]byte{ws.entry: yamledit.Format(ws.entry, "", skeleton())}))
	}
	if err != nil {
		return nil, err
	}
	ws.doc = doc
	for _, root := range doc.Files() {
		f := &file{name: src.Name(root.Pos.File), shown: root.Pos.File, root: root}
		if !isNew {
			if f.old, err = src.Read(f.name); err != nil {
				return nil, err
			}
		}
		ws.files[f.name] = f
	}
	return ws, ws.openListing()
}

// skeleton is what a new document begins with.
func skeleton() *document.Node {
	return object("openapi", "3.1.0", "info", object("title", "API", "version", "0.1.0"), "tags", &document.Node{Kind: document.Array}, "paths", object())
}

// openListing reads the files that x-docs names.
func (ws *workspace) openListing() error {
	x := ws.root().Get("x-docs")
	if x == nil {
		return nil
	}
	names, errs := extension.ParseDocs(x)
	if len(errs) > 0 {
		return errs
	}
	for _, name := range []string{names.Pages, names.Missing} {
		old, err := ws.src.Read(name)
		if err != nil {
			return document.Errors{{Pos: x.Pos, Rule: "docs", Message: err.Error()}}
		}
		root, err := document.Parse(ws.src.Shown(name), old)
		if err != nil {
			return err
		}
		ws.files[name] = &file{name: name, shown: ws.src.Shown(name), root: root, old: old}
	}
	ws.listing = newListing(ws.files[names.Pages], ws.files[names.Missing])
	return nil
}

// root is the entry file.
func (ws *workspace) root() *document.Node { return ws.doc.Root }

// fileOf returns the file that a value stands in.
func (ws *workspace) fileOf(n *document.Node) *file { return ws.files[ws.src.Name(n.Pos.File)] }

// add makes a new file.
func (ws *workspace) add(name, comment string, root *document.Node) *file {
	f := &file{name: name, shown: ws.src.Shown(name), root: root, comment: comment}
	setFile(root, f.shown)
	ws.files[name] = f
	ws.doc = ws.doc.WithFile(name, root)
	return f
}

// addFree makes a new file under the first free name like this one.
func (ws *workspace) addFree(name, comment string, root *document.Node) *file {
	ext := path.Ext(name)
	base := strings.TrimSuffix(name, ext)
	for i := 2; ws.taken(name); i++ {
		name = fmt.Sprintf("%s%d%s", base, i, ext)
	}
	return ws.add(name, comment, root)
}

// taken tells whether a file has this name already, also one that the document does not refer to.
func (ws *workspace) taken(name string) bool {
	_, err := ws.src.Read(name)
	return ws.files[name] != nil || !errors.Is(err, fs.ErrNotExist)
}

// ref returns a reference to something in a file, as it is written in another one.
func ref(from, to *file, pointer ...string) string {
	fragment := "#" + document.Fragment(document.Pointer(pointer))
	if from == to {
		return fragment
	}
	way, err := filepath.Rel(path.Dir(from.name), to.name)
	if err != nil {
		way = to.name // never: both are relative
	}
	return filepath.ToSlash(way) + fragment
}

// deref follows references of the document; what leads nowhere stays as it is.
func (ws *workspace) deref(n *document.Node) *document.Node {
	if n == nil {
		return nil
	}
	if target, err := ws.doc.Deref(n); err == nil {
		return target
	}
	return n
}

// File is a file of the document that an import changes.
type File struct {
	Name string // as people see it
	Old  []byte // nil when the file is new
	New  []byte

	edits []yamledit.Edit
}

// write returns the files that have changed, in the order of their names.
func (ws *workspace) write() ([]File, error) {
	var out []File
	for _, name := range slices.Sorted(maps.Keys(ws.files)) {
		f := ws.files[name]
		if f.old == nil && saysNothing(f.root) {
			continue // nothing came into it
		}
		if f.old == nil {
			out = append(out, File{Name: f.shown, New: yamledit.Format(name, f.comment, f.root)})
			continue
		}
		edits, err := yamledit.Edits(f.shown, f.old, f.root)
		if err != nil {
			return nil, err
		}
		if len(edits) > 0 {
			out = append(out, File{Name: f.shown, Old: f.old, New: yamledit.Apply(f.old, edits), edits: edits})
		}
	}
	return out, nil
}

// saysNothing tells a new file that says nothing: no member, or a document without operations and navigation.
func saysNothing(n *document.Node) bool {
	return n.Kind == document.Object && (len(n.Members) == 0 ||
		n.Get("openapi") != nil && len(n.Get("paths").AllMembers()) == 0 && n.Get("webhooks") == nil && n.Get("x-docs") == nil)
}

// places is where everything of the changed trees stands once it is written.
type places struct {
	values  map[*document.Node]document.Position
	members map[*document.Node]document.Position // where the name of a member stands, by its value
}

// of returns the place of a value: of a member, that of its name.
func (p *places) of(n *document.Node) (document.Position, bool) {
	if pos, ok := p.members[n]; ok {
		return pos, true
	}
	pos, ok := p.values[n]
	return pos, ok
}

// places finds everything in the files as they are written.
func (ws *workspace) places(files []File) (*places, error) {
	written := map[string][]byte{}
	for _, f := range files {
		written[f.Name] = f.New
	}
	at := &places{map[*document.Node]document.Position{}, map[*document.Node]document.Position{}}
	for _, f := range ws.files {
		root := f.root
		if data, ok := written[f.shown]; ok {
			var err error
			if root, err = document.Parse(f.shown, data); err != nil {
				return nil, err
			}
		}
		at.note(f.root, root)
	}
	return at, nil
}

// note notes the places of a tree that is written as another one.
func (p *places) note(n, as *document.Node) {
	p.values[n] = as.Pos
	for i := range n.Members {
		p.members[n.Members[i].Value] = as.Members[i].Pos
		p.note(n.Members[i].Value, as.Members[i].Value)
	}
	for i := range n.Items {
		p.note(n.Items[i], as.Items[i])
	}
}
