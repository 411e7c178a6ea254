// Package guess says what a dropped file is about: subject, grade, textbook, unit and title, from its name, the folders it lay in, and
// the first words inside it.
//
// Teachers name files like 人教版五年级上册第三单元 小数除法 课件.pptx, and the platform that makes them type all that again gets no
// files. So [Guesser.From] reads the name, takes what it recognises out of it, and calls the rest the title. Each field says how it was
// found and how sure that is; the page marks it as a guess, and nothing that was guessed is sent to review before a person has
// confirmed it (commons.Dropped). A guess that contradicts a surer one is dropped, not averaged.
//
// [Look] reads the core properties and the first slide or headings of pptx and docx files, as a hostile archive is read: by entry, with
// hard limits, never unpacked. PDF and the older ppt and doc are judged by name only.
//
// The package is pure: it reads preset data and bytes that it is given, no rows, no network, no clock. It may not import commons.
package guess
