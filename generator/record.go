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
	entries, err := os.ReadDir(filepath.Dir(own))
	if err != nil {
		return nil, environment(err)
	}
	for _, entry := range entries {
		name := filepath.Join(filepath.Dir(own), entry.Name())
		if name == own || !strings.HasSuffix(name, recordEnd) || !strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		others, err := readRecord(name)
		if err != nil {
			return nil, err
		}
		folders = slices.DeleteFunc(folders, func(f string) bool { return slices.Contains(others, f) })
	}
	return folders, nil
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
		if line != "" && !strings.HasPrefix(line, "#") && !filepath.IsAbs(filepath.FromSlash(line)) {
			folders = append(folders, filepath.Join(filepath.Dir(name), filepath.FromSlash(line)))
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
