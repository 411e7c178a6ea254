// Package cat chooses the next item of a computerised adaptive test (计算机自适应测验) and says when there is enough.
//
// Each item is the one with the most information at the learner's present measure (Lord 1980), among those that the content balance and
// the exposure control allow. Content: the area that is furthest behind its share comes next (Kingsbury & Zara 1989). Exposure: one of the
// best few at random (Kingsbury & Zara 1989), and the probabilities of Sympson & Hetter (1985), found by simulation, which keep every
// item's rate below a bar. The measure is the expected a posteriori under a normal prior, which exists after any answers.
//
// A test ends by length, by standard error, or when no item is left. Random choices come from a source that is handed in, so a test can be
// replayed.
//
// The package is pure: slices in, values out; degenerate banks give a typed error, never a panic.
package cat
