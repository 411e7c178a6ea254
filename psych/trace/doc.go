// Package trace follows what a learner can do while answers come in (知识追踪), and says when it does not know.
//
// Elo (Pelánek 2016): a learner has a general ability and one for each skill, an item has a difficulty; after each answer all three move by
// K·(answer - expected), with K falling as evidence grows. One answer costs a few additions, so it can run while a class works.
//
// Logistic regression on counts (performance factors, Pavlik et al. 2009; with log counts and all skills together as in Gervet et al. 2020)
// is fitted over a stored history, for instance at night, and predicts better when items have been seen by many.
//
// Mastery of a skill is one of three: not enough evidence, developing, secure. It rests on the number of answers and on an interval of the
// probability of a right answer to an average item of the skill; a state is only said when the interval lies on one side of the bar. It is
// for choosing the next exercise with the learner and never for marks, ranks or grouping.
//
// The package is pure: slices in, values out, deterministic.
package trace
