// Package header checks what is to be sent in the header of requests.
package header

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pandapon/pandagen/signer"
)

// Check refuses what cannot be sent as a header, and headers that the engine or the transport answers for.
func Check(name, value string) error {
	switch name {
	case "":
		return errors.New("the name is empty")
	case "Host", "Content-Length", "Transfer-Encoding", "Connection", "Trailer":
		return errors.New("is set by the transport")
	case "Idempotency-Key", "X-Idempotency-Key":
		return errors.New("would make the transport send requests again, with the same signature")
	}
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c >= 0x7f || c == ':' {
			return errors.New("the name has characters that no header may have")
		}
	}
	return CheckValue(value)
}

// CheckValue refuses values that cannot be sent in a header. It does not repeat them, they may be secrets.
func CheckValue(value string) error {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return errors.New("has a control character, such as a line feed at its end")
		}
	}
	return nil
}

// CheckCredential refuses what cannot be a credential: a value that cannot be sent, and one with white space around it, which a
// header loses, and which was copied with it by mistake.
func CheckCredential(value string) error {
	if strings.TrimSpace(value) != value {
		return errors.New("has white space around it, such as a line feed at its end: remove it")
	}
	return CheckValue(value)
}

// CheckCredentials refuses credentials that are none.
func CheckCredentials(values []signer.Value) error {
	for _, v := range values {
		if err := CheckCredential(v.Value); err != nil {
			return fmt.Errorf("credentials: %s %w", v.Name, err)
		}
	}
	return nil
}
