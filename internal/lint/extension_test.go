package lint

import "testing"

func TestEveryExtensionHasAJSONSchema(t *testing.T) {
	schemas := compileExtensions()
	for _, name := range known {
		if schemas[name] == nil {
			t.Errorf("%s has none, or one that does not compile", name)
		}
	}
}
