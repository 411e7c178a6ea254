// Package book reads tables of marks as schools have them: .xlsx, .xls (BIFF8 and HTML under that name) and delimited text in UTF-8, UTF-16
// or GB18030, with a title above, one to three rows of headings, merged cells, a row of full marks 满分 or of keys 标准答案, and every word
// that schools write for a pupil who did not sit.
//
// Open says what a file is and which sheets it has; Head gives the first rows; Guess proposes a Mapping (what each column is), which a
// person may change and which is plain JSON; Book.Read streams the rows through a mapping and says in Findings what is wrong, where, and
// what to do. Columns of ranks and of identity numbers are never read: a finding says so.
//
// Nothing of a file is trusted. Sizes, numbers of parts, rows, columns and texts are bounded (see the limits in open.go), formulas are
// never evaluated (the value that was stored with them is read), and no reader holds more of a sheet than its shared texts; only .xls,
// which cannot have more than 65,536 rows, is held whole. The package knows no database, no person and no law: it may not import a domain.
package book
