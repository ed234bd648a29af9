package main

import "github.com/pandapon/pandagen/generator"

// loadConfig reads a configuration. What is wrong in it is wrong usage.
func loadConfig(file string) (generator.Config, error) {
	cfg, err := generator.LoadConfig(file)
	if isFindings(err) {
		return cfg, usage(err)
	} else if err != nil {
		return cfg, generateError(err)
	}
	return cfg, nil
}
