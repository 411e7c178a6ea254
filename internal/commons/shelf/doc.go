// Package shelf owns shelves 书架 and collections 合集: lists of lessons that somebody has put together for a person, a school, a group, a
// district or the region.
//
// # Nouns
//
// A Shelf has one owner: a person (private) or a unit. An Entry names a work and follows its published version, or pins one version, or is
// a link to a lesson on the national platform, which holds no content. Entries stand in an order and may be put into sections. A school
// subscribes to a shelf, which says that it wants its lessons at hand.
//
// # Rules
//
// A shelf opens no door: an entry is shown when the reader may read a version of it in the library, else it is only counted, and a
// withdrawn one says so. Only the region's platform is linked; a link is kept as an address and never fetched.
//
// # Who may
//
// The owner reads and keeps a private shelf. A unit's shelf is read by everybody with library.read at or below the unit, and kept by whoever has
// shelf.keep there: heads, heads of research, researchers and reviewers. Copying asks for what making asks; subscribing asks
// shelf.keep at the school.
//
// Wanted is what a school's box has to hold: versions pinned by its open assignments and those of subscribed shelves, without what a licence
// does not let into an offline pack. It may import commons, org and the base; assignments come through Assignments.
package shelf
