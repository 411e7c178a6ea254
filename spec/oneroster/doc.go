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
// It may not touch a database, serve anything, or import anything internal. It never lets the password columns of users.csv and
// userProfiles.csv out of the reader: no Record holds them.
package oneroster
