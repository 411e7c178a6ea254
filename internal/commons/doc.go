// Package commons owns the shared lessons of a region: works, their immutable versions, the review that stands between the two,
// and the search by which others find them.
//
// # Nouns
//
// A Work is the author's draft: Markdown text, uploaded files and a practice paper, editable by its author only, with a revision
// number that a save must name (If-Match). A Version is what was submitted once: a frozen copy of text, files and paper. A version
// is submitted, then returned or published by another person; a published one is superseded by the next or withdrawn with a
// reason. Nothing else changes in a version, and the files and paper it names are never edited.
//
// # Rules
//
// Content review follows 国家智慧教育平台数字教育资源内容审核规范 (教科信厅〔2024〕1号): every item is reviewed before it is offered, before it
// goes online and at each update (提供必审、上线必审、更新必审), in seven aspects (see Aspects), and its provider gives a written
// commitment. So there is one way only from an upload to other people's eyes: Submit, with the commitment, then Review by somebody
// who is not the author. An update takes the same way while the older version stays; 入库出库管理规范 (教科信厅〔2024〕2号) is why a
// withdrawal needs a reason and takes effect at once, because search joins the version's present state.
//
// A school does not edit another's lesson: Adapt copies it into a new draft with DerivedFrom.
//
// # Review
//
// A submission gets the stages (Tier) that the region's setting has for the unit it is to be shared to: the school first, then that
// unit, or more. One person claims a stage for 48 hours and decides it; nobody decides two stages of one version, an author or somebody
// who gave something to the work none. Where a unit has nobody left to ask, the nearest unit above is asked. Only conclude, after the
// last stage, makes a version public (TestNoPathSkipsReview). The lists of terms are held against a version when it is first claimed,
// because it is immutable by then; hits stay with it. A takedown names bytes, not works: a job withdraws every version that holds them,
// lets each Purger delete what it made of them, deletes the blob and writes the receipt line by line, so that it goes on after a stop.
//
// Featured 精选 is a mark on a version that is shared to a district or the region (feature.go): proposed by a reviewer there, judged by two
// of other schools than the author's who do not read each other's vote, by a third of the unit when they differ, for a year, and gone
// with the version. Kappa says how far first and second votes agree.
//
// # Licences, rights, labels
//
// Each work carries a licence of a closed list whose four rules (cross the region, adapt, offline, outside) are data in licence.go; the
// owner of its rights; and the label of generated content. door.go checks them where a work is made, saved, adapted and submitted, so an
// adaptation can only narrow what its source allows, and Bundle judges works that are given together. Proofs of rights are files that
// readers never get. A video says whether pupils can be recognised; when a consent ends or is withdrawn, every version with those bytes
// goes (consent.go, consent_end.go).
//
// A derived work stands on a version of its original. When the original has a newer one its author is offered it: fields, paragraphs,
// files and practice are compared on three sides (upstream.go, textdiff), and taken or declined.
//
// Material of a class 班级资料 is no work: no code leads from it to one, and its bytes are refused in works of the school while it is
// there (material.go).
//
// # Who may
//
// org is asked first: LessonMake at the author's school, LessonReview at the unit to which a version is to be shared, LibraryRead
// for what is shared to one's own units and those above. Queries on lists are filled with Reach.
//
// # Search
//
// Package index holds the tokens and the engines; here is what a lesson is to them (search_fold.go): its title, chapter, headings, first
// thousand characters and knowledge points as text, the title by Pinyin too, and as tags the unit it is shared to, subject, stage,
// grade, edition, volume, chapter, school, author, licence, knowledge points and what it brings along. Its rank is computed once, when
// it is published: how far it is shared, whether a practice comes with it, whether a machine made it, and among equals the newer first.
//
// A word of a query means itself, its Pinyin, what the vocabularies and the preset's synonyms know under it, and an author of that
// name (search_words.go); names stay in org, the index holds ids. The first MaxRanked documents are put in order by their titles.
//
// The package may import base packages, org, spec and no other domain: papers come through Papers and Outlines.
package commons
