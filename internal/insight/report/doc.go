// Package report builds the analysis of an exam as documents, keeps them and says who may read which: 一分四率, items, options,
// knowledge points, reliability, balance between schools, value added, lines, grade scores, and the review-lesson sheet 讲评单.
//
// # Documents
//
// A Document is everything that is said about one place (class, teaching class, elective combination, school, district, region) in one
// subject; subject "" is the total of all. Build makes all of an exam from the matrices of its classes, subject by subject, in one pass
// over memory; the job stores them under a new version and flips to it at the end, so that a reader sees one version whole. They hold
// ids, never names. Sums are of whole hundredths of a mark, so the same marks give the same documents in whatever order classes come.
//
// # Who sees what
//
// A class document names pupils and needs class.analyse at its class. Documents above the class need unit.use; they are stored as they
// may be shown: groups under the region's least number are pooled with those of their parent school or hidden, with complements, shares
// are coded at both ends, and partitions that overlap (classes, teaching classes, electives) are shown together only when no difference
// of them is about a small group (psych/indicator, Leaks). What a class document says of others is about at least that many others.
// A school's document that a total would give away is for its own people only. Own gives a pupil or guardian the own result as marks or
// levels, as the stage's rule says, with coarse words about the whole; never a rank, nor anything from which one follows. Projection
// takes names and marks away.
//
// Lists of lines, borderline and top pupils are made only for grades in which the region's rule has them; ranks do not exist.
//
// The package reads exam's types, asks org before everything, and may not show a page or know how one looks.
package report
