// Peers has oapi-codegen and ogen write their code for the project's document to peers/oapi and peers/ogen, in the
// versions that go.mod pins. A peer whose document, version and settings are those of its code is skipped.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/pandapon/pandagen/bench/input"
)

// peer is a generator that this module pins as a tool.
type peer struct {
	name   string
	module string
	folder string   // of its code, below the folder of this module
	config string   // its configuration, when it has one
	args   []string // of go tool, without the document
}

var peers = []peer{
	{
		name:   "oapi-codegen",
		module: "github.com/oapi-codegen/oapi-codegen/v2",
		folder: "peers/oapi",
		config: "peers/oapi.yaml",
		args:   []string{"oapi-codegen", "-config", "peers/oapi.yaml"},
	},
	{
		name:   "ogen",
		module: "github.com/ogen-go/ogen",
		folder: "peers/ogen",
		args:   []string{"ogen", "-target", "peers/ogen", "-package", "ogen"},
	},
}

// documentFile is what the peers read, and stampFile, in a peer's folder, what its code was written from.
const (
	documentFile = "out/peers.json"
	stampFile    = "stamp"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	root, err := input.Document()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(documentFile), 0o755); err != nil {
		return err
	}
	if err := input.Write(documentFile, input.ForPeers(root)); err != nil {
		return err
	}
	for _, p := range peers {
		if err := p.update(ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// update has a peer write its code, unless what it would write it from is what its stamp says.
func (p peer) update(ctx context.Context) error {
	stamp, err := p.stamp(ctx)
	if err != nil {
		return err
	}
	file := filepath.Join(p.folder, stampFile)
	written, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if bytes.Equal(written, stamp) {
		return nil
	}
	fmt.Fprintf(os.Stderr, "%s writes %s\n", p.name, p.folder)
	if err := os.RemoveAll(p.folder); err != nil {
		return err
	}
	if err := os.MkdirAll(p.folder, 0o755); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "go", append(append([]string{"tool"}, p.args...), documentFile)...)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	return os.WriteFile(file, stamp, 0o644)
}

// stamp is the digest of all that a peer's code depends on.
func (p peer) stamp(ctx context.Context) ([]byte, error) {
	version, err := exec.CommandContext(ctx, "go", "list", "-m", p.module).Output()
	if err != nil {
		return nil, fmt.Errorf("version of %s: %w", p.module, err)
	}
	digest := sha256.New()
	fmt.Fprintf(digest, "%s%s\n", version, strings.Join(p.args, " "))
	for _, file := range []string{p.config, documentFile} {
		if file == "" {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		digest.Write(content)
	}
	return []byte(hex.EncodeToString(digest.Sum(nil)) + "\n"), nil
}
