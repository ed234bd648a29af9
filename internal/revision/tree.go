package revision

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxBlob is how large a file of a revision may be; a document has the same limit.
const maxBlob = 128 << 20

// maxLinks is how many symbolic links a path may go through.
const maxLinks = 40

// entry is a file of a tree as git keeps it.
type entry struct {
	mode string // 100644, 100755, 120000 (a symbolic link), 160000 (a submodule)
	id   string
}

// The modes that matter.
const (
	symlink   = "120000"
	submodule = "160000"
)

// tree is a folder of a revision as a file system. What it holds is read from git's objects as it was committed, without
// the filters that apply in a work tree. Close ends the git program behind it. It may be used by several goroutines at once.
type tree struct {
	entries map[string]entry
	objects *objects

	mu   sync.Mutex
	read map[string][]byte // by id
}

// openTree lists the files below a tree object.
func (g git) openTree(ctx context.Context, id string) (*tree, error) {
	list, err := g.run(ctx, "ls-tree", "-r", "-z", "--full-tree", id)
	if err != nil {
		return nil, err
	}
	t := &tree{entries: map[string]entry{}, objects: &objects{ctx: ctx, git: g, most: maxBlob}, read: map[string][]byte{}}
	for line := range strings.SplitSeq(list, "\x00") {
		meta, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(meta)
		if !ok || len(fields) != 3 {
			continue
		}
		t.entries[name] = entry{mode: fields[0], id: fields[2]}
	}
	return t, nil
}

// Close ends the git program.
func (t *tree) Close() error { return t.objects.close() }

// Open opens a regular file. Symbolic links are followed within the tree.
func (t *tree) Open(name string) (fs.File, error) {
	data, err := t.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &file{info: info{name: path.Base(name), size: int64(len(data))}, Reader: bytes.NewReader(data)}, nil
}

// ReadFile returns the content of a file.
func (t *tree) ReadFile(name string) ([]byte, error) {
	e, err := t.find(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	data, err := t.blob(e.id)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// blob returns the content of an object, which is asked for once.
func (t *tree) blob(id string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if data, ok := t.read[id]; ok {
		return data, nil
	}
	data, err := t.objects.blob(id)
	if err == nil {
		t.read[id] = data
	}
	return data, err
}

// find returns the regular file that a name stands for.
func (t *tree) find(name string) (entry, error) {
	if !fs.ValidPath(name) {
		return entry{}, fs.ErrInvalid
	}
	link := "" // the last one that was followed
	for range maxLinks {
		at, e := t.nearest(name)
		switch {
		case at == "" && link != "":
			return entry{}, fmt.Errorf("the symbolic link %s leads to %s, which is no file: %w", link, name, fs.ErrNotExist)
		case at == "":
			return entry{}, fs.ErrNotExist
		case e.mode == submodule:
			return entry{}, errors.New(submoduleAdvice(at))
		case e.mode != symlink && at == name:
			return e, nil
		case e.mode != symlink:
			return entry{}, fs.ErrNotExist
		}
		target, err := t.blob(e.id)
		if err != nil {
			return entry{}, err
		}
		to := path.Join(path.Dir(at), string(target))
		if path.IsAbs(string(target)) || !fs.ValidPath(to) {
			return entry{}, fmt.Errorf("%s is a symbolic link that leaves the document's folder", at)
		}
		link, name = at, path.Join(to, strings.TrimPrefix(name, at))
	}
	return entry{}, errors.New("too many symbolic links")
}

func submoduleAdvice(at string) string {
	return at + " is a submodule, whose files are not in this repository's revisions: compare revisions of the submodule"
}

// nearest returns the entry that is called name, or the one on the way to it that is no folder.
func (t *tree) nearest(name string) (string, entry) {
	for i := range len(name) + 1 {
		if i < len(name) && name[i] != '/' {
			continue
		}
		if e, ok := t.entries[name[:i]]; ok {
			return name[:i], e
		}
	}
	return "", entry{}
}

// file is an open file of a tree.
type file struct {
	info info
	*bytes.Reader
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// info describes a regular file.
type info struct {
	name string
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0o444 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }

// objects asks one git program for the content of objects, one after the other.
type objects struct {
	ctx context.Context
	git
	most int64     // how large an object may be
	cmd  *exec.Cmd // nil until the first question
	in   io.WriteCloser
	out  *bufio.Reader
}

func (o *objects) start() (err error) {
	o.cmd = o.command(o.ctx, "cat-file", "--batch")
	if o.in, err = o.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	o.out = bufio.NewReader(out)
	return o.cmd.Start()
}

// blob returns the content of an object. After an error the program is not asked again.
func (o *objects) blob(id string) ([]byte, error) {
	if o.cmd == nil {
		if err := o.start(); err != nil {
			return nil, err
		}
	}
	data, err := o.ask(id)
	if o.ctx.Err() != nil {
		return nil, o.ctx.Err()
	}
	return data, err
}

func (o *objects) ask(id string) ([]byte, error) {
	if _, err := io.WriteString(o.in, id+"\n"); err != nil {
		return nil, fmt.Errorf("ask git for an object: %w", err)
	}
	head, err := o.out.ReadString('\n') // ID blob SIZE, or ID missing
	if err != nil {
		return nil, fmt.Errorf("read an object from git: %w", err)
	}
	fields := strings.Fields(head)
	if len(fields) != 3 || fields[1] != "blob" {
		return nil, fmt.Errorf("git does not have object %s: the clone may be partial, fetch the revision again", id)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read an object from git: %w", err)
	}
	if size > o.most {
		if _, err := io.CopyN(io.Discard, o.out, size+1); err != nil {
			return nil, fmt.Errorf("read an object from git: %w", err)
		}
		return nil, fmt.Errorf("the file has %d bytes, and at most %d are read", size, o.most)
	}
	data := make([]byte, size+1) // a line break follows
	if _, err := io.ReadFull(o.out, data); err != nil {
		return nil, fmt.Errorf("read an object from git: %w", err)
	}
	return data[:size], nil
}

func (o *objects) close() error {
	if o.cmd == nil || o.cmd.Process == nil {
		return nil
	}
	return errors.Join(o.in.Close(), o.cmd.Wait())
}
