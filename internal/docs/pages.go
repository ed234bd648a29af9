package docs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// pageFiles are the ends of the names of files in a folder that are read as pages.
var pageFiles = []string{".md", ".txt", ".json", ".yaml", ".yml"}

// ReadPages reads pages from files, from folders with everything in them that may be a page, and from stdin under the name -.
// Unreadable are the files that hold no page, with the reason. The error is for files that cannot be opened.
func ReadPages(ctx context.Context, names []string, stdin io.Reader) (pages []*page.Page, unreadable document.Errors, err error) {
	files, err := listFiles(names)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range files {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		data, err := readInput(name, stdin)
		if err != nil {
			return nil, nil, err
		}
		found, nav, err := page.Read(filepath.ToSlash(name), data)
		if err == nil && len(found) == 0 && nav != nil {
			unreadable = append(unreadable, &document.Error{Pos: document.Position{File: filepath.ToSlash(name), Line: 1, Column: 1}, Rule: "page",
				Message: "this is a navigation and not a page: import it with --index, then its pages"})
		}
		if errs, ok := errors.AsType[document.Errors](err); ok {
			unreadable = append(unreadable, errs...)
		} else if err != nil {
			return nil, nil, err
		}
		pages = append(pages, found...)
	}
	return pages, unreadable, nil
}

// listFiles returns the files that names stand for, each once.
func listFiles(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		if name == "-" {
			files = append(files, name)
			continue
		}
		err := filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
			hidden := path != name && strings.HasPrefix(entry.Name(), ".")
			switch {
			case err != nil:
				return err
			case entry.IsDir() && hidden:
				return filepath.SkipDir
			case !entry.IsDir() && (path == name || !hidden && slices.Contains(pageFiles, strings.ToLower(filepath.Ext(path)))):
				files = append(files, path)
			}
			return nil
		})
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			return nil, fmt.Errorf("read %s: %w", failed.Path, failed.Err)
		} else if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read %s: no file there ends in one of %s", strings.Join(names, ", "), strings.Join(pageFiles, ", "))
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// maxInput bounds what is read from a file or from stdin.
const maxInput = 128 << 20

func readInput(name string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			return nil, fmt.Errorf("read %s: %w", name, failed.Err)
		} else if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}

// ReadNavigation reads the navigation of a documentation from a file, or from stdin under the name -.
func ReadNavigation(name string, stdin io.Reader) (*page.Navigation, error) {
	data, err := readInput(name, stdin)
	if err != nil {
		return nil, err
	}
	return page.ReadNavigation(filepath.ToSlash(name), data)
}
