// Package cdm fits cognitive diagnosis models: which skills a person has mastered, from answers to items that need known skills.
//
// A Q-matrix says which skills each item needs. With K skills there are 2^K patterns of mastery. An item sorts the patterns into
// groups with one probability of a right answer each: DINA (Haertel 1989; Junker & Sijtsma 2001) into those that have all its skills
// (1 - slip) and the rest (guess); DINO (Templin & Henson 2006) into those that have any and the rest; the saturated G-DINA (de la
// Torre 2011) by every combination of its skills. The proportions of the patterns are free.
//
// Estimation is by expectation and maximisation over byte tables as in package irt, with the same acceleration; missing answers say
// nothing. A profile is only as good as the Q-matrix: Accuracy and SRMSR stand beside every result, and a posterior between 0.3 and
// 0.7 is better called undecided.
//
// The package is pure: slices in, values out. Degenerate data give a typed error or a warning, never a panic.
package cdm
