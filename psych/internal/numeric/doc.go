// Package numeric is the small dense numerics that the packages of measurement share: symmetric systems, and the acceleration of
// fixed-point iterations. It is no general library: what only one package needs stays there.
package numeric
