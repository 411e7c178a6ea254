// Package workbook reads and writes the roster workbook (名册工作簿): one plain Excel file with the sheets 学校 班级 学生 教师 任课 家长, in columns that a
// school's office understands. Book yields the same records as a OneRoster 1.2 CSV set and implements oneroster.Source, so check, difference
// and import know only one shape.
//
// What a row becomes:
//
//	学校  orgs (type school; identifier = 学校代码; metadata.cn.short, .district, .kind) and one course 行政班
//	班级  classes (homeroom, as it was in its entry year, so nothing changes from year to year) and the school year of its entry
//	学生  users, roles (student), demographics, enrollments (student; metadata.cn.seat = 班内号); 学籍号 stands in userIds as {xueji:…} only
//	教师  users, roles (principal, siteAdministrator or teacher by 职务; metadata.cn.duty)
//	任课  enrollments (teacher in the homeroom class; metadata.cn.subject = 学科; primary = 班主任)
//	家长  users, roles (parent or guardian; metadata.cn.relation); the pupil's agentSourcedIds lead to them
//
// A sourcedId is made from the school's code and the number within the school, so the same workbook gives the same ids. A workbook with all six
// sheets is the whole roster (bulk); one that lacks sheets adds and changes (delta, without times) and removes nobody.
//
// Identity-card numbers are refused wherever they stand. The package may not store anything, and it keeps of the rows only their keys.
package workbook
