//go:build !linux

package cli

// cpuSeconds is measured on Linux only.
func cpuSeconds() float64 { return 0 }
