// Package exchange keeps the national platform's public catalogue beside ours and leads teachers to it.
//
// # What it does
//
// A harvest polls one version document a module; when that says something new it reads the menu and the part files by their ETags from
// three interchangeable hosts (Web), compares by id and update_time, and writes only rows that differ, in slices behind interactive
// writes; its last small write notes the version. So a harvest that is stopped anywhere is simply done again and goes on: what is
// written is the same already. A record that left the part files becomes a tombstone, only when every part came whole, and never more
// than a third of the catalogue without a person's yes. A box without a line reads the same documents from a folder or an archive
// (Files). It is off until the system administrator turns it on.
//
// Kept are metadata and deep links: smartedu.Metadata takes addresses of media, keys and account numbers out of every record before
// it is stored. Nothing is downloaded or decrypted, and the platform's passwords are never asked for: people sign in there.
//
// The menu is the published catalogue and the part files are the store: records that the menu does not reach are kept and not shown.
// Tags are mapped to the region's codes; what nobody has answered stands in a queue with the number of records, people of the region
// answer it once, and the answer holds for every later harvest.
//
// Topics, question papers and courses have their content in documents of their own (Set): after a harvest those that the lists name, and
// courses that people named by their pages, are asked for one by one, by ETag, when they are old or their record was written since.
//
// Rows stand in the core store: 2,277 textbooks are twelve slices, and the lists of lessons come book by book.
//
// # Signing on from above
//
// Gateway is the sign-on of 国家数字教育资源公共服务体系: a ticket and a token of our application give a person and what the person is.
// See gateway.go and sign.go.
//
// # What it may not do
//
// It imports base packages, org and spec/smartedu, no other domain. It follows no address that a document names except paths on the
// platform's own hosts. The catalogue belongs to no school, so its queries have no scope; who reads or manages it org decides.
package exchange
