// Package notice owns notices 通知, the inbox, receipts 回执, quiet hours and the ways out.
//
// # A notice
//
// Somebody with notice.send at a class or unit writes a Notice to its pupils, their guardians or its staff, looks at it, and sends it.
// Sending is one small write; a job then makes one inbox row a person in slices, so that a school of thousands keeps nobody waiting.
// The first opening is recorded once; where a receipt is wanted the reader confirms 已知悉, a guardian for the child. The sender sees
// who has not read and reminds those only, at most once a day. What was sent is never edited: it is withdrawn, and shows so.
//
// # Quiet hours
//
// Nothing reaches a pupil or guardian between bedtime and morning of the pupil's stage, the earliest bedtime of a guardian's children
// (教育部办公厅 2021, 睡眠管理: primary 21:20, junior 22:00, senior 23:00). Each inbox row carries the moment from which it is there; until
// then it is in no list and no count. A clock that cannot be right holds everything for them until it is.
//
// # Ways out
//
// Package way holds them behind one interface. A message outside says only that there is a notice, from which school, and where to
// read it: no title, no name, nothing about a pupil. Pupils get none at all (教基厅函〔2021〕3号: phones). At most one message a person, way
// and round is ever tried again only when it surely did not go out; what is unsure stays unsure.
//
// The package may import org and the base only. Where people's telephone numbers are it learns through Contacts.
package notice
