package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The record of a configuration lists the folders that the last run by it wrote to, so that the next one finds what it left
// behind after a folder or a package was renamed. It lies beside the configuration: .pandagen.yaml.folders for pandagen.yaml.
const recordEnd = ".folders"

// recordFile is the name of the record; empty when the configuration was read from no file.
func (c Config) recordFile() string {
	if c.file == "" {
		return ""
	}
	folder, name := filepath.Split(c.file)
	return filepath.Join(folder, "."+name+recordEnd)
}

// record lists folders. There is none, and ok is false, for a configuration that was read from no file.
func (c Config) record(folders []string) (f File, ok bool) {
	f.Path = c.recordFile()
	if f.Path == "" {
		return f, false
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Where pandagen wrote what %s asks for, so that it can tidy up when a folder changes. Commit it.\n", filepath.Base(c.file))
	for _, folder := range folders {
		rel, err := relative(filepath.Dir(c.file), folder)
		if err != nil {
			continue // on another volume
		}
		fmt.Fprintln(&b, filepath.ToSlash(rel))
	}
	f.Source = b.Bytes()
	return f, true
}

// recorded returns the folders that the last run wrote to, as far as that is known, but for those that belong to another
// configuration beside this one by now.
func (c Config) recorded() ([]string, error) {
	own := c.recordFile()
	if own == "" {
		return nil, nil
	}
	folders, err := readRecord(own)
	if err != nil || len(folders) == 0 {
		return nil, err
	}
	if err := c.checkRecorded(folders); err != nil {
		return nil, err
	}
	others, err := c.others()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(folders, func(f string) bool {
		return slices.ContainsFunc(others, func(o neighbour) bool { return slices.Contains(o.folders, f) })
	}), nil
}

// checkRecorded refuses folders of a record that no run by this configuration can have printed to: those outside of the modules of
// the configuration and of its output, directly or by a link. What pandagen wrote there belongs to others.
func (c Config) checkRecorded(folders []string) error {
	var roots []string
	for _, folder := range append([]string{filepath.Dir(c.file)}, c.Output, c.Server.Output) {
		if m, err := findModule(folder); err == nil {
			folder = m.dir
		}
		roots = append(roots, folder)
	}
	for _, folder := range folders {
		if !slices.ContainsFunc(roots, func(root string) bool { return isWithin(root, folder) }) {
			return &ConfigError{Message: fmt.Sprintf("%s: the folder %s is outside of the module: remove the line, and what pandagen wrote there by hand", c.recordFile(), folder)}
		}
	}
	return nil
}

// isWithin reports whether a folder is a root or lies below it, also when links are followed.
func isWithin(root, folder string) bool {
	below := func(root, folder string) bool {
		rel, err := relative(root, folder)
		return err == nil && filepath.IsLocal(rel)
	}
	if !below(root, folder) {
		return false
	}
	realRoot, err := filepath.EvalSymlinks(root)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	realFolder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist) // there is nothing to remove
	}
	return below(realRoot, realFolder)
}

// neighbour is another configuration in the same folder.
type neighbour struct {
	file    string
	folders []string // by its record
}

// others returns the configurations beside this one, as far as they were run and are still there.
func (c Config) others() ([]neighbour, error) {
	own := c.recordFile()
	if own == "" {
		return nil, nil
	}
	folder := filepath.Dir(own)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, environment(err)
	}
	var others []neighbour
	for _, entry := range entries {
		name, isRecord := strings.CutSuffix(entry.Name(), recordEnd)
		name, hidden := strings.CutPrefix(name, ".")
		if !isRecord || !hidden || entry.Name() == filepath.Base(own) {
			continue
		}
		o := neighbour{file: filepath.Join(folder, name)}
		if _, err := os.Stat(o.file); err != nil {
			continue // it was renamed or removed, and its record forgotten
		}
		if o.folders, err = readRecord(filepath.Join(folder, entry.Name())); err != nil {
			return nil, err
		}
		others = append(others, o)
	}
	return others, nil
}

// rival returns the configuration beside this one that writes to a folder too; nothing when none does. A record may be older
// than its configuration, which therefore decides.
func (c Config) rival(folder string) (string, error) {
	others, err := c.others()
	if err != nil {
		return "", err
	}
	for _, o := range others {
		if !slices.Contains(o.folders, folder) {
			continue
		}
		other, err := LoadConfig(o.file)
		if err == nil {
			other.EmbeddedDocuments = c.EmbeddedDocuments
			other, err = other.complete()
		}
		folders := other.folders()
		if err == nil && slices.Contains(folders[:], folder) {
			return o.file, nil
		}
	}
	return "", nil
}

// readRecord returns the folders in a record; none when there is no such file.
func readRecord(name string) ([]string, error) {
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, environment(err)
	}
	var folders []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		switch folder := filepath.FromSlash(line); {
		case line == "", strings.HasPrefix(line, "#"):
		case filepath.IsAbs(folder):
			folders = append(folders, filepath.Clean(folder))
		default:
			folders = append(folders, filepath.Join(filepath.Dir(name), folder))
		}
	}
	return folders, nil
}

// relative is filepath.Rel for paths of which only one may be absolute.
func relative(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}
