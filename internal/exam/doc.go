// Package exam owns the exam register 考试登记 with its guard, the two-way tables 双向细目表 and the marks of exams. (assess keeps
// answers that are given line by line to practice; an exam's results are whole tables, kept as packed matrices under rules of their
// own.)
//
// # Rules
//
// An exam exists for this product only when it is registered, filed with its number 备案号 and approved by a named person. Guard says
// whether the region's preset allows it; it is pure, it names rule and source and what is lawful instead, and it stands at every door
// through which marks of a grade can come in: the register, the import of marks (Admit: only approved exams take marks), assignments
// (Practice: what looks like a forbidden test by its name is refused), tables of sampled monitoring (AdmitMonitoring). A live quiz
// does not exist yet; whoever builds it calls Practice at its door and adds it to the list that a test holds.
//
// Flat bans cannot be lifted by anybody. A rule that allows exceptions names the role that may allow one, with a reason; each is in
// the audit chain.
//
// The package asks org before everything else and may not import another domain.
package exam
