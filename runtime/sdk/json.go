package sdk

import (
	"unsafe"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/presence"
)

// stateOf returns what j records, its first field.
func stateOf(j *runtime.JSON) *presence.State { return (*presence.State)(unsafe.Pointer(j)) }
