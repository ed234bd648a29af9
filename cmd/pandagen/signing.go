package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/embedded"
	"github.com/pandapon/pandagen/internal/signing"
	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/diagnose"
)

// signingFlags are the flags that sign and verify share.
type signingFlags struct {
	spec, scheme                  string
	secret, secretEnv, secretFile string
	params                        []string
	method, path, body, at        string
	explain, quiet, asJSON        bool
}

// signingHelp ends the help of sign and verify.
const signingHelp = `
The scheme is that of --scheme in the document of --spec; without them, PandaPon's request rule. A file with nothing but a
declaration (text, digest, encoding, put …), or several of them by name, will do as a document.

Give every header, query parameter, form field, JSON member and credential that the scheme reads with --param name=value; the
scheme knows where each belongs. The secret comes from --secret, from a variable of the environment or from a file, of which the
latter two stay out of the shell's history. It is never printed.`

func (f *signingFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.spec, "spec", "", "`document` that declares the scheme: a file, embedded or embedded:v2 (default: embedded, PandaPon's)")
	flags.StringVar(&f.scheme, "scheme", "", "`name` of the security scheme; needed when the document has several")
	flags.StringVar(&f.secret, "secret", "", "the `secret`")
	flags.StringVar(&f.secretEnv, "secret-env", "", "environment `variable` with the secret")
	flags.StringVar(&f.secretFile, "secret-file", "", "`file` with the secret, - for standard input; a line break at its end does not count")
	flags.StringArrayVar(&f.params, "param", nil, "`name=value` that the scheme reads; may be repeated")
	flags.StringVar(&f.method, "method", "POST", "HTTP `method`")
	flags.StringVar(&f.path, "path", "/", "escaped `path`, with the query if there is one")
	flags.StringVar(&f.body, "body", "", "`body` as it is sent; @file reads a file")
	flags.StringVar(&f.at, "at", "", "`time` of the request instead of now: RFC 3339, or Unix seconds or milliseconds")
	flags.BoolVar(&f.explain, "explain", false, "show the signed parts and the text, without the secret")
	flags.BoolVar(&f.quiet, "quiet", false, "print the signature alone; verify prints nothing")
	flags.BoolVar(&f.asJSON, "json", false, "print a JSON object")
	cmd.MarkFlagsMutuallyExclusive("secret", "secret-env", "secret-file")
	cmd.MarkFlagsOneRequired("secret", "secret-env", "secret-file")
	cmd.MarkFlagsMutuallyExclusive("json", "quiet")
}

// signingRun is what the flags mean.
type signingRun struct {
	scheme  signing.Scheme
	message *signer.Message
	secret  string
	at      time.Time
}

func (f *signingFlags) load(cmd *cobra.Command) (*signingRun, error) {
	var r signingRun
	spec, scheme := cmp.Or(f.spec, embedded.PandaPon), f.scheme
	if scheme == "" && generator.IsEmbedded(spec) {
		scheme = signing.DefaultScheme
	}
	src, err := sourceNamed(spec)
	if err != nil {
		return nil, err
	}
	doc, err := document.Load(cmd.Context(), src)
	if err != nil {
		return nil, loadError(err)
	}
	if r.scheme, err = signing.Find(doc, scheme); err != nil {
		return nil, signingError(err)
	}
	if r.secret, err = f.readSecret(cmd.InOrStdin()); err != nil {
		return nil, err
	}
	if r.at, err = parseTime(f.at); err != nil {
		return nil, usage(err)
	}
	request := signing.Request{Method: f.method, Path: f.path}
	if request.Params, err = parseParams(f.params); err != nil {
		return nil, usage(err)
	}
	if request.Body, err = readBody(f.body); err != nil {
		return nil, environment(err)
	}
	if r.message, err = r.scheme.Message(request); err != nil {
		return nil, usage(err)
	}
	return &r, nil
}

// signingError gives an error about the choice of a scheme its exit code.
func signingError(err error) error {
	if isFindings(err) {
		return &cli.ExitError{Code: cli.Findings, Err: err}
	}
	return usage(err)
}

func (f *signingFlags) readSecret(stdin io.Reader) (string, error) {
	secret := f.secret
	switch {
	case f.secretEnv != "":
		value, ok := os.LookupEnv(f.secretEnv)
		if !ok {
			return "", usage(fmt.Errorf("environment variable %s is not set", f.secretEnv))
		}
		secret = value
	case f.secretFile == "-":
		b, err := io.ReadAll(io.LimitReader(stdin, maxSecret))
		if err != nil {
			return "", environment(fmt.Errorf("read the secret from standard input: %w", err))
		}
		secret = trimLineBreak(string(b))
	case f.secretFile != "":
		b, err := os.ReadFile(f.secretFile)
		if err != nil {
			return "", environment(fmt.Errorf("read the secret: %w", err))
		}
		secret = trimLineBreak(string(b))
	}
	switch {
	case secret == "":
		return "", usage(errors.New("the secret is empty"))
	case strings.TrimSpace(secret) != secret:
		return "", usage(errors.New("the secret has white space around it, and is never accepted with it: remove it"))
	}
	return secret, nil
}

// maxSecret bounds what is read of standard input, in bytes.
const maxSecret = 1 << 20

func trimLineBreak(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r") }

func parseParams(list []string) ([]signer.Value, error) {
	var params []signer.Value
	for _, p := range list {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("--param %q: write it as name=value", p)
		}
		params = append(params, signer.Value{Name: name, Value: value})
	}
	return params, nil
}

func readBody(body string) (string, error) {
	name, isFile := strings.CutPrefix(body, "@")
	if !isFile {
		return body, nil
	}
	b, err := os.ReadFile(name)
	return string(b), err
}

// parseTime reads a time in RFC 3339, Unix seconds or Unix milliseconds; nothing is now.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err == nil && len(s) == 10:
		return time.Unix(n, 0), nil
	case err == nil && len(s) == 13:
		return time.UnixMilli(n), nil
	}
	return time.Time{}, fmt.Errorf("--at %q: write it as 2026-01-02T15:04:05Z, or as 10 digits (seconds) or 13 (milliseconds)", s)
}

// printExplanation shows how the signature of a message is made.
func printExplanation(w io.Writer, e *diagnose.Explanation) {
	for i, p := range e.Parts {
		fmt.Fprintf(w, "part %-2d %s = %s\n", i+1, p.Name, p.Value)
	}
	if e.Joiner != "" {
		fmt.Fprintf(w, "joiner  %q\n", e.Joiner)
	}
	fmt.Fprintf(w, "text    %s\n", e.Text)
	for _, p := range e.Key {
		fmt.Fprintf(w, "key     %s = %s\n", p.Name, p.Value)
	}
	fmt.Fprintf(w, "%-7s %s\n", e.Digest, e.Sum)
	fmt.Fprintf(w, "%s, put into %s: %s%s\n", e.Encoding, e.Place, e.Prefix, e.Signature)
}
