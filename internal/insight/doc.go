// Package insight folds what happened into the figures that people act on: the review-lesson sheet 讲评单 of a class, pooled item
// facts, use of the commons by school, and the item analysis of sampled quality monitoring.
//
// # Facts and folds
//
// A fact has a subject: an answer is (sitting, line), a published version is its id. A later revision, a mark or a withdrawal
// replaces the fact and moves the counters by the difference, so corrections reach every figure; folded counters equal counters
// made from the facts anew (a property test holds it). Everything is folded from the events of other domains, from their payloads
// alone, in the record store.
//
// # Who sees what
//
// Sheet asks for class.analyse at the class and names pupils of that class only. Above the class nothing names a person; shares
// over fewer than MinGroup answers are hidden, with complementary suppression so that they cannot be taken from totals. Every
// share carries its n and a Wilson 95 % interval.
//
// The package may read other domains through the functions in Sources and writes nothing there; the one event it leaves is
// sheet.viewed. Pages live elsewhere.
package insight
