package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/signer"
)

// gate decides who may call an operation. One without checks lets everybody in.
type gate struct {
	checks       []check // what the alternatives ask for, each once: a nonce can be consumed once
	alternatives [][]int // combinations of checks, by index; none is empty
	anonymous    bool    // requests without credentials may pass
	challenges   []string
	subject      string // what is rejected: signature or credentials
}

// check is a security scheme with the scopes that an operation requires.
type check struct {
	*scheme
	scopes []string
}

// result is what became of a check.
type result struct {
	verdict   verdict
	identity  *signer.Identity
	principal any
	err       error
}

// newGate makes the gate of an operation. It does not ask for open schemes.
func newGate(security [][]sdk.Requirement, schemes map[string]*scheme, open map[string]bool) (*gate, error) {
	g := &gate{subject: "signature"}
	for _, alternative := range security {
		var combination []int
		for _, required := range alternative {
			s := schemes[required.Scheme]
			if s == nil {
				return nil, fmt.Errorf("there is no security scheme %q", required.Scheme)
			}
			if !open[s.Name] {
				combination = append(combination, g.add(check{s, required.Scopes}))
			}
		}
		if len(combination) == 0 {
			g.anonymous = true
			continue
		}
		g.alternatives = append(g.alternatives, combination)
	}
	for _, c := range g.checks {
		if !c.Signed {
			g.subject = "credentials"
		}
		if challenge := c.challenge(); !slices.Contains(g.challenges, challenge) {
			g.challenges = append(g.challenges, challenge)
		}
	}
	return g, nil
}

// add returns the index of a check.
func (g *gate) add(c check) int {
	same := func(other check) bool { return other.scheme == c.scheme && slices.Equal(other.scopes, c.scopes) }
	if i := slices.IndexFunc(g.checks, same); i >= 0 {
		return i
	}
	g.checks = append(g.checks, c)
	return len(g.checks) - 1
}

// pass lets a request in by the first alternative that holds, and notes in ctx who sent it. Credentials that do not hold are
// never taken for none: their sender would be served as somebody else than he believes.
func (g *gate) pass(ctx *requestContext, r *http.Request, body []byte) error {
	if len(g.checks) == 0 {
		return nil
	}
	var space [4]result
	results := space[:]
	if len(g.checks) > len(space) {
		results = make([]result, len(g.checks))
	}
	results = results[:len(g.checks)]
	for i, c := range g.checks {
		if !c.sent(r) {
			results[i].verdict = absent
		}
	}
	for _, combination := range g.alternatives {
		if g.holds(combination, results, ctx, r, body) {
			ctx.admit(combination, results)
			return nil
		}
	}
	if g.anonymous && !slices.ContainsFunc(results, func(r result) bool { return r.verdict != absent }) {
		return nil
	}
	return g.denied(results)
}

// holds decides about a combination. When a part of it is missing, nobody is asked about the rest.
func (g *gate) holds(combination []int, results []result, ctx *requestContext, r *http.Request, body []byte) bool {
	for _, i := range combination {
		if results[i].verdict == absent {
			return false
		}
	}
	for _, i := range combination {
		if results[i].verdict == undecided {
			results[i] = g.checks[i].decide(ctx, r, body)
		}
		if results[i].verdict != accepted {
			return false
		}
	}
	return true
}

// admit notes who sent a request.
func (c *requestContext) admit(combination []int, results []result) {
	for _, i := range combination {
		if identity := results[i].identity; identity != nil {
			c.identity = identity
		}
		if principal := results[i].principal; principal != nil {
			c.principals = append(c.principals, principal)
		}
	}
}

// decide finds out whether a request satisfies a check.
func (c *check) decide(ctx *requestContext, r *http.Request, body []byte) (found result) {
	if c.Signed {
		found.identity, found.err = c.verify(ctx, r, body)
	} else {
		asked := AuthRequest{Scheme: c.Name, Operation: ctx.operation.ID, Scopes: c.scopes, HTTP: r}
		found.principal, found.err = c.Authenticator.authenticate(ctx, c.Scheme, asked)
		if found.err == nil && isNobody(found.principal) {
			found.err = errNobody
		}
	}
	found.verdict = verdictOn(found.err)
	return found
}

// deniedError is a request that the gate did not let in.
type deniedError struct {
	gate    *gate
	verdict verdict
	causes  []error  // what the operator reads
	schemes []string // of the causes
}

// denied is the error of a request for which no alternative holds.
func (g *gate) denied(results []result) error {
	e := &deniedError{gate: g}
	for i, r := range results {
		e.verdict = max(e.verdict, r.verdict)
		if r.err != nil {
			e.causes, e.schemes = append(e.causes, r.err), append(e.schemes, g.checks[i].Name)
		}
	}
	return e
}

// Error returns what the operator reads.
func (e *deniedError) Error() string {
	if len(e.causes) == 0 {
		return "no " + e.gate.subject
	}
	details := make([]string, len(e.causes))
	for i, cause := range e.causes {
		details[i] = cause.Error()
		if v, ok := errors.AsType[*signer.VerifyError](cause); ok {
			details[i] = v.Detail()
		}
		if len(e.gate.checks) > 1 {
			details[i] = e.schemes[i] + ": " + details[i]
		}
	}
	return strings.Join(details, "; ")
}

// Unwrap returns the reasons.
func (e *deniedError) Unwrap() []error { return e.causes }

// answer is what the caller reads. It says nothing about the reason.
func (e *deniedError) answer() (status int, message string, header func(http.Header)) {
	switch e.verdict {
	case unavailable:
		return http.StatusServiceUnavailable, "the " + e.gate.subject + " cannot be checked now", nil
	case forbidden:
		return http.StatusForbidden, "forbidden", e.gate.requireScopes
	}
	return http.StatusUnauthorized, e.gate.subject + " rejected", e.gate.challenge
}

// challenge tells a caller how to authenticate.
func (g *gate) challenge(h http.Header) { h["Www-Authenticate"] = slices.Clone(g.challenges) }

// requireScopes tells a caller which scopes his token lacks.
func (g *gate) requireScopes(h http.Header) {
	for _, c := range g.checks {
		if challenge := c.challenge(); challenge == "Bearer" && len(c.scopes) > 0 {
			h.Add("WWW-Authenticate", `Bearer error="insufficient_scope", scope="`+strings.Join(c.scopes, " ")+`"`)
		}
	}
}
