package extension

import "github.com/pandapon/pandagen/internal/document"

// ParseUnit reads x-unit, the unit of a number: fen, yuan, unknown, or the name of another one. It is empty when there is none.
func ParseUnit(n *document.Node) (string, document.Errors) {
	r := reader{extension: "x-unit"}
	switch {
	case n == nil:
		return "", nil
	case n.Kind != document.String || n.Text == "":
		r.errorf(n.Pos, "%s is no unit: write fen, yuan, unknown or another unit's name", n.Kind)
		return "", r.errs
	default:
		return n.Text, nil
	}
}
