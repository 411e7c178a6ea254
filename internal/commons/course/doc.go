// Package course owns course trees 课程目录: the contents of a textbook as a region, district, group or school has them, and what stands at
// each node.
//
// # Nouns
//
// A Course is a tree for one subject, grade, edition and volume, owned by one unit. A school may have its own 校本 tree, or a copy of the
// region's with its changes. A Node has a parent and a sort key: a move or a new order touches that one row (a fractional key between its
// neighbours; when keys have grown long, the children of that parent are numbered anew). A Place puts a work at a node, following what is
// published or pinning one version, or a link to a lesson elsewhere. Place, work and blob are three things: taking a place away takes
// nothing else away, and a work may have many places.
//
// # Rules
//
// There is never a cycle and nothing is lost: a node that is removed is only marked, with all that stands below it, and can be taken back.
// Two people may edit one tree: a change names the revision of the node it was made from, one who was late is told how the node is now,
// and changes at different nodes do not disturb each other.
//
// A place opens no door: readers see the published versions that the library shows them, those withdrawn are named as gone.
//
// # Who may
//
// LibraryRead, upward: whoever stands at or below the owner reads the tree. CourseEdit at the owner changes it: researchers and heads of
// research groups.
//
// The package may import commons, org, preset and the base.
package course
