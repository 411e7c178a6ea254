// Package ctt is classical test theory as pure functions: difficulty, discrimination, reliability and option counts of a
// matrix of item scores.
//
// It knows no database, no people and no file names; scores come in as a Matrix, results go out as a Report with n and a
// formula in Chinese for every figure, because sources in China disagree on the formulas (难度 as P or 1−P, groups of 27 % or
// 25 %) and a number without its formula cannot be compared. Degenerate data (nobody, one item, no variance) gives undefined
// figures (NaN, null in JSON) and findings, never a panic and never a made-up 0. A missing score is NaN in the matrix: it is
// not a zero.
//
// Two ways with missing scores. Listwise: only persons with every item, as CONTRACT.md's `psych ctt` says. Available: each
// figure from those who saw the item, for data that is missing by design (booklets), where no person has every item.
//
// Sources: Cronbach 1951 (alpha; Psychometrika 16, 297–334), Guttman 1945 (lambda-2; Psychometrika 10, 255–282), Kelley 1939
// (27 % groups; J. Educ. Psychol. 30, 17–24), Spearman 1910 and Brown 1910 (split half, length); Lord & Novick 1968 for the
// rest. Checked against LSAT section 6 (alpha .294997, SEM .8691, lambda-2 .3034).
package ctt
