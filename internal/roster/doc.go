// Package roster brings people in: a OneRoster set (CSV, versions 1.1 and 1.2, bulk or delta, folder or zip) or our Excel workbook
// is checked, staged, compared with what is stored, and applied; and it writes the people of a unit back into that workbook.
//
// # Check → stage → difference → apply
//
// Check (spec/oneroster) reads the file against the standard and stores nothing. One error refuses the whole set: half a roster is
// worse than yesterday's. Stage reads it a second time into a scratch file, a SQLite file of its own in the data directory, whichever
// engine keeps the people: rows there stand in the order of their keys, so that everything after is a merge of two sorted streams
// and memory does not grow with the set. The difference goes over both streams, counts what would be added, changed and removed,
// and touches nothing. A person decides. Apply goes over the streams again and stores what is different.
//
// Scratch files hold names. The pupil number 学籍号 in them is sealed under a key of the import, which is destroyed with it; rows are
// deleted and the file rewritten when the import is over, and findings stay for Keep.
//
// # What is compared with what
//
// roster_row keeps what a source (a sender at a unit) last said of each row: a digest, when it was last changed, whether it is
// active, and which of our things it became. A row is found by its sourcedId within its source and table, nothing else; the digest
// is keyed, because whoever knew the rest of a row could otherwise try pupil numbers. A row that is new becomes something that was
// here before when that is the same to people: an organisation by its code (a school's own list by its name as well), a class by
// school, kind, stage, entry year, number, subject and name, a person by the login or number together with name and school, a role
// by person, place and subject. What another row stands for too is not ended with the first. What the file does not say is left as
// it is: a blank cell takes away neither a telephone number nor a 学籍号 that was entered by hand.
//
// A date of last change is used when both sides have one: an older row overwrites nothing, and an end that was told is kept, so that
// an older file that comes later brings nobody back (CodeDate tells what was left alone). A table that is bulk is the whole truth of
// its source: rows it lacks are removed. Removing means an end in time; nothing is ever deleted. More than RemovalShare of a table
// stops until somebody allows it.
//
// # Versions
//
// Imports of a source are numbered, and its version rises when one begins to be applied and when it ends. A difference remembers the
// version it was made on (Base); when that is not the present one any more, applying is a conflict and the comparison is made
// again. An import that begins takes over from one of the same source that has not ended: every slice asks first whether its
// import is still the one (errLost).
//
// # Slices, and what an interruption leaves
//
// Apply writes in slices behind everybody else's writes, as large as their time allows (pace). A slice is one transaction: our things,
// their rows in roster_row, the counts for the events and the import's progress. So what is stored is at any moment the beginning of
// the import, and there is no mark to go on from: after a crash, a kill or a stop the comparison runs again and finds only what is still
// different. Order makes this safe: organisations, sessions, courses, classes, people, their roles and guardians, places in
// classes; then the ends, the other way round. A row whose class or person is not there is left out with a warning and tried again by
// the next import. While a slice is written the next one is prepared, but only in tables whose rows do not refer to each other.
//
// A file leaves one event for itself and one for each class that it changed, not one a row; counts stand in roster_place until their
// event is written, those of an interrupted import too.
//
// # What it may not do
//
// It may not give wide roles unless whoever imports may give them by hand, nor anything outside the unit of the roster. It keeps no
// password, no identity-card number, no column about body, origin or ethnicity, and no 学籍号 but sealed; it logs and emits no names.
// It writes people, classes and logins only through org and authn, never their tables.
package roster
