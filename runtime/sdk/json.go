package sdk

import (
	"unsafe"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// shapeOf returns where j records what was read, its first field.
func shapeOf(j *runtime.JSON) **presence.Shape { return (**presence.Shape)(unsafe.Pointer(j)) }

// WasRead reports whether j is that of a struct that was read.
func WasRead(j *runtime.JSON) bool { return *shapeOf(j) != nil }
