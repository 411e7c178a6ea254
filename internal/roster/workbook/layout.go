package workbook

import "slices"

// Names of the sheets.
const (
	SheetSchools   = "学校"
	SheetClasses   = "班级"
	SheetPupils    = "学生"
	SheetTeachers  = "教师"
	SheetTeachings = "任课"
	SheetGuardians = "家长"
	sheetHelp      = "说明"
)

// heading is a column of a sheet as people see it.
type heading struct {
	name   string
	needed bool
	width  float64
	hint   string // for the sheet 说明
	sample string
	choice []string // offered as a list in the cell
}

// sheet is one sheet's layout.
type sheet struct {
	name     string
	hint     string
	headings []heading
}

var (
	stages = []string{"小学", "初中", "高中"}
	yesNo  = []string{"是", "否"}

	schoolColumn = heading{"学校代码", true, 14, "学校的标识码,字母或数字;全表一致", "1200000001", nil}
	stageColumn  = heading{"学段", false, 8, "小学、初中或高中;学校只有一个学段时可不填", "初中", stages}
	yearColumn   = heading{"入学年份", true, 10, "这个班入学(一年级、七年级或高一)那年,四位数", "2025", nil}
	numberColumn = heading{"班号", true, 8, "1 到 99", "3", nil}
)

// sheets of the workbook in their order.
var sheets = []sheet{
	{SheetSchools, "每所学校一行", []heading{
		{"学校名称", true, 28, "公章上的全称", "实验中学", nil}, schoolColumn,
		{"学校短码", false, 12, "登录时用,2 到 12 个小写字母或数字,全区不重", "syzx", nil},
		{"所属区县", false, 14, "上级区县的名称", "和平区", nil},
		{"类型", false, 14, "小学、初级中学、高级中学、完全中学、九年一贯制学校……", "初级中学", nil}}},
	{SheetClasses, "每个行政班一行", []heading{
		schoolColumn, {"学段", true, 8, "小学、初中或高中", "初中", stages}, yearColumn, numberColumn,
		{"班名", false, 18, "有特别的名字时填,平时空着", "", nil}}},
	{SheetPupils, "每个学生一行", []heading{
		schoolColumn, stageColumn, yearColumn, numberColumn, {"姓名", true, 12, "", "张小明", nil},
		{"学号", true, 14, "校内的学号,校内不重;不能用身份证号或学籍号", "20250312", nil},
		{"班内号", false, 8, "座号或班内顺序号", "12", nil}, {"性别", false, 6, "男或女", "男", []string{"男", "女"}},
		{"出生日期", false, 12, "2012-05-01 的样子", "2012-05-01", nil},
		{"学籍号", false, 22, "全国学籍号,可不填;加密保存,不作登录名", "", nil}}},
	{SheetTeachers, "每位教职工一行", []heading{
		schoolColumn, {"姓名", true, 12, "", "李老师", nil}, {"工号", true, 12, "校内的工号,校内不重;不能用身份证号", "T0012", nil},
		{"手机", false, 14, "", "", nil}, {"邮箱", false, 22, "", "", nil},
		{"职务", false, 14, "校长、副校长、教务、学籍管理员、教师……", "教师", []string{"教师", "校长", "副校长", "教务", "学籍管理员"}}}},
	{SheetTeachings, "一位老师在一个班教一门课,一行", []heading{
		schoolColumn, {"工号", true, 12, "与“教师”表一致", "T0012", nil}, stageColumn, yearColumn, numberColumn,
		{"学科", false, 10, "语文、数学……;只做班主任时可不填", "数学", nil}, {"班主任", false, 8, "是或否", "是", yesNo}}},
	{SheetGuardians, "一个家长对一个学生,一行;可一人多行", []heading{
		schoolColumn, {"学生学号", true, 14, "与“学生”表一致", "20250312", nil}, {"家长姓名", true, 12, "", "张大明", nil},
		{"关系", false, 10, "父亲、母亲、祖父……", "父亲", nil}, {"手机", false, 14, "同一所学校里姓名、手机号都相同算同一个人", "13800000000", nil}}},
}

// layoutOf is the sheet's layout by name, or nil.
func layoutOf(name string) *sheet {
	if i := slices.IndexFunc(sheets, func(s sheet) bool { return s.name == name }); i >= 0 {
		return &sheets[i]
	}
	return nil
}

func (s *sheet) at(heading string) int {
	for i := range s.headings {
		if s.headings[i].name == heading {
			return i
		}
	}
	return -1
}
