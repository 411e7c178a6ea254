// Package arch holds what a reviewer would otherwise have to remember: who may import whom and why, that each package says what it
// is, that every SQL statement is one text for both engines with a scope or a reason for none, that no linked module's licence
// binds the product, and that files and functions stay readable. It is tests only and nobody imports it.
package arch
