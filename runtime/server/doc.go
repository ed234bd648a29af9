// Package server answers the operations of generated server stubs: it limits, verifies and reads requests before a method runs,
// and wraps what the method returns.
//
// A generated package makes the handler; this package has its options, and what a method may ask of its context: who signed
// ([IdentityFromContext]) and the id under which the request is logged ([RequestIDFromContext]).
package server
