package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Source says where a document is: a tree of files and the entry file in it. Nothing outside the tree is ever read.
type Source struct {
	fsys   fs.FS
	dir    string // opened when fsys is nil
	entry  string // slash-separated, below the root
	prefix string // put before names of files for people, with its slash

	memory *map[string][]byte // files that are read from here, by their names below the root; a pointer, so that sources compare
}

// FromPath is the document in a file on disk. The file's folder is the root of the document: a reference that leaves it,
// by .., by an absolute path or by a symbolic link, is refused.
func FromPath(name string) Source {
	dir, file := filepath.Split(name)
	return Source{dir: filepath.Clean(dir), entry: file, prefix: filepath.ToSlash(dir)}
}

// FromFS is the document whose entry file is in a file system, for example an embedded one. Names of files are shown
// below display, which may be empty, or end with a colon, as in v1.2.0:openapi.yaml.
func FromFS(fsys fs.FS, entry, display string) Source {
	if display != "" && !strings.HasSuffix(display, "/") && !strings.HasSuffix(display, ":") {
		display += "/"
	}
	return Source{fsys: fsys, entry: path.Clean(entry), prefix: display}
}

// String returns the name of the entry file as people see it.
func (s Source) String() string { return s.prefix + s.entry }

// FS is the tree of files that the document is in. What leads out of it is not found.
func (s Source) FS() fs.FS { return tree{s} }

// Entry is the path of the entry file in FS.
func (s Source) Entry() string { return s.entry }

// With is the document with other contents of some of its files, and with files that it does not have yet, by their names from
// the folder of the entry file.
func (s Source) With(files map[string][]byte) Source {
	all := map[string][]byte{}
	if s.memory != nil {
		maps.Copy(all, *s.memory)
	}
	for name, data := range files {
		all[path.Join(path.Dir(s.entry), name)] = data
	}
	s.memory = &all
	return s
}

// Name is the name of a file from the folder of the entry file, after the name that people see: that of positions.
func (s Source) Name(shown string) string {
	return strings.TrimPrefix(shown, s.prefix+strings.TrimPrefix(path.Dir(s.entry)+"/", "./"))
}

// Shown is the name that people see of a file, after its name from the folder of the entry file.
func (s Source) Shown(name string) string { return s.prefix + path.Join(path.Dir(s.entry), name) }

// Read reads another file of the document's tree as it was written, by its name from the folder of the entry file.
func (s Source) Read(name string) ([]byte, error) {
	fsys, done, err := s.open()
	if err != nil {
		return nil, err
	}
	defer done()
	data, err := readFile(fsys, path.Join(path.Dir(s.entry), name), maxFileSize)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.Shown(name), err)
	}
	return data, nil
}

// ReadFile reads another file of the document's tree, by its name from the folder of the entry file: one that belongs to the
// document and is not OpenAPI. References in it are data like everything else. The error is Errors when the file's
// content is at fault.
func (s Source) ReadFile(name string) (*Node, error) {
	data, err := s.Read(name)
	if err != nil {
		return nil, err
	}
	return Parse(s.Shown(name), data)
}

// Siblings returns the names of the other YAML and JSON files in the folder of the entry file, in order.
func (s Source) Siblings() ([]string, error) {
	fsys, done, err := s.open()
	if err != nil {
		return nil, err
	}
	defer done()
	entries, err := fs.ReadDir(fsys, path.Dir(s.entry))
	if err != nil {
		return nil, fmt.Errorf("read the folder of document %s: %w", s, cause(err))
	}
	var names []string
	for _, e := range entries {
		if ext := path.Ext(e.Name()); e.Name() != path.Base(s.entry) && slices.Contains([]string{".yaml", ".yml", ".json"}, ext) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// open returns the file system to read from and what closes it.
func (s Source) open() (fs.FS, func() error, error) {
	if s.fsys != nil {
		return s.over(s.fsys), func() error { return nil }, nil
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil && s.memory != nil && errors.Is(err, fs.ErrNotExist) {
		return s.over(nothing{}), func() error { return nil }, nil // all of it is in memory
	}
	if err != nil {
		return nil, nil, fmt.Errorf("open the folder of document %s: %w", s, cause(err))
	}
	return s.over(root.FS()), root.Close, nil
}

// tree reads the files of a source, each for itself.
type tree struct{ Source }

func (t tree) Open(name string) (fs.File, error) {
	fsys, done, err := t.open()
	if err != nil {
		return nil, err
	}
	defer done()
	return fsys.Open(name)
}

// over lays what is in memory over a file system.
func (s Source) over(fsys fs.FS) fs.FS {
	if s.memory == nil {
		return fsys
	}
	return overlaid{fsys, *s.memory}
}

// errTooLarge is what readFile reports without reading.
var errTooLarge = errors.New("file too large")

// readFile reads a regular file of at most most bytes.
func readFile(fsys fs.FS, name string, most int) ([]byte, error) {
	if info, err := fs.Stat(fsys, name); err != nil {
		return nil, cause(err)
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	} else if info.Size() > int64(most) {
		return nil, errTooLarge
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err != nil {
		return nil, cause(err)
	}
	if len(data) > most {
		return nil, errTooLarge
	}
	return data, nil
}

// cause drops the operation and the path from an error of the file system: messages name the file themselves.
func cause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// overlaid is a file system with other contents of some files.
type overlaid struct {
	fs.FS
	files map[string][]byte
}

func (o overlaid) Open(name string) (fs.File, error) {
	if data, ok := o.files[name]; ok {
		return &memoryFile{Reader: *bytes.NewReader(data), name: path.Base(name)}, nil
	}
	return o.FS.Open(name)
}

// nothing is a file system without files.
type nothing struct{}

func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// memoryFile is a regular file in memory.
type memoryFile struct {
	bytes.Reader
	name string
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memoryFile) Close() error               { return nil }

func (f *memoryFile) Name() string       { return f.name }
func (f *memoryFile) Mode() fs.FileMode  { return 0o444 }
func (f *memoryFile) ModTime() time.Time { return time.Time{} }
func (f *memoryFile) IsDir() bool        { return false }
func (f *memoryFile) Sys() any           { return nil }
