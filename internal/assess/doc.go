// Package assess owns items, papers, sittings, responses and marks: the one place where answers live. Practice 练习 and exam are
// kinds of sitting.
//
// # Nouns
//
// An item 题 is kept as revisions, each an immutable QTI document read only by spec/qti. A paper is an ordered list of lines, each
// naming one revision; it may be edited (If-Match by its revision number) until a version of a lesson freezes it, and is copied for
// adaptation. A sitting is one pupil at one paper of one assignment. A response is one answer to one line; revisions of it are only
// ever added, the highest counts, and it is scored in the transaction that stores it. A mark is a person's score for a response that
// no rule can score. Monitoring is a table of scored results of sampled quality monitoring 学业质量监测.
//
// # Rules
//
// An answer is acknowledged only when it is durable, and no acknowledged answer is ever lost: a second tab, a repeated request and a
// request that comes late all leave their revision, and the last write counts. A repeated request (same key, same content) gives the
// revision that it made the first time. After handing in 交作业 answers are closed unless the teacher opens them again.
//
// What a pupil may see has types of its own (Desk, Question, Reply) without a field for a key, a score, a total, a time or a rank:
// in grades 1 to 9 practice shows right or wrong and feedback and nothing else (2021-08 and 2025-12 notices on daily exams).
//
// The package asks org before everything else. It may not import another domain: homework opens sittings and commons freezes
// papers through interfaces that they declare and this package satisfies (OpenSittings, Lessons).
package assess
