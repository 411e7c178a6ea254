// Package thanks owns what teachers say about a lesson right after a class of theirs has used it: one tap, a few words if they like.
//
// # Rules
//
// Asked is only who gave the lesson to a class, once for each version, when the practice is due or its review-lesson sheet is open; 以后再说 counts
// as an answer and nobody is asked again. Nobody else has a voice, so there are no stars from passers-by. A voice carries its class's
// context, grade and kind of school, and never a name. Below MinVoices there is no mean; from there on it is Bayesian, with a prior of
// MinVoices voices at the mean of all lessons, so that five friends do not make a best lesson. Who was asked and did not answer is counted
// nowhere. The author answers once; a reviewer of the lesson hides abuse with a reason, which the author of the words can read.
//
// The form of the question follows Yacobson et al. (ITS 2021): asked at the moment of use, in place, four times as many teachers say something.
//
// The package may import commons, org and the base. Which class used what comes through Classes.
package thanks
