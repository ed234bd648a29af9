package document

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Source says where a document is: a tree of files and the entry file in it. Nothing outside the tree is ever read.
type Source struct {
	fsys   fs.FS
	dir    string // opened when fsys is nil
	entry  string // slash-separated, below the root
	prefix string // put before names of files for people, with its slash
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

// ReadFile reads another file of the document's tree, by its name from the folder of the entry file: one that belongs to the
// document and is not OpenAPI. References in it are data like everything else. The error is Errors when the file's
// content is at fault.
func (s Source) ReadFile(name string) (*Node, error) {
	fsys, done, err := s.open()
	if err != nil {
		return nil, err
	}
	defer done()
	name = path.Join(path.Dir(s.entry), name)
	data, err := readFile(fsys, name, maxFileSize)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.prefix+name, err)
	}
	return Parse(s.prefix+name, data)
}

// open returns the file system to read from and what closes it.
func (s Source) open() (fs.FS, func() error, error) {
	if s.fsys != nil {
		return s.fsys, func() error { return nil }, nil
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open the folder of document %s: %w", s, cause(err))
	}
	return root.FS(), root.Close, nil
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
