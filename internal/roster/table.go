package roster

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// table is a table of a roster as its rows are stored: a small number that never changes. They are in the order in which they are
// applied; removals go the other way. roleOf and linkOf are made from columns of users: the roles of version 1.1, and a person's agents.
type table int

const (
	orgs table = iota
	sessions
	courses
	classes
	users
	demographics
	roles
	roleOf
	linkOf
	enrollments
)

// tables in the order of applying.
var tables = []table{orgs, sessions, courses, classes, users, demographics, roles, roleOf, linkOf, enrollments}

// names are OneRoster's; the two made tables have none and are counted nowhere.
var names = map[table]string{orgs: oneroster.Orgs, sessions: oneroster.AcademicSessions, courses: oneroster.Courses, classes: oneroster.Classes,
	users: oneroster.Users, demographics: oneroster.Demographics, roles: oneroster.Roles, enrollments: oneroster.Enrollments}

func (t table) String() string { return names[t] }

// file is the table whose file the rows stand in.
func (t table) file() string {
	if t == roleOf || t == linkOf {
		return oneroster.Users
	}
	return names[t]
}

func tableNamed(name string) (table, bool) {
	for t, n := range names {
		if n == name {
			return t, true
		}
	}
	return 0, false
}

// fields are the columns that applying reads, in the order in which they are staged.
var fields = map[table][]string{
	orgs:         {"name", "type", "identifier", "parentSourcedId"},
	sessions:     {},
	courses:      {},
	classes:      {"title", "grades", "courseSourcedId", "classCode", "classType", "schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes"},
	users:        {"name", "login", "enabledUser", "org", "number", "email", "phone", "pinyin", "xueji", "other"}, // made by stager.user
	demographics: {"birthDate", "sex"},
	roles:        {"userSourcedId", "role", "beginDate", "endDate", "orgSourcedId"},
	roleOf:       {"userSourcedId", "role", "beginDate", "endDate", "orgSourcedId"},
	linkOf:       {"userSourcedId", "agent"},
	enrollments:  {"classSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"},
}

// wholeName is the column in which our workbook says a name that cannot be cut into two.
const wholeName = "metadata.cn.name"

// xuejiAt is where the pupil number stands among the values of users: staged sealed, never plain.
const xuejiAt = 8

// modelled are the columns that our own tables hold, so that they need not be kept beside them. Columns about the body, the origin
// and the ethnicity of a pupil are kept nowhere.
var modelled = map[table][]string{
	orgs: {"name", "identifier"},
	users: {"username", "userIds", "givenName", "familyName", "middleName", "preferredGivenName", "preferredMiddleName", "preferredFamilyName", "identifier",
		"email", "phone", "sms", "enabledUser", "agentSourcedIds", "pronouns"},
	demographics: {"birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander", "white",
		"demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus"},
	enrollments: {"classSourcedId", "schoolSourcedId", "userSourcedId", "beginDate", "endDate"},
}

// Row states, as stored.
const (
	gone    = 0 // the source ended it
	active  = 1
	leftOut = 2 // the source has it, but it could not become anything yet; tried again at each import
)

// staged is a row of the set, ready to be compared and applied.
type staged struct {
	tbl      table
	sourced  string
	line     int
	state    int
	modified int64 // 0: not said
	digest   []byte
	values   []string
	kept     string
}

// get is a staged value by its name in fields.
func (s *staged) get(name string) string {
	if i := slices.Index(fields[s.tbl], name); i >= 0 && i < len(s.values) {
		return s.values[i]
	}
	return ""
}

// stored is what the core store holds of a row.
type stored struct {
	sourced  string
	our      id.Any
	digest   []byte
	modified int64
	state    int
	kept     string
}

// unit separator: it stands between staged values and inside the keys of made rows, and cleaned values never hold it.
const us = "\x1f"

func pack(values []string) string {
	for i, v := range values {
		if strings.Contains(v, us) {
			values[i] = strings.ReplaceAll(v, us, " ")
		}
	}
	return strings.Join(values, us)
}

func unpack(s string) []string { return strings.Split(s, us) }

// keptOf are a record's columns that nothing else holds, as JSON; "" for none.
func keptOf(t table, r *oneroster.Record) string {
	if t == enrollments && r.Metadata() == nil && r.Get("role") == "student" && r.Get("primary") != "true" { // nearly all rows
		return ""
	}
	out := map[string]string{}
	for name, v := range r.Values() {
		if !slices.Contains(modelled[t], name) {
			out[name] = v
		}
	}
	if t == users {
		if other := otherIDs(r.Get("userIds")); other != "" {
			out["userIds"] = other
		}
	}
	maps.Copy(out, r.Metadata())
	for name, v := range out {
		switch {
		case strings.Contains(strings.ToLower(name), "password"), name == wholeName, // vendors' columns too; names stand with the person
			org.HoldsIdentity(v):
			delete(out, name)
		case strings.ContainsFunc(v, invisible):
			out[name] = org.CleanName(v)
		}
	}
	return keptText(out)
}

// invisible reports characters that nobody sees or that turn the writing around; nothing that is kept holds one.
func invisible(r rune) bool {
	return r >= 0x80 && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff
}

func keptText(m map[string]string) string {
	if len(m) == 0 {
		return ""
	}
	b, _ := json.Marshal(m) // texts always marshal
	return string(b)
}

// keptMap reads what keptOf wrote.
func keptMap(s string) map[string]string {
	out := map[string]string{}
	if s != "" {
		_ = json.Unmarshal([]byte(s), &out) // written by us
	}
	return out
}
