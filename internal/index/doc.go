// Package index finds texts by what stands in them: one way of cutting text into tokens, for what is stored and for what is asked,
// over FTS5 on SQLite and over tsvector on PostgreSQL. It knows no noun: a document is a rank, a key, an owner, a room, a title, texts and tags.
//
// # Tokens
//
// Fold brings text to one form (NFKC, lower case, traditional characters to simplified ones, by OpenCC's table of single characters).
// A run of Han characters becomes its pairs of neighbours and its last character, any other run of letters and digits one word. A
// query becomes phrases of the same tokens, so a phrase of pairs is found exactly where the characters stand side by side; nothing
// depends on a dictionary, and no word of the language is missing from it. Three kinds of tokens stand apart under marks that no text
// can hold: single characters (so that a query of one character is a key and not a walk over all pairs that begin with it), the
// Pinyin of names with its initials, and tags, which are filters: a filter narrows inside the index and never after it.
//
// # Order
//
// A document's rank is its row id: the caller computes it once, smaller is earlier, and both engines give the matching set in that
// order. Nothing is scored inside an engine, where the two would disagree and where a common word costs a score for each of its
// hundred thousand documents. FTS5 yields rows in the order of row ids without sorting, so a query that matches a tenth of all
// documents stops after the first few hundred. Ranks should be dense: FTS5 stores differences between neighbours.
//
// # Limits
//
// tsvector keeps at most 256 places of a token and counts places to 16,383. Both engines get the same cuts (maxPlaces, maxTokens), so
// they stay equal where one alone would differ.
//
// The package may import db and id and libraries for text; it never learns what a document is.
package index
