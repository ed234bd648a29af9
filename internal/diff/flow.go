package diff

import (
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/yamledit"
)

// longest is how much of a value a text shows.
const longest = 240

// flow shows a value on one line. Nothing is shown as (none).
func flow(n *document.Node) string {
	if n == nil {
		return "(none)"
	}
	return clip(oneLine(yamledit.Flow(n)), longest)
}
