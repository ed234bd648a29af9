package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Progress shows on w, when it is a terminal, that something takes longer than a second. Call the function that it
// returns when the work is done: the line is gone afterwards.
func Progress(w io.Writer, what string) (done func()) {
	if !IsTerminal(w) {
		return func() {}
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { show(w, what, stop) })
	return sync.OnceFunc(func() {
		close(stop)
		wg.Wait()
	})
}

// show writes one line over and over, once a second, until stop is closed.
func show(w io.Writer, what string, stop <-chan struct{}) {
	const clearLine = "\r\x1b[K"
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for seconds := 1; ; seconds++ {
		select {
		case <-tick.C:
			fmt.Fprintf(w, "%s%s… %d s", clearLine, what, seconds)
		case <-stop:
			if seconds > 1 {
				fmt.Fprint(w, clearLine)
			}
			return
		}
	}
}

// IsTerminal reports whether a person sees what is written to w.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}
