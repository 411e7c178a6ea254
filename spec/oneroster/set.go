package oneroster

import "context"

// Set is a OneRoster CSV set that was opened. It implements Source.
type Set struct{}

// Open opens a folder or a zip. A set that is there but cannot be used at all (no manifest, a dangerous zip) still opens: its Findings say why and it
// has no tables. The error is for what is not there or is neither a folder nor a zip. Close it after use.
func Open(path string) (*Set, error) { return &Set{}, nil }

// Close lets go of the folder or zip.
func (s *Set) Close() error { return nil }

// Version implements Source.
func (s *Set) Version() string { return "" }

// Tables implements Source.
func (s *Set) Tables() []string { return nil }

// Mode implements Source.
func (s *Set) Mode(table string) Mode { return Absent }

// Findings implements Source.
func (s *Set) Findings() []Finding { return nil }

// Each implements Source.
func (s *Set) Each(ctx context.Context, table string, fn func(*Record) error) error { return nil }
