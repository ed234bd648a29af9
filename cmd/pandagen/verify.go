package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/cli"
	"github.com/pandapon/pandagen/signer/diagnose"
)

func newVerifyCommand() *cobra.Command {
	var f signingFlags
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Say whether a request's signature is right, and if not, what differs",
		Long: `Verify compares the signature of a request with the one expected. When they differ, it tries the mistakes that people make:
a clock that is off, another unit, a nonce of another length, parts in another order or missing, a plain digest instead of an
hmac, another letter case or encoding, white space around the secret. Give the signature with --param, by the name under which
the scheme sends it. The exit code is 1 when the request would be rejected.
` + signingHelp,
		Example: `  pandagen verify --secret-env PANDAPON_ACCESS_SECRET --param access-key=test-access-key --param timestamp=1715669977082 \
    --param nonce-str=0123456789abcdef0123456789abcdef --param signature=8D4698803917A97616363AC4211CBECE --at 1715669977082`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runVerify(cmd, &f) },
	}
	f.register(cmd)
	return cmd
}

func runVerify(cmd *cobra.Command, f *signingFlags) error {
	r, err := f.load(cmd)
	if err != nil {
		return err
	}
	d := diagnose.Signature(r.scheme.Signer, r.message, r.secret, r.at)
	out := cmd.OutOrStdout()
	switch {
	case f.quiet:
	case f.asJSON:
		if err := printJSON(out, newVerifyResult(r, d)); err != nil {
			return environment(err)
		}
	default:
		switch {
		case d.Accepted:
			fmt.Fprintln(out, "the signature is right")
		case d.Want == d.Got && d.Want != "":
			fmt.Fprintln(out, "the request is rejected, although its digest is right:")
		}
		for _, finding := range d.Findings {
			fmt.Fprintf(out, "%s: %s\n", finding.Step, finding.Message)
		}
		if f.explain {
			if e, err := diagnose.Explain(r.scheme.Signer, r.message, r.secret); err == nil {
				fmt.Fprintln(out)
				printExplanation(out, e)
			}
		}
	}
	if !d.Accepted {
		return &cli.ExitError{Code: cli.Findings}
	}
	return nil
}

// verifyResult is what verify --json prints.
type verifyResult struct {
	Scheme   string          `json:"scheme"`
	Accepted bool            `json:"accepted"`
	Findings []verifyFinding `json:"findings"`
}

type verifyFinding struct {
	Step    string `json:"step"`
	Message string `json:"message"`
}

func newVerifyResult(r *signingRun, d *diagnose.Diagnosis) verifyResult {
	result := verifyResult{Scheme: r.scheme.Name, Accepted: d.Accepted, Findings: []verifyFinding{}}
	for _, f := range d.Findings {
		result.Findings = append(result.Findings, verifyFinding{fmt.Sprint(f.Step), f.Message})
	}
	return result
}
