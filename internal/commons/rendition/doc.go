// Package rendition keeps what is known about the bytes of files, whoever's they are: the hashes of their 1 MiB pieces, what a virus
// scanner said, and their renditions: a PDF of an Office file, small videos, sound alone, HLS, a picture of the first page.
//
// Everything here belongs to a blob, not to a work: works that hold the same bytes share it, and it goes when the bytes go (Purge, for
// a takedown, and Sweep, for what nothing names any more). Work is done by jobs of a queue of its own, so that an hour of video holds
// up no import: pieces first, then the scan, then renditions. A job bears to run again; what is there already is not made twice. When
// a program is absent the file says so, and a later start with the program makes what is missing.
//
// The package asks nobody for permission: commons has found the file for the actor before its hash comes here. It may import base
// packages only.
package rendition
