package merge

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Apply writes files to disk: all of them or none. New contents are first written beside their places, so that what remains to do is
// renaming; if that fails in the middle, what was done is undone.
func Apply(ctx context.Context, files []File) (err error) {
	var undo []func()
	defer func() {
		if err != nil {
			for _, f := range slices.Backward(undo) {
				f()
			}
		}
	}()
	staged := make([]string, len(files))
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		name, made, err := stage(f)
		undo = append(undo, made...)
		if err != nil {
			return fmt.Errorf("write %s: %w", f.Name, cause(err))
		}
		staged[i] = name
	}
	for i, f := range files {
		target := targetOf(f.Name)
		if err := os.Rename(staged[i], target); err != nil {
			return fmt.Errorf("write %s: %w", f.Name, cause(err))
		}
		undo = append(undo, func() {
			if f.Old == nil {
				os.Remove(target)
			} else {
				os.WriteFile(target, f.Old, 0o644)
			}
		})
	}
	return nil
}

// targetOf is the file that a name leads to: a link to a file stays one.
func targetOf(name string) string {
	name = filepath.FromSlash(name)
	if target, err := filepath.EvalSymlinks(name); err == nil {
		return target
	}
	return name
}

// stage writes the new content of a file beside it. It also tells how to undo what it did.
func stage(f File) (staged string, undo []func(), err error) {
	target := targetOf(f.Name)
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(target); err == nil {
		mode = info.Mode().Perm()
	}
	if mode&0o200 == 0 {
		return "", nil, errors.New("the file is read-only: make it writable, or apply the patch that the import prints without --write")
	}
	folder := filepath.Dir(target)
	for dir := folder; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		undo = append([]func(){func() { os.Remove(dir) }}, undo...) // fails when something else is in it by then
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", undo, err
	}
	temp, err := os.CreateTemp(folder, ".pandagen-*")
	if err != nil {
		return "", undo, err
	}
	undo = append(undo, func() { os.Remove(temp.Name()) })
	_, err = temp.Write(f.New)
	return temp.Name(), undo, errors.Join(err, temp.Chmod(mode), temp.Close())
}

// cause drops the operation and the temporary name from an error.
func cause(err error) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return failed.Err
	}
	if failed, ok := errors.AsType[*os.LinkError](err); ok {
		return failed.Err
	}
	return err
}
