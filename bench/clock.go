package main

import (
	"syscall"
	"time"
)

// clock reads how much time has passed, since some instant.
type clock func() (time.Duration, error)

// wallClock is what a user waits.
func wallClock() clock {
	began := time.Now()
	return func() (time.Duration, error) { return time.Since(began), nil }
}

// processorTime is what this process and those that it has waited for have computed, on all processors together. What
// others compute on the same machine does not add to it.
func processorTime() (time.Duration, error) {
	var sum time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var used syscall.Rusage
		if err := syscall.Getrusage(who, &used); err != nil {
			return 0, err
		}
		sum += time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	return sum, nil
}
