// Command pandagen-vet checks the names of JSON members that programs ask generated structs about; see package
// [github.com/pandapon/pandagen/runtime/jsonvet]. It runs under go vet,
//
//	go vet -vettool=$(which pandagen-vet) ./...
//
// or by itself, where -fix corrects what is misspelled:
//
//	pandagen-vet -fix ./...
package main

import (
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/pandapon/pandagen/runtime/jsonvet"
)

func main() { singlechecker.Main(jsonvet.Analyzer) }
