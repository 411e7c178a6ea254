// Package irt fits item response models by marginal maximum likelihood and measures persons with them.
//
// # Models
//
// The metric is logistic with D = 1 and the latent variable is normal with mean 0. Binary items: Rasch (slopes 1, latent variance
// free), OnePL (one free slope, variance 1), TwoPL, ThreePL (with a guessing parameter c; the
// maximum is of the likelihood times Beta(5, 17) of c and log-normal(0, 0.5) of the slope, unless others or none are asked for). Items with
// ordered categories: GRM, the graded response model (Samejima 1969), and GPCM, the generalised partial credit model (Muraki 1992). Missing
// answers are missing by design or at random; they say nothing about the person.
//
// # How it is computed
//
// Expectation and maximisation over fixed nodes (Bock & Aitkin 1981). Items are packed into blocks of at most 256 joint answer codes,
// and for each iteration a table holds the likelihood of every code at every node: a person costs one multiplication and one addition
// per block and node instead of one per item. Counts of codes are unfolded to items once an iteration. Anderson acceleration with a
// safeguard (the likelihood never falls) takes the slow tail of EM away. Persons are cut into a fixed number of shards whose counts
// are added in order, so a fit gives the same bits for any GOMAXPROCS. Counts merge: districts can calibrate together without
// answers leaving the schools.
//
// The package is pure: slices in, values out; no file, database or network, and nothing of the rest of the house. Degenerate data
// give a typed error or a Finding, never a panic.
package irt
