package main

import (
	"errors"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
)

// loadConfig reads a configuration. What is wrong in it is wrong usage.
func loadConfig(file string) (generator.Config, error) {
	cfg, err := generator.LoadConfig(file)
	if _, findings := errors.AsType[document.Errors](err); findings {
		return cfg, usage(err)
	} else if err != nil {
		return cfg, generateError(err)
	}
	return cfg, nil
}
