package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	gobuild "go/build"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pandapon/pandagen/internal/emit"
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

	tidy ChangeKind = "remains" // what leaveListed left, which nobody needs to know of
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
		kind, err := compareFile(f, generated)
		if err != nil {
			return nil, err
		}
		if kind != "" {
			changes = append(changes, Change{f.Path, kind})
		}
	}
	for _, folder := range folders {
		entries, err := generatedIn(folder)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			name := filepath.Join(folder, entry.Name())
			if ours[name] {
				continue
			}
			kind := Remove
			if left, err := beginsWith(name, remains); err != nil {
				return nil, environment(err)
			} else if left {
				kind = tidy
			}
			changes = append(changes, Change{name, kind})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return changes, nil
}

// compareFile returns what has to happen to a file; nothing when it is up to date. What stands in its place and is not ours
// is an error. Line ends do not count, because git may write files with those of Windows.
func compareFile(f File, ours func([]byte) bool) (ChangeKind, error) {
	info, err := os.Lstat(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return Create, nil
	} else if err != nil {
		return "", environment(err)
	}
	if !info.Mode().IsRegular() {
		return "", foreign(f.Path, "is "+describeMode(info.Mode()))
	}
	old, err := os.ReadFile(f.Path)
	if err != nil {
		return "", environment(err)
	}
	switch {
	case bytes.Equal(old, f.Source), bytes.Equal(bytes.ReplaceAll(old, []byte("\r\n"), []byte("\n")), f.Source):
		return "", nil
	case !ours(old):
		return "", foreign(f.Path, "was not written by pandagen")
	}
	return Update, nil
}

func foreign(name, what string) error {
	return &EnvironmentError{Err: fmt.Errorf("%s %s, and a generated file belongs there: move it away, or choose another output folder", name, what)}
}

func describeMode(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "no regular file"
}

// headers are the first lines by which pandagen knows its own files, by the ends of their names.
var headers = map[string]string{".go": "// " + emit.Header, ".md": "<!-- " + emit.Header + " -->"}

// generated reports whether pandagen wrote a file with this beginning.
func generated(beginning []byte) bool {
	line, _, _ := bytes.Cut(beginning, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	return string(line) == headers[".go"] || string(line) == headers[".md"]
}

// generatedIn returns the files in a folder that pandagen wrote.
func generatedIn(folder string) ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, environment(err)
	}
	var ours []fs.DirEntry
	for _, entry := range entries {
		if headers[filepath.Ext(entry.Name())] == "" || !entry.Type().IsRegular() {
			continue
		}
		wrote, err := beginsWith(filepath.Join(folder, entry.Name()), generated)
		if err != nil {
			return nil, environment(err)
		}
		if wrote {
			ours = append(ours, entry)
		}
	}
	return ours, nil
}

// beginsWith reports whether the beginning of a file is one that is looked for.
func beginsWith(name string, is func(beginning []byte) bool) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	beginning := make([]byte, 128)
	n, err := io.ReadFull(f, beginning)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	return is(beginning[:n]), nil
}

// remain is what a file begins with that leaveListed left.
var remain = headers[".go"] + "\n\n//go:build ignore\n"

// remains reports whether a file with this beginning is what leaveListed left.
func remains(beginning []byte) bool {
	return bytes.HasPrefix(bytes.ReplaceAll(beginning, []byte("\r\n"), []byte("\n")), []byte(remain))
}

// underGoGenerate reports whether go generate runs this program.
func underGoGenerate() bool { return os.Getenv("GOFILE") != "" && os.Getenv("GOPACKAGE") != "" }

// leaveListed returns changes after which the Go files that are to be removed are still there, as files that no build takes: go generate
// ends when one is gone that it listed before. The next run removes them, and the folders in which they are have to be known to it.
func leaveListed(files []File, changes []Change) (_ []File, _ []Change, folders []string) {
	files, changes = slices.Clip(files), slices.Clone(changes)
	for i, c := range changes {
		if c.Kind != Remove || filepath.Ext(c.Path) != ".go" {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), c.Path, nil, parser.PackageClauseOnly)
		if err != nil {
			continue // it keeps the go command from listing anything
		}
		changes[i].Kind = Update
		files = append(files, File{Path: c.Path, Source: []byte(remain + "\npackage " + f.Name.Name + "\n")})
		if folder := filepath.Dir(c.Path); !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return files, changes, folders
}

// otherPackage returns the package of the Go files in a folder that pandagen did not write; nothing when there are none.
func otherPackage(folder string) (string, error) {
	ours, err := generatedIn(folder)
	if err != nil {
		return "", err
	}
	look := gobuild.Default
	look.ReadDir = func(dir string) ([]fs.FileInfo, error) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		var infos []fs.FileInfo
		for _, entry := range entries {
			if slices.ContainsFunc(ours, func(e fs.DirEntry) bool { return e.Name() == entry.Name() }) {
				continue
			}
			if info, err := entry.Info(); err == nil {
				infos = append(infos, info)
			}
		}
		return infos, nil
	}
	found, err := look.ImportDir(folder, 0)
	if err != nil {
		return "", nil // no Go files, or such as the go command will complain about
	}
	return found.Name, nil
}

// WriteFiles writes files, all or none. What was there before is replaced.
func WriteFiles(ctx context.Context, files []File) error {
	changes := make([]Change, len(files))
	for i, f := range files {
		changes[i] = Change{f.Path, Update}
		if _, err := os.Lstat(f.Path); errors.Is(err, fs.ErrNotExist) {
			changes[i].Kind = Create
		}
	}
	return apply(ctx, files, changes)
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
	emptied []string          // folders that a file was removed from, by path
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
		removeLeftovers(folder)
		dir, err := os.MkdirTemp(folder, stagingPrefix+"*")
		if err != nil {
			return fmt.Errorf("write into %s: %w", folder, err)
		}
		w.staging[folder] = dir
	}
	if c.Kind == Remove || c.Kind == tidy {
		return nil
	}
	return os.WriteFile(filepath.Join(w.staging[folder], name), content, 0o644)
}

const (
	stagingPrefix = ".pandagen-"
	// leftoverAge is how old a temporary folder is that no run can be using any more.
	leftoverAge = time.Hour
)

// removeLeftovers removes the temporary folders of runs that were killed.
func removeLeftovers(folder string) {
	old, _ := fs.Glob(os.DirFS(folder), stagingPrefix+"*") // the pattern is right
	for _, name := range old {
		dir := filepath.Join(folder, name)
		if info, err := os.Lstat(dir); err == nil && info.IsDir() && time.Since(info.ModTime()) > leftoverAge {
			_ = os.RemoveAll(dir)
		}
	}
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
	case Remove, tidy:
		if err := os.Rename(c.Path, old); errors.Is(err, fs.ErrNotExist) {
			return nil // another run was faster
		} else if err != nil {
			return err
		}
		w.emptied = append(w.emptied, filepath.Clean(folder))
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

// clean removes the temporary folders, after a failure the folders that were made, and otherwise those that were emptied.
func (w *writer) clean(failed bool) {
	for _, dir := range w.staging {
		_ = os.RemoveAll(dir)
	}
	unused := w.emptied
	if failed {
		unused = w.made
	}
	for _, dir := range slices.Backward(unused) {
		if info, err := os.Lstat(dir); err == nil && info.IsDir() { // no symbolic link
			_ = os.Remove(dir) // which fails when there is something in it
		}
	}
}
