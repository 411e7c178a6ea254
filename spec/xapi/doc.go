// Package xapi reads, checks, compares, completes, formats and builds xAPI statements (1.0.3 and 2.0.0 = IEEE 9274.1.1-2023).
//
// Statements stay bytes. Scan makes one pass over the JSON tokens and gives at once what a record store needs (Facts: ids, agents,
// activities, times, byte ranges) and what is wrong (Findings with JSON pointers). Canonical hashes what two equal statements
// share, Complete adds what a server adds, IDs and Localize give the other two formats of a query, and Statement builds our own.
//
// The package holds no store and speaks no HTTP. It may import the standard library and jsontext, whose decoder refuses duplicate
// member names and broken UTF-8 by itself. Section numbers in comments are those of xAPI 1.0.3 part 2 (data) unless marked 2.0.
package xapi
