package extension

import (
	"fmt"

	"github.com/pandapon/pandagen/internal/spelling"
)

// CheckSpelling is what Suggest says when it knows nothing better.
const CheckSpelling = "check the spelling"

// Suggest is advice about a name that is not known: the candidate that was probably meant, or the candidates where they are few.
func Suggest(name string, candidates []string) string {
	const few = 12
	best := spelling.Nearest(name, candidates)
	switch {
	case best != "":
		return fmt.Sprintf("did you mean %q?", clip(best))
	case len(candidates) == 0:
		return "there is none to choose from"
	case len(candidates) <= few:
		short := make([]string, len(candidates))
		for i, c := range candidates {
			short[i] = clip(c)
		}
		return "use " + list(short)
	default:
		return CheckSpelling
	}
}
