// Package indicator computes the figures of Chinese assessment reports: 一分四率, 得分率, difficulty and discrimination of items,
// reliability, Z and T, effective marks and double lines, balance, bands, value added, sampled estimates, grade scores 等级赋分; and the
// rules that keep small groups from being read out of tables.
//
// Sources in China disagree on thresholds and senses (优秀率 from 80, 85 or 90 %, difficulty as P or 1−P, groups of 27 or 25 %), so these
// are options, and Formulas says for every figure its formula and where that comes from: it is printed beside the number.
//
// Conventions. Marks of items and totals are whole hundredths where tables are added up (Rows, Tally), so that sums are exact and do
// not depend on the order in which classes come in; single functions take marks as float64. σ is the population's (÷ n), because a
// report describes those who sat, except where an interval is given. NaN is what the data does not define. Nobody's absence is a zero:
// who did not sit is not in the input.
//
// The package is pure: slices in, values out; it knows no people, no files and no database, and it may not decide who sees what.
package indicator
