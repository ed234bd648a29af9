// Package sdk is called by generated code alone: the call engine, the codecs, and what reads and writes requests.
//
// Programs have no use for it: what they name is in package runtime and in the generated packages. Names in here may change
// with any version of pandagen, whatever its number says. Generated code refers to [Version1], so that code whose contract this
// package does not keep fails to compile, and says by that name what to do: regenerate it with the pandagen of the same module
// version.
package sdk
