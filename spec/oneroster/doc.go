// Package oneroster reads, checks and writes rosters (名册) in the CSV binding of 1EdTech OneRoster 1.1 and 1.2: schools, terms, courses,
// classes, people, roles and enrolments as a set of CSV files with a manifest, in a folder or a zip.
//
// Source is anything that yields the records of such a set: a Set is one read from CSV files; the product's Excel workbook is another. Check
// says whether a Source may be taken in and gives one Finding for each thing that is wrong, with a code of a closed list and a message in
// Chinese for the person who made the file. A record that Each yields is already repaired where Check says "已…" in a warning, so that who
// stores records never repeats a rule.
//
// The package streams: it keeps 64-bit hashes of ids, never the rows. Half a million enrolments are checked in well under 100 MB.
//
// # What is repaired and what is refused
//
// Refused is what would put wrong people into wrong places or lose data; repaired, with a warning, is what can be read in one way only.
//
//	repaired: the case of a file's name, of true/false and of words of the standard's lists; blank manifest values (absent); nameless columns;
//	missing optional columns; columns in another order; vendors' columns ext_… (kept as metadata); blanks inside lists; status "active" and
//	dateLastModified in a bulk file (the date is kept if it is one); a dateLastModified without time or zone (UTC); blank lines; BOM; any line ends.
//	A file that the standard has and this product does not use is ignored with a warning. References to a table that the manifest calls absent
//	are left to the import, which knows what is stored.
//	refused: misspelt, doubled or unknown columns (a column's name in wrong case too); a file that the manifest does not list; dates in any form but
//	YYYY-MM-DD, since 1/05/2023 is two days; rows marked for deletion in a bulk file; the status "inactive" of OneRoster 1.0; orphans, cycles and
//	duplicates; two people with one user name (case does not count); identity-card numbers anywhere but in free text, and national pupil numbers
//	as user names.
//
// One primary role a person: the standard says "for each org"; here a second organisation's role is secondary (see checker.role).
//
// It may not touch a database, serve anything, or import anything internal. It never lets the password columns of users.csv and
// userProfiles.csv out of the reader: no Record holds them.
package oneroster
