// Package report writes one page about a test: what answers say of the items and of the whole, for people who have to decide something.
//
// Analyse computes: classical figures (psych/ctt), an item response model (psych/irt) with standard errors and tests of fit, observed
// points beside the model's curves, and remarks by rules that are printed on the page. Report.HTML writes the page in Chinese or English:
// one file, pictures drawn as SVG, no script, nothing fetched, legible on A4 in black and white. Every figure stands with its number of
// persons, its unit, its formula, a table, and a sentence on what is seen and on what that does not prove.
//
// The same input gives the same bytes: a page holds no date and no machine. Names of items come from files that others wrote; they are
// escaped, stripped of control characters, and isolated from the direction of the text around them.
//
// Degenerate data (everybody right, one person, nothing answered) give a page with what can be said and a Finding for the rest. The
// package may not read files, use the network, or know anything of the rest of the house.
package report
