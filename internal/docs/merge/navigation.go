package merge

import (
	"context"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/internal/docs/page"
)

// Navigation imports the navigation.
func Navigation(ctx context.Context, src document.Source, nav *page.Navigation) (*Result, error) {
	return nil, nil
}
