// Package roster brings people in: a roster is read, compared with what is stored, and applied.
package roster
