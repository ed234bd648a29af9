package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// git runs the git program in a folder.
type git struct {
	dir string // where it runs; empty for the working directory
}

// errNoGit says that the program is missing.
var errNoGit = errors.New("the git program is not on the PATH: install git, or compare files instead of revisions")

// command prepares a run of git that changes nothing, asks nothing and speaks English.
func (g git) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
	return cmd
}

// run returns what git prints. The error has what git says about the failure.
func (g git) run(ctx context.Context, args ...string) (string, error) {
	cmd := g.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case err == nil:
		return string(out), nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return "", errNoGit
	}
	said, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
	if said = strings.TrimPrefix(said, "fatal: "); said == "" {
		said = err.Error()
	}
	return "", errors.New(said)
}

// line returns the one line that git prints.
func (g git) line(ctx context.Context, args ...string) (string, error) {
	out, err := g.run(ctx, args...)
	return strings.TrimSuffix(out, "\n"), err
}

// repository is a git repository, seen from a folder in it.
type repository struct {
	git
	prefix string // the folder, below the root of the work tree, with a slash at its end; empty at the root and in a bare repository
	top    string // the root of the work tree; empty in a bare repository
}

// open finds the repository around a folder; empty is the working directory.
func open(ctx context.Context, dir string) (*repository, error) {
	r := &repository{git: git{dir: dir}}
	if _, err := r.run(ctx, "rev-parse", "--git-dir"); errors.Is(err, errNoGit) || ctx.Err() != nil {
		return nil, err
	} else if err != nil {
		return nil, fmt.Errorf("revisions are read from a git repository, and there is none to read in %s: %w: run pandagen within the repository, or compare files",
			shown(dir), err)
	}
	// Both fail in a bare repository, where paths count from the root.
	if prefix, err := r.line(ctx, "rev-parse", "--show-prefix"); err == nil {
		r.prefix = prefix
	}
	if top, err := r.line(ctx, "rev-parse", "--show-toplevel"); err == nil {
		r.top = filepath.FromSlash(top)
	}
	return r, ctx.Err()
}

func shown(dir string) string {
	if dir == "" {
		return "the working directory"
	}
	return dir
}

// tree returns the id of a revision's root tree.
func (r *repository) tree(ctx context.Context, rev string) (string, error) {
	if rev == "" || strings.HasPrefix(rev, "-") { // git would take it for a flag; no revision begins so
		return "", fmt.Errorf("%q is no revision: name a branch, a tag or a commit", rev)
	}
	id, err := r.line(ctx, "rev-parse", "--verify", "--quiet", rev+"^{tree}")
	if err == nil || ctx.Err() != nil || errors.Is(err, errNoGit) {
		return id, err
	}
	return "", fmt.Errorf("there is no revision %s in this repository: %s", rev, r.advice(ctx, rev))
}

// advice says how to come by a revision that is not there.
func (r *repository) advice(ctx context.Context, rev string) string {
	remote, branch, isRemote := strings.Cut(rev, "/")
	if isRemote {
		names, _ := r.run(ctx, "remote")
		isRemote = strings.Contains("\n"+names, "\n"+remote+"\n")
	}
	shallow, _ := r.line(ctx, "rev-parse", "--is-shallow-repository")
	switch {
	case isRemote && isPlain(branch):
		fetch := fmt.Sprintf("fetch it with git fetch --depth=1 %s %s:refs/remotes/%s", remote, branch, rev)
		if shallow == "true" {
			return "the clone is shallow, as actions/checkout makes it: " + fetch + ", or check out with fetch-depth: 0"
		}
		return fetch
	case shallow == "true":
		return "the clone is shallow, as actions/checkout makes it: run git fetch --unshallow --tags, or check out with fetch-depth: 0"
	}
	return "git branch --all and git tag list what there is; git fetch --all --tags gets what the remotes have"
}

// isPlain reports whether a branch's name can be pasted into a shell.
func isPlain(branch string) bool {
	return branch != "" && strings.Trim(branch, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-") == ""
}

// inRepository returns a path of the file system as a path below the repository's root; ok is false when it lies elsewhere.
func (r *repository) inRepository(name string) (p string, ok bool) {
	if r.top == "" {
		return "", false
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", false
	}
	rel, err := filepath.Rel(realPath(r.top), realPath(abs))
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// realPath follows symbolic links as far as the path exists.
func realPath(name string) string {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	if dir := filepath.Dir(name); dir != name {
		return filepath.Join(realPath(dir), filepath.Base(name))
	}
	return name
}

// fromRoot returns the path of a REV:PATH as git reads it: from the root, or from the folder when it begins with a dot.
func (r *repository) fromRoot(p string) string {
	p = filepath.ToSlash(p)
	if p == "." || p == ".." || strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../") {
		p = r.prefix + p
	}
	return path.Clean("/" + p)[1:]
}
