package lint

import (
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pandapon/pandagen/internal/pattern"
)

// effort bounds how long examples are held against their schemas. Schemas may reach each other on more ways than there is time for.
type effort struct {
	one, all int // steps that are left for this example, and for all
}

// maxSteps and maxAllSteps are how many schemas may be applied to values, for an example and for all of a document.
const (
	maxSteps    = 1_000_000
	maxAllSteps = 20_000_000
)

// errEffort is what ends a validation.
type errEffort struct{}

func (e *effort) spend(n int) {
	e.one -= n
	e.all -= n
	if e.one < 0 || e.all < 0 {
		panic(errEffort{})
	}
}

// within runs f with steps for one example. The error says that they were too few.
func (e *effort) within(f func()) (err error) {
	e.one = maxSteps
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case errEffort:
			err = fmt.Errorf("its schemas hold each other on too many ways for %d steps", maxSteps)
			if e.all < 0 {
				err = fmt.Errorf("the examples of the document take more than %d steps", maxAllSteps)
			}
		default:
			panic(fault)
		}
	}()
	f()
	return nil
}

// limit has the compiler make schemas that spend effort when they are applied.
func (e *effort) limit(c *jsonschema.Compiler) {
	c.RegisterVocabulary(&jsonschema.Vocabulary{
		URL:     "pandagen:effort",
		Compile: func(*jsonschema.CompilerContext, map[string]any) (jsonschema.SchemaExt, error) { return step{e}, nil },
	})
	c.AssertVocabs()
	c.UseRegexpEngine(func(text string) (jsonschema.Regexp, error) {
		re, err := pattern.Compile(text)
		if err != nil {
			return anyText(text), nil
		}
		return counted{re, e}, nil
	})
}

// step is part of every schema.
type step struct{ *effort }

// Validate implements [jsonschema.SchemaExt].
func (s step) Validate(*jsonschema.ValidatorContext, any) { s.spend(1) }

// counted is a pattern that spends effort on long texts.
type counted struct {
	*pattern.Pattern
	*effort
}

// stepCost is about how many bytes, times steps of a pattern, take as long as a schema.
const stepCost = 1000

// MatchString implements [jsonschema.Regexp].
func (c counted) MatchString(s string) bool {
	c.spend(len(s) * c.Size / stepCost)
	return c.Pattern.MatchString(s)
}

// anyText takes a pattern that cannot be checked for satisfied.
type anyText string

func (a anyText) MatchString(string) bool { return true }
func (a anyText) String() string          { return string(a) }
