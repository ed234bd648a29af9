// Package server answers the operations of generated server stubs: it limits, authenticates and reads requests before a method
// runs, and wraps what the method returns.
//
// A generated package makes the handler with its NewHandler. This package has what a person gives to it and asks of it:
//
//   - options, such as [WithLimits], [WithLogger] and [WithBasePath];
//   - authenticators for its Auth: a [TokenFunc], [PasswordFunc] or [CertificateFunc] for each security scheme of the document
//     that is no signature. A handler without something that operations ask for does not start; [Open] says that nobody judges
//     a scheme;
//   - what a method may ask of its context: who signed ([IdentityFromContext]), what an authenticator returned
//     ([PrincipalFromContext]), and the id under which the request is logged ([RequestIDFromContext]).
package server
