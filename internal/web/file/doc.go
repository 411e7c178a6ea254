// Package file shows files: the bytes themselves in ranges, a page with a viewer for each kind, the renditions, the hashes of their
// pieces, and the content origin, the second address from which alone things that run (HTML, SVG) are shown.
//
// A page that owns files gives a Door its address and a function that finds the file for whoever asks; permission is that function's.
// On the main origin nothing that could run is ever answered as something a browser shows. On the content origin there are no
// sessions: a link is signed, holds one file for one viewer for two minutes and one opening, and what it shows is sandboxed. The
// package may hold no rule of a domain and no SQL.
package file
