// Package upload receives large files over lines that break: an upload has a name of its own, says how far it has come, and goes on
// from there, as tus 1.0.0 asks (creation, termination, checksum, expiration). Package commons and the pages use it; Door speaks the
// protocol, Store keeps what has come in a folder until it is complete.
//
// An offset that was told to a client survives kill -9 and a power cut: bytes are on disk before the state that counts them is, and
// what lies behind the counted offset is thrown away. SHA-256 and the hashes of 1 MiB pieces are computed while bytes come in and
// kept in the state, so a complete upload is moved into the blob store without being read again.
//
// The folder holds files named by upload ids; no name that a person typed reaches the file system. It belongs to one process: with
// several, a client has to come back to the same one. The package knows no noun of the product and asks nobody for permission; it
// does hold each upload to its owner, so that another's id is as good as none.
package upload
