package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pandapon/pandagen/internal/signing"
	"github.com/pandapon/pandagen/signer"
	"github.com/pandapon/pandagen/signer/diagnose"
)

func newSignCommand() *cobra.Command {
	var f signingFlags
	cmd := &cobra.Command{
		Use:   "sign",
		Short: "Compute the signature of a request by any declared scheme",
		Long: `Sign prints what a signed request carries: identity, timestamp, nonce and signature. A timestamp and a nonce given with
--param are used as they are, otherwise they are made.
` + signingHelp,
		Example: `  pandagen sign --secret-env PANDAPON_ACCESS_SECRET --param access-key=test-access-key --param user-id=1
  pandagen sign --spec openapi.yaml --scheme wechat-pay-v2-md5 --secret-file secret.txt --param appid=wx1 --param body=test --explain
  pandagen sign --spec lazada.yaml --secret-file - --param app-key=123456 --body @message.json --quiet`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runSign(cmd, &f) },
	}
	f.register(cmd)
	return cmd
}

func runSign(cmd *cobra.Command, f *signingFlags) error {
	r, err := f.load(cmd)
	if err != nil {
		return err
	}
	if err := r.scheme.Sign(r.message, signer.Credentials{Secret: r.secret}, r.at); err != nil {
		return usage(fmt.Errorf("scheme %s: %w", r.scheme.Name, err))
	}
	e, err := diagnose.Explain(r.scheme.Signer, r.message, r.secret)
	if err != nil {
		return usage(err)
	}
	out, sent := cmd.OutOrStdout(), r.scheme.Sent(r.message)
	switch {
	case f.quiet:
		fmt.Fprintln(out, e.Signature)
	case f.asJSON:
		result := signResult{Scheme: r.scheme.Name, Signature: e.Signature, Send: sent}
		if f.explain {
			result.Text, result.Sum = e.Text, e.Sum
		}
		return environment(printJSON(out, result))
	default:
		for _, s := range sent {
			fmt.Fprintf(out, "%s %s: %s\n", s.In, s.Name, s.Value)
		}
		if f.explain {
			fmt.Fprintln(out)
			printExplanation(out, e)
		}
	}
	return nil
}

// signResult is what sign --json prints.
type signResult struct {
	Scheme    string         `json:"scheme"`
	Signature string         `json:"signature"`
	Send      []signing.Sent `json:"send"`
	Text      string         `json:"text,omitempty"`   // with --explain: the signed text, the secret redacted
	Sum       string         `json:"digest,omitempty"` // with --explain: the digest in lower-case hex
}
