package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/emit"
)

// File is a generated file.
type File struct {
	Path   string // as the configuration names its folder, with the system's separators
	Source []byte
}

// ChangeKind tells what has to happen to a file so that it is up to date.
type ChangeKind string

// The kinds of changes.
const (
	Create ChangeKind = "missing" // it is not there
	Update ChangeKind = "stale"   // its content differs
	Remove ChangeKind = "extra"   // an earlier run wrote it, this one does not
)

// Change is a file that is not up to date.
type Change struct {
	Path string
	Kind ChangeKind
}

// compare returns what has to change on disk, by path. Folders are those whose files this run owns: files in them that
// pandagen wrote and does not write any more are extra. Files that pandagen did not write are left alone; when one of
// them is where a generated file belongs, that is an error.
func compare(files []File, folders []string) ([]Change, error) {
	var changes []Change
	ours := map[string]bool{}
	for _, f := range files {
		ours[f.Path] = true
		old, err := os.ReadFile(f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			changes = append(changes, Change{f.Path, Create})
		case err != nil:
			return nil, environment(err)
		case bytes.Equal(old, f.Source):
		case !generated(old):
			return nil, &EnvironmentError{Err: fmt.Errorf("%s was not written by pandagen, and a generated file belongs there: move it away, or choose another output folder", f.Path)}
		default:
			changes = append(changes, Change{f.Path, Update})
		}
	}
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, environment(err)
		}
		for _, entry := range entries {
			name := filepath.Join(folder, entry.Name())
			if ours[name] || !entry.Type().IsRegular() {
				continue
			}
			wrote, err := generatedFile(name)
			if err != nil {
				return nil, environment(err)
			}
			if wrote {
				changes = append(changes, Change{name, Remove})
			}
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return changes, nil
}

// headers are the first lines by which pandagen knows its own files.
var headers = []string{"// " + emit.Header, "<!-- " + emit.Header + " -->"}

// generated reports whether pandagen wrote a file with this beginning.
func generated(beginning []byte) bool {
	line, _, _ := bytes.Cut(beginning, []byte("\n"))
	return slices.Contains(headers, strings.TrimSuffix(string(line), "\r"))
}

func generatedFile(name string) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	beginning := make([]byte, 128)
	n, err := f.Read(beginning)
	if n == 0 && err != nil {
		return false, nil // empty
	}
	return generated(beginning[:n]), nil
}

// apply makes the changes. New contents are first written beside their places, so that what remains to do is renaming;
// if that fails in the middle, what was done is undone.
func apply(ctx context.Context, files []File, changes []Change) (err error) {
	contents := make(map[string][]byte, len(files))
	for _, f := range files {
		contents[f.Path] = f.Source
	}
	w := writer{staging: map[string]string{}}
	defer func() {
		if err != nil {
			w.undo()
		}
		w.clean(err != nil)
	}()
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.stage(c, contents[c.Path]); err != nil {
			return environment(err)
		}
	}
	for _, c := range changes { // from here on, being interrupted would leave halves
		if err := w.commit(c); err != nil {
			return environment(err)
		}
	}
	return nil
}

// writer moves files into and out of place.
type writer struct {
	staging map[string]string // folder to the temporary folder in it
	made    []string          // folders that were created, outermost first
	done    []func() error    // how to undo what was done, in order
}

// stage prepares a change: the new content lies in the temporary folder afterwards.
func (w *writer) stage(c Change, content []byte) error {
	folder, name := filepath.Split(c.Path)
	folder = filepath.Clean(folder)
	if w.staging[folder] == "" {
		if err := w.mkdir(folder); err != nil {
			return err
		}
		dir, err := os.MkdirTemp(folder, ".pandagen-*")
		if err != nil {
			return err
		}
		w.staging[folder] = dir
	}
	if c.Kind == Remove {
		return nil
	}
	return os.WriteFile(filepath.Join(w.staging[folder], name), content, 0o644)
}

// mkdir makes a folder with its parents, and remembers which of them are new.
func (w *writer) mkdir(folder string) error {
	var missing []string
	for dir := folder; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		missing = append(missing, dir)
	}
	slices.Reverse(missing)
	w.made = append(w.made, missing...)
	return os.MkdirAll(folder, 0o755)
}

// commit puts a change into effect. The previous content is kept until all changes are made.
func (w *writer) commit(c Change) error {
	folder, name := filepath.Split(c.Path)
	staging := w.staging[filepath.Clean(folder)]
	staged, old := filepath.Join(staging, name), filepath.Join(staging, name+".old")
	switch c.Kind {
	case Remove:
		if err := os.Rename(c.Path, old); err != nil {
			return err
		}
	case Update:
		if err := copyFile(old, c.Path); err != nil {
			return err
		}
		if err := os.Rename(staged, c.Path); err != nil {
			return err
		}
	default:
		if err := os.Rename(staged, c.Path); err != nil {
			return err
		}
		w.done = append(w.done, func() error { return os.Remove(c.Path) })
		return nil
	}
	w.done = append(w.done, func() error { return os.Rename(old, c.Path) })
	return nil
}

func copyFile(to, from string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}

// undo restores what commit replaced. It does what it can: the first error is the one that is reported.
func (w *writer) undo() {
	for _, restore := range slices.Backward(w.done) {
		_ = restore()
	}
}

// clean removes the temporary folders, and after a failure the folders that were made.
func (w *writer) clean(failed bool) {
	for _, dir := range w.staging {
		_ = os.RemoveAll(dir)
	}
	if failed {
		for _, dir := range slices.Backward(w.made) {
			_ = os.Remove(dir)
		}
	}
}
