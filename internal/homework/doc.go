// Package homework owns assignments 布置 and their minutes: who gives which practice to which class, on what, where, by when.
//
// Giving is one write: the assignment, a sitting for each pupil on the class register (through Sittings, which assess satisfies) and
// one event. What may be given is law and is checked here, at the only door: no written homework at home in grades 1 and 2, no
// homework that needs a device at home, minutes of a day within the limit of the grade unless the teacher writes down why
// (教基厅函〔2021〕13号, 教基厅函〔2021〕3号), nothing that is an exam by its name (Exams, the guard of the register). Limits come from the setting homework.minutes, dated and with its source.
//
// The package may not import another domain: lessons, sittings and the guard come through interfaces that app joins.
package homework
