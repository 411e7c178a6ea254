// Package credit keeps the ledger of contributions 贡献记录: entries with a reason, never a mutable total, paid on verified use by another school.
//
// # What is paid
//
// A use counts when a class of another school was given a lesson and a pupil began it; once for each work, using school and term. Uploads,
// views, likes and the own school count nothing. The uses of a work are damped by a square root, a rural class weighs more for the author and
// for the teacher who adopts, what an adapted work earns is shared upstream, and nobody passes the month's cap. Reviewing and answering
// count whatever was decided. Every number is in the preset with its source and the month from which it holds (preset.Credit).
//
// # How it stays right
//
// Settle is a pure function of a month's facts: their order changes nothing. Facts are folded from events, from their payloads alone. A month is
// settled when the log has passed into the next one, by the log's own time, so that folding anew gives the same ledger. What was settled
// is never changed: a withdrawal by somebody else than the author, or a decision about an appeal or an audit, adds a correction with its reason.
// Appeals 申诉 and findings of the audit 抽查 are people's decisions: they stand in the core store, each with an event of ids and amounts, and
// their words never enter the log. The audit's lots are drawn with the id of the event that turned the month (Draw).
//
// # What it may not do
//
// The ledger is read by its owner. Who answers an appeal sees the one entry that the author brings, who audits sees uses without people and
// points. Nobody is ranked by it, no list is ordered by it, and nothing of it feeds an appraisal (教育部办公厅 2025
// 年 11 月: no ranking of teachers by platform figures); a test reads the sources for that. Signs of gaming are shown to a person and decide
// nothing. It writes nothing into other domains.
package credit
