package extension

import (
	"fmt"

	"github.com/pandapon/pandagen/generator/document"
)

// CheckSpelling is what Suggest says when it knows nothing better.
const CheckSpelling = "check the spelling"

// Suggest is advice about a name that is not known: the candidate that was probably meant, or the candidates where they are few.
func Suggest(name string, candidates []string) string {
	const few = 12
	best := document.Nearest(name, candidates)
	switch {
	case best != "":
		return fmt.Sprintf("did you mean %q?", clip(best))
	case len(candidates) == 0:
		return "there is none to choose from"
	case len(candidates) <= few:
		return "use " + clip(list(candidates))
	default:
		return CheckSpelling
	}
}
