// Package org is who is who: the tree of region, districts, groups, schools and teaching points, its classes, the people, and
// what each of them may do.
//
// # Nouns
//
// A Unit is an organisation: region 区域, district 区县, group 教育集团, central school 中心校, school 学校, campus or teaching
// point 教学点. An edge puts a child under a parent from a date to a date; a school has one district and may have a group, and
// either may change without the past changing. A Class 班 is an entry cohort and a number inside a school; its grade is derived
// from the date, never stored. A Person is not an Account (a way to sign in) and not an Enrolment (a pupil's dated place in a
// class); two records of one human are merged by an alias, never by rewriting rows.
//
// # Permission
//
// Every use case asks first. Can answers for one verb at one node with its basis; Reach fills the @scope of list queries. Both
// read the same dated closure, scope_reach: a row (top, node) for every ancestor and the time in which it is one. A role held at
// a node counts for everything below it at that moment.
//
// The package may not import another domain and knows no screen.
package org
