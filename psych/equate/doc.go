// Package equate puts the scores of two forms of a test, or two calibrations, on one scale (等值).
//
// # Observed scores
//
// A Distribution counts persons at the scores of an equal-interval scale. Mean, linear and equipercentile equating turn scores of form X
// into scores of form Y with the same mean, mean and standard deviation, or percentile rank (Kolen & Brennan 2014, chapter 2; standard
// deviations with n-1). Between scores percentile ranks are interpolated linearly, as if each score were spread over half a step to both
// sides. Percentile ranks and cumulative proportions are rounded to ten decimals so that equal ones are seen as equal; where several
// scores of Y have the same percentile rank, because nobody has the scores between, the middle of the upper and the lower inverse is taken
// (ibid. 2.18). Log-linear smoothing of degree K keeps the first K moments (Holland & Thayer 2000).
//
// Non-equivalent groups with an anchor (NEAT): Tucker and Levine observed-score, Braun-Holland, chained linear, frequency estimation and
// chained equipercentile (ibid. chapters 4 and 5). The synthetic population weighs the groups by their sizes unless told otherwise.
//
// # Item response scales
//
// Link finds A and B of θ_X = A·θ_Y + B from items that two calibrations have in common: mean-mean (Loyd & Hoover 1980), mean-sigma
// (Marco 1977), Haebara (1980) and Stocking-Lord (1983), the last two with a standard normal weight on the scale of X.
//
// The package is pure: slices in, values out. Degenerate data give a typed error, never a panic.
package equate
