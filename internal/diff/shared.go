package diff

import (
	"context"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/embedded"
)

// sharing returns the configuration whose package has types for what is generated of a version of the document: of the document that
// it had then, where both documents lie in one folder. It is nil when types are not shared.
func sharing(cfg generator.Config, src document.Source) *generator.Config {
	if cfg.Share == nil {
		return nil
	}
	other := *cfg.Share
	if then, ok := beside(cfg.Document, other.Document, src); ok {
		other.EmbeddedDocuments = map[string]generator.EmbeddedDocument{generator.Embedded: embeddable(then)}
		other.Document = generator.Embedded
	} else if other.EmbeddedDocuments == nil {
		other.EmbeddedDocuments = embedded.Documents()
	}
	return &other
}

// beside returns another document as it was when a version of this one was, which it does when it lies in the same folder or below.
func beside(name, other string, src document.Source) (document.Source, bool) {
	if generator.IsEmbedded(name) || generator.IsEmbedded(other) {
		a, ok := embedded.Source(name)
		b, ok2 := embedded.Source(other)
		return document.FromFS(src.FS(), b.Entry(), folder(src)), ok && ok2 && a.Entry() == src.Entry() && exists(src.FS(), b.Entry())
	}
	rel, err := filepath.Rel(filepath.Dir(name), other)
	if err != nil || !filepath.IsLocal(rel) {
		return document.Source{}, false
	}
	entry := path.Join(path.Dir(src.Entry()), filepath.ToSlash(rel))
	return document.FromFS(src.FS(), entry, folder(src)), exists(src.FS(), entry)
}

func exists(files fs.FS, name string) bool {
	_, err := fs.Stat(files, name)
	return err == nil
}

// embeddable is a source as configurations name it.
func embeddable(src document.Source) generator.EmbeddedDocument {
	return generator.EmbeddedDocument{FS: src.FS(), Entry: src.Entry(), Shown: folder(src)}
}

// folder is what a source shows before its entry.
func folder(src document.Source) string { return strings.TrimSuffix(src.String(), src.Entry()) }

// readShared reads the document that the types of another package are described in; nil when types are not shared.
func readShared(ctx context.Context, src document.Source, cfg *generator.Config) (*document.Node, error) {
	if cfg == nil || cfg.Share == nil {
		return nil, nil
	}
	other := sharing(*cfg, src)
	from := document.FromPath(other.Document)
	if d, ok := other.EmbeddedDocuments[other.Document]; ok {
		from = document.FromFS(d.FS, d.Entry, d.Shown)
	}
	return readDocument(ctx, from, other)
}
