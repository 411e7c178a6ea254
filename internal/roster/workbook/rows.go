package workbook

import "fmt"

// Stages of a class.
const (
	Primary = "小学"
	Junior  = "初中"
	Senior  = "高中"
)

// School is a row of 学校.
type School struct{ Name, Code, Short, District, Kind string }

// Class is a row of 班级. Year is the year of entry into the stage.
type Class struct {
	School, Stage string
	Year, Number  int
	Name          string
}

// Title is what the class is called in OneRoster: its own name, or that of its entry year, so that it stays the same from year to year.
func (c Class) Title() string {
	if c.Name != "" {
		return c.Name
	}
	_, words := entry(c.Stage)
	return fmt.Sprintf("%s(%d)班", words, c.Number)
}

// ID is the class's sourcedId. Those of its pupils' places begin with it and -p-, those of its teachers' with it and -t-.
func (c Class) ID() string { return classID(classKey{c.School, c.Stage, c.Year, c.Number}) }

// Pupil is a row of 学生. Stage may be blank when the school has one class of that year and number. Born is YYYY-MM-DD; Xueji is the national pupil
// number, which an export leaves blank.
type Pupil struct {
	School, Stage                      string
	Year, Number                       int
	Name, Code, Seat, Sex, Born, Xueji string
}

// Teacher is a row of 教师.
type Teacher struct{ School, Name, Code, Phone, Email, Duty string }

// Teaching is a row of 任课. Subject may be blank for one who is only the class teacher 班主任.
type Teaching struct {
	School, Teacher, Stage string
	Year, Number           int
	Subject                string
	Head                   bool
}

// Guardian is a row of 家长: one guardian of one pupil.
type Guardian struct{ School, Pupil, Name, Relation, Phone string }
