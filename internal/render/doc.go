// Package render makes other forms of files with programs that an operator may have installed: LibreOffice makes PDF of Office files,
// ffmpeg makes small videos, sound alone and HLS, poppler makes pictures of pages. A program that is absent is no error: Tools says
// what there is, and whoever shows a file says that only the original can be had.
//
// What people upload is not trusted, and neither are the programs that read it. Each runs in a temporary folder of its own with its
// own HOME, few environment variables, limits on memory, processor time and file size, low priority, and without a network where the
// kernel allows that (Linux with user namespaces); it is killed with all its children when the context ends or this process dies.
// The package knows no noun of the product and stores nothing: files in, files out.
package render
