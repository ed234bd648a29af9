package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/cli"
)

const pandaponMessage = "--param access-key=test-access-key --param timestamp=1715669977082 --param nonce-str=0123456789abcdef0123456789abcdef"

// pandagenLine runs a command line whose arguments hold no spaces.
func pandagenLine(t *testing.T, line, stdin string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = run(t.Context(), strings.Fields(line), strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

func TestSignPrintsWhatIsSent(t *testing.T) {
	code, out, errs := pandagenLine(t, "sign --secret test-access-secret "+pandaponMessage+" --param user-id=7", "")
	want := `header access-key: test-access-key
header user-id: 7
header timestamp: 1715669977082
header nonce-str: 0123456789abcdef0123456789abcdef
header signature: 8D4698803917A97616363AC4211CBECE
`
	if code != 0 || out != want || errs != "" {
		t.Errorf("code %d, stderr %q, stdout:\n%s", code, errs, out)
	}
}

func TestSignTakesTheSecretFromEverywhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("test-access-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TEST_SECRET", "test-access-secret")
	for flags, stdin := range map[string]string{
		"--secret test-access-secret": "", "--secret-env TEST_SECRET": "", "--secret-file " + file: "", "--secret-file -": "test-access-secret\r\n",
	} {
		code, out, errs := pandagenLine(t, "sign --quiet "+flags+" "+pandaponMessage, stdin)
		if code != 0 || out != "8D4698803917A97616363AC4211CBECE\n" {
			t.Errorf("%s: code %d, %s%s", flags, code, out, errs)
		}
	}
}

func TestSignMakesTimestampAndNonce(t *testing.T) {
	_, out, _ := pandagenLine(t, "sign --secret s --param access-key=k --at 2026-01-02T03:04:05Z --json", "")
	var result signResult
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sent := map[string]string{}
	for _, s := range result.Send {
		sent[s.Name] = s.Value
	}
	if sent["timestamp"] != "1767323045000" || len(sent["nonce-str"]) != 32 || sent["signature"] != result.Signature {
		t.Errorf("sent %v", sent)
	}
}

func TestVerifyAcceptsWhatSignMade(t *testing.T) {
	line := "verify --secret test-access-secret " + pandaponMessage + " --param signature=8D4698803917A97616363AC4211CBECE"
	if code, out, _ := pandagenLine(t, line+" --at 1715669977082", ""); code != 0 || out != "the signature is right\n" {
		t.Errorf("code %d: %s", code, out)
	}
	if code, out, _ := pandagenLine(t, line, ""); code != 1 || !strings.Contains(out, "timestamp: ") || !strings.Contains(out, "rejected, although its digest is right") {
		t.Errorf("years later: code %d: %s", code, out)
	}
}

func TestVerifySaysWhatDiffers(t *testing.T) {
	for signature, want := range map[string]string{
		"8d4698803917a97616363ac4211cbece": "hex-lower",              // lower case
		"0C2D36A8B9E7C1A7B58CC4B0F3A1D9E2": "another secret",         // anything
		"8D4698803917A97616363AC4":         "a part is cut off",      // cut
		"EA5BFA3CBC8E02E9A0F6B8B8C1DFE5A0": "no common mistake",      // anything
		"!not-a-signature!":                "neither hex nor base64", // no digest at all
	} {
		code, out, errs := pandagenLine(t, "verify --secret test-access-secret --at 1715669977082 "+pandaponMessage+" --param signature="+signature, "")
		if code != 1 || !strings.Contains(out, want) || errs != "" {
			t.Errorf("%s: code %d, without %q: %s%s", signature, code, want, out, errs)
		}
		if strings.Contains(out, "test-access-secret") {
			t.Errorf("%s: the secret is printed: %s", signature, out)
		}
	}
}

func TestSigningMistakesOnTheCommandLine(t *testing.T) {
	for line, want := range map[string]string{
		"sign":                                                    "at least one of the flags",
		"sign --secret a --secret-env B":                          "none of the others",
		"sign --secret s --param timestamp":                       `write it as name=value`,
		"sign --secret s --param foo=1":                           "does not read it; it reads signature, access-key",
		"sign --secret s":                                         "header Access-Key: missing",
		"sign --secret s --scheme nope":                           "there are: pandapon-request",
		"sign --secret s --at yesterday":                          "write it as",
		"sign --secret s --path x --param access-key=k":           "beginning with a slash",
		"sign --secret-env NO_SUCH_VARIABLE":                      "is not set",
		"sign --secret-file - --param access-key=k":               "empty",
		"verify --secret s --param access-key=k --param user-id=": "timestamp",
	} {
		code, out, errs := pandagenLine(t, line, "")
		if code == 0 || !strings.Contains(out+errs, want) {
			t.Errorf("%s: code %d, without %q: %s%s", line, code, want, out, errs)
		}
	}
}

func TestExitCodesOfSign(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"lacking.yaml": "text: [{secret: true}, {body: raw}]\nput: {header: sign}\n",
		"none.yaml":    "openapi: 3.1.0\n",
		"broken.yaml":  "a: [\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]struct {
		code int
		text string
	}{
		"missing.yaml": {cli.Environment, "missing.yaml: no such file"},
		"lacking.yaml": {cli.Findings, "lacking.yaml:1:1: x-signature of signature: "},
		"none.yaml":    {cli.Usage, "none.yaml: no security scheme has x-signature"},
		"broken.yaml":  {cli.Findings, "broken.yaml:"},
	} {
		code, _, errs := pandagenLine(t, "sign --secret s --spec "+filepath.Join(dir, name), "")
		if code != want.code || !strings.Contains(errs, want.text) {
			t.Errorf("%s: code %d, %s", name, code, errs)
		}
	}
}

func TestBundleNamesTheFileThatItCannotWrite(t *testing.T) {
	code, _, errs := pandagenLine(t, "spec bundle -o "+filepath.Join(t.TempDir(), "no", "openapi.json"), "")
	if code != cli.Environment || !strings.Contains(errs, "openapi.json: no such file") {
		t.Errorf("code %d, %s", code, errs)
	}
}

// pandagenArgs runs a command whose arguments may hold anything.
func pandagenArgs(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = run(t.Context(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestSigningRefusesWhiteSpaceAroundCredentials(t *testing.T) {
	t.Setenv("TEST_SECRET", "hidden\n")
	for _, command := range []string{"sign", "verify"} {
		for name, args := range map[string][]string{
			"secret":   {"--secret", " hidden", "--param", "access-key=k"},
			"variable": {"--secret-env", "TEST_SECRET", "--param", "access-key=k"},
			"key":      {"--secret", "hidden", "--param", "access-key=k "},
			"claim":    {"--secret", "hidden", "--param", "access-key=k", "--param", "User-Id=\t7"},
		} {
			code, out, errs := pandagenArgs(t, append([]string{command}, args...)...)
			if code != cli.Usage || out != "" || !strings.Contains(errs, "white space around it") || strings.Contains(errs, "hidden") {
				t.Errorf("%s with a %s: code %d, %s%s", command, name, code, out, errs)
			}
		}
	}
}

// What a Verifier always rejects is never right, whatever its digest.
func TestVerifyNeverCallsRightWhatIsRejected(t *testing.T) {
	dir := t.TempDir()
	for name, test := range map[string]struct {
		scheme, want string
		params       []string
	}{
		"prefix": {"text: [{body: raw}]\ndigest: hmac-sha256\nencoding: hex-lower\nput: {header: X-Hub-Signature-256, prefix: sha256=}\n", `does not begin with "sha256="`,
			[]string{"X-Hub-Signature-256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}},
		"identity": {"text: [{body: raw}]\ndigest: hmac-sha256\nencoding: hex-lower\nput: {header: Sign}\nidentity: {key: {header: Key}}\n", "Key is not signed",
			[]string{"Key=k", "Sign=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}},
	} {
		file := filepath.Join(dir, name+".yaml")
		if err := os.WriteFile(file, []byte(test.scheme), 0o644); err != nil {
			t.Fatal(err)
		}
		args := []string{"verify", "--spec", file, "--secret", "It's a Secret to Everybody", "--body", "Hello, World!"}
		for _, p := range test.params {
			args = append(args, "--param", p)
		}
		code, out, errs := pandagenArgs(t, args...)
		if code != cli.Findings || !strings.Contains(out, test.want) || strings.Contains(out, "the signature is right") || errs != "" {
			t.Errorf("%s: code %d, %s%s", name, code, out, errs)
		}
		_, out, _ = pandagenArgs(t, append(args, "--json")...)
		var result verifyResult
		if err := json.Unmarshal([]byte(out), &result); err != nil || result.Accepted {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
}

// The query is signed as it is given, where the scheme signs what travels.
func TestSignQueryAsSent(t *testing.T) {
	file := filepath.Join(t.TempDir(), "scheme.yaml")
	scheme := "text: [{params: {from: query, pair: '=', join: '&', encode: as-sent}}, {secret: true}]\ndigest: md5\nencoding: hex-lower\nput: {query: sign}\n"
	if err := os.WriteFile(file, []byte(scheme), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs := pandagenArgs(t, "sign", "--spec", file, "--secret", "s", "--path", "/x?b=~*%20%7e&a=+", "--param", "c=x y", "--explain")
	if code != 0 || !strings.Contains(out, "text    b=~*%20%7e&a=+&c=x+y<secret>") {
		t.Errorf("code %d, %s%s", code, out, errs)
	}
}
