// Package prep is co-preparation 集体备课: one teacher leads and writes the first text 主备, colleagues each give their own copy of it with
// changes and remarks 复备, and the lead makes the final text 定稿 of both, paragraph by paragraph.
//
// # Nouns
//
// A Session belongs to the lead's school and has members, teachers of that school or of its groups. Its state only goes forward: Main
// (the lead writes), Reply (each member changes a copy of their own and writes remarks at paragraphs), Final (the lead puts the text
// together), Done. When it is done the text is a draft of the lead like any other: it goes to review by the same way, and nothing of this
// package publishes anything.
//
// # Rules
//
// What is kept is who gave what: the first text, each copy, and the finished paragraphs with the person each came from ([Attribute]). No
// one's copy is overwritten by another; a save names the revision it started from, and a stale one gets both texts back ([Stale]).
// Contributors tells review who may not judge the work, and credit who shares in it. Nothing here is counted, ranked or told to an
// appraisal: the page says who has given something, not how much.
//
// # Who may
//
// LessonMake at the lead's school opens a session; after that only its lead and members come in, whatever roles others hold. Finished ones
// are read by whoever has PrepRead at the school. Somebody who is told of being asked gets a word through Teller.
//
// The package may import commons, org, preset and the base.
package prep
