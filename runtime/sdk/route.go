package sdk

import (
	"context"
	"net/http"
)

// A Route connects an operation of the document with the code that answers it. Generated code makes routes.
type Route struct {
	Operation

	// Security are the alternatives of which a request must satisfy one: combinations of security schemes. Without any, everybody
	// may call the operation; an empty one lets requests without credentials in.
	Security [][]Requirement

	// Serve reads the request, calls the user's method and encodes what it returned. When nothing was encoded,
	// the answer's data is null. An error discards what was encoded.
	Serve func(ctx context.Context, r *RequestReader, data *Encoder) error
}

// A Requirement is a security scheme that a request must satisfy, by its name in the document.
type Requirement struct {
	Scheme string
	Scopes []string // scopes of oauth2 and openIdConnect, roles of others
}

// Unimplemented is the error of a method that a service does not implement.
func Unimplemented(operation string) error {
	return &Refusal{Operation: operation, Status: http.StatusNotImplemented, Message: "this server does not implement the operation"}
}
