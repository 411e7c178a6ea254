// Package growth measures progress: value added of schools by multilevel models (多水平模型, 增值) and growth percentiles of pupils.
//
// # Multilevel model
//
// y = Xβ + b_outer + b_inner + e with normal intercepts of groups, one level of groups or two nested ones (classes in schools, schools in
// districts): Goldstein 2011, Raudenbush & Bryk 2002. Fit maximises the likelihood (ML) or the restricted one (REML) over the ratios
// of standard deviations θ = σ_group/σ. For given θ everything else has a closed form, and the groups enter only through their sizes
// and the sums of their rows, because the inverse of I + θ²·11' is I - θ²/(1+nθ²)·11' (Sherman & Morrison 1950), applied twice: an evaluation
// costs the number of groups, not of pupils. The likelihood is even in θ, so a variance of zero is an ordinary stationary point.
//
// An effect of a group is the mean of b given the data (empirical Bayes, shrunken towards 0) with its conditional standard deviation,
// as if β and θ were known; effects of small groups are drawn to zero, and most differences between two schools are within their
// intervals. They say how a group's pupils did compared with pupils of the same intake elsewhere, not why, and they are never a rank.
//
// # Growth percentiles
//
// The percentile of a score among pupils with the same prior scores, by quantile regressions on cubic B-splines (Betebenner 2009; Koenker &
// Bassett 1978), each solved by the interior point method of Portnoy & Koenker (1997). A single pupil's percentile is very uncertain: use
// medians of groups of 30 and more, with their interval.
//
// The package is pure: slices in, values out. Degenerate data give a typed error or a Finding, never a panic.
package growth
