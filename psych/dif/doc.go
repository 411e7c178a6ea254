// Package dif asks whether an item treats two groups differently: differential item functioning (DIF, 题目功能差异). Persons of the
// reference and of the focal group with the same total are compared, item by item.
//
// # Mantel-Haenszel
//
// In each stratum of the matching score let A and B be the right and wrong answers of the reference group, C and D those of the focal
// group, T all of them. alpha = Σ AD/T ÷ Σ BC/T is the common odds ratio (above 1: easier for the reference group), delta = -2.35 ln alpha
// the same on the scale of ETS, chi² = (|ΣA - ΣE(A)| - ½)² ÷ ΣVar(A) with one degree of freedom (Mantel & Haenszel 1959; Holland & Thayer
// 1988). The variance of ln alpha is that of Phillips & Holland (1987). The matching score contains the studied item. Purification repeats
// the analysis with a matching score of the items that were not flagged, and the studied one, until the flagged items stay the same.
//
// Classes of ETS (Zieky 1993; Dorans & Holland 1993): A (negligible) when |delta| < 1 or delta does not differ from 0 at 5 %; C (large)
// when |delta| ≥ 1.5 and |delta| exceeds 1 at 5 %, one-sided; B between. Size is the class by |delta| alone, which some programs print.
//
// # Logistic regression
//
// The probability of a right answer given score, group and their product, against the score alone: a likelihood ratio chi² with two
// degrees of freedom, and the difference of Nagelkerke's R² (Swaminathan & Rogers 1990; Zumbo & Thomas 1997). It is purified, when asked, by
// its own flags.
//
// With complete answers every figure is that of the R package difR. With missing ones it is not: difR 5.1 counts a missing answer as a right
// and as a wrong one at once (an index of NA is counted), and takes n of R² with those who did not answer.
//
// A flagged item is a question to its authors, not a verdict: many items are tested, groups may truly differ in what the item
// measures. The package is pure: slices in, values out; degenerate data give undefined figures (NaN), never a panic.
package dif
