// Package fault does to the real binary what happens to a machine in a school: it is switched off in the middle of writing, again
// and again, and its disk fills. Whatever the program acknowledged over HTTP must be there afterwards, once. It is tests only; it
// knows the program by its command line and its addresses, and imports nothing of it but testkit.
package fault
