package oneroster

import "slices"

// metadataPrefix begins the names of the standard's extension columns.
const metadataPrefix = "metadata."

// kind of a column: what its cells must look like.
type kind uint8

const (
	text  kind = iota
	ref        // sourcedId of a record of table column.to
	refs       // several of them
	list       // several texts
	flag       // true or false
	day        // YYYY-MM-DD
	year       // YYYY
	word       // one of column.words, or ext:…
	login      // the user name
	ids        // {type:id},{type:id}
	never      // a password: read over, never kept
)

// column of a table. In a bulk file and for active rows of a delta file a required one is never blank.
type column struct {
	name     string
	kind     kind
	required bool
	to       string   // for ref and refs
	words    []string // for word
	closed   bool     // for word: no ext: values
}

// tableSpec is the layout of one file in one version, behind the three columns that all files begin with.
type tableSpec struct {
	name    string
	columns []column
}

// first are the columns that every file begins with.
var first = []string{"sourcedId", "status", "dateLastModified"}

// The vocabularies of the standard. 1.2 lets most be extended by ext:name.
var (
	sessionTypes    = []string{"gradingPeriod", "semester", "schoolYear", "term"}
	orgTypes        = []string{"department", "school", "district", "local", "state", "national"}
	classTypes      = []string{"homeroom", "scheduled"}
	userRoles11     = []string{"administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"}
	userRoles12     = []string{"aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative", "siteAdministrator", "student", "systemAdministrator", "teacher"}
	enrollmentRoles = []string{"administrator", "proctor", "student", "teacher"}
	sexes11         = []string{"male", "female"}
	sexes12         = []string{"male", "female", "unspecified", "other"}
)

// order in which tables can be stored, and in which Check reads them.
var order = []string{AcademicSessions, Orgs, Courses, Classes, Users, UserProfiles, Roles, Demographics, Enrollments}

// unused are the standard's other files: their presence is said, their rows are not read.
var (
	unused11 = []string{"categories", "classResources", "courseResources", "lineItems", "resources", "results"}
	unused12 = append([]string{"lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds", "resultScoreScales", "scoreScales", "userResources"}, unused11...)
)

var (
	sessionsSpec = tableSpec{AcademicSessions, []column{
		{name: "title", required: true}, {name: "type", kind: word, required: true, words: sessionTypes}, {name: "startDate", kind: day, required: true},
		{name: "endDate", kind: day, required: true}, {name: "parentSourcedId", kind: ref, to: AcademicSessions}, {name: "schoolYear", kind: year, required: true}}}
	orgsSpec = tableSpec{Orgs, []column{
		{name: "name", required: true}, {name: "type", kind: word, required: true, words: orgTypes}, {name: "identifier"},
		{name: "parentSourcedId", kind: ref, to: Orgs}}}
	coursesSpec = tableSpec{Courses, []column{
		{name: "schoolYearSourcedId", kind: ref, to: AcademicSessions}, {name: "title", required: true}, {name: "courseCode"}, {name: "grades", kind: list},
		{name: "orgSourcedId", kind: ref, to: Orgs, required: true}, {name: "subjects", kind: list}, {name: "subjectCodes", kind: list}}}
	classesSpec = tableSpec{Classes, []column{
		{name: "title", required: true}, {name: "grades", kind: list}, {name: "courseSourcedId", kind: ref, to: Courses, required: true}, {name: "classCode"},
		{name: "classType", kind: word, required: true, words: classTypes}, {name: "location"}, {name: "schoolSourcedId", kind: ref, to: Orgs, required: true},
		{name: "termSourcedIds", kind: refs, to: AcademicSessions, required: true}, {name: "subjects", kind: list}, {name: "subjectCodes", kind: list},
		{name: "periods", kind: list}}}
	usersSpec11 = tableSpec{Users, slices.Concat([]column{
		{name: "enabledUser", kind: flag, required: true}, {name: "orgSourcedIds", kind: refs, to: Orgs, required: true},
		{name: "role", kind: word, required: true, words: userRoles11, closed: true}}, personColumns)}
	usersSpec12 = tableSpec{Users, slices.Concat([]column{{name: "enabledUser", kind: flag, required: true}}, personColumns, []column{
		{name: "userMasterIdentifier"}, {name: "preferredGivenName"}, {name: "preferredMiddleName"}, {name: "preferredFamilyName"},
		{name: "primaryOrgSourcedId", kind: ref, to: Orgs}, {name: "pronouns"}})}
	personColumns = []column{
		{name: "username", kind: login, required: true}, {name: "userIds", kind: ids}, {name: "givenName", required: true}, {name: "familyName", required: true},
		{name: "middleName"}, {name: "identifier"}, {name: "email"}, {name: "sms"}, {name: "phone"}, {name: "agentSourcedIds", kind: refs, to: Users},
		{name: "grades", kind: list}, {name: "password", kind: never}}
	profilesSpec = tableSpec{UserProfiles, []column{
		{name: "userSourcedId", kind: ref, to: Users, required: true}, {name: "profileType", required: true}, {name: "vendorId", required: true},
		{name: "applicationId"}, {name: "description"}, {name: "credentialType", required: true}, {name: "username", required: true},
		{name: "password", kind: never}}}
	rolesSpec = tableSpec{Roles, []column{
		{name: "userSourcedId", kind: ref, to: Users, required: true},
		{name: "roleType", kind: word, required: true, words: []string{"primary", "secondary"}, closed: true},
		{name: "role", kind: word, required: true, words: userRoles12}, {name: "beginDate", kind: day}, {name: "endDate", kind: day},
		{name: "orgSourcedId", kind: ref, to: Orgs, required: true}, {name: "userProfileSourcedId", kind: ref, to: UserProfiles}}}
	enrollmentsSpec = tableSpec{Enrollments, []column{
		{name: "classSourcedId", kind: ref, to: Classes, required: true}, {name: "schoolSourcedId", kind: ref, to: Orgs, required: true},
		{name: "userSourcedId", kind: ref, to: Users, required: true}, {name: "role", kind: word, required: true, words: enrollmentRoles},
		{name: "primary", kind: flag}, {name: "beginDate", kind: day}, {name: "endDate", kind: day}}}
	demographicsSpec11 = demographics(sexes11)
	demographicsSpec12 = demographics(sexes12)
)

func demographics(sexes []string) tableSpec {
	return tableSpec{Demographics, []column{
		{name: "birthDate", kind: day}, {name: "sex", kind: word, words: sexes}, {name: "americanIndianOrAlaskaNative", kind: flag}, {name: "asian", kind: flag},
		{name: "blackOrAfricanAmerican", kind: flag}, {name: "nativeHawaiianOrOtherPacificIslander", kind: flag}, {name: "white", kind: flag},
		{name: "demographicRaceTwoOrMoreRaces", kind: flag}, {name: "hispanicOrLatinoEthnicity", kind: flag}, {name: "countryOfBirthCode"},
		{name: "stateOfBirthAbbreviation"}, {name: "cityOfBirth"}, {name: "publicSchoolResidenceStatus"}}}
}

// layout is the table's specification in a version, or nil when that version has no such table or it is not read.
func layout(version, table string) *tableSpec {
	switch table {
	case AcademicSessions:
		return &sessionsSpec
	case Orgs:
		return &orgsSpec
	case Courses:
		return &coursesSpec
	case Classes:
		return &classesSpec
	case Enrollments:
		return &enrollmentsSpec
	}
	switch version + table {
	case "1.1" + Users:
		return &usersSpec11
	case "1.2" + Users:
		return &usersSpec12
	case "1.1" + Demographics:
		return &demographicsSpec11
	case "1.2" + Demographics:
		return &demographicsSpec12
	case "1.2" + Roles:
		return &rolesSpec
	case "1.2" + UserProfiles:
		return &profilesSpec
	}
	return nil
}

// known lists every file name of a version, without ".csv" and manifest: those that are read, in reading order, then the unused ones.
func known(version string) (read, unused []string) {
	for _, t := range order {
		if layout(version, t) != nil {
			read = append(read, t)
		}
	}
	if version == "1.1" {
		return read, unused11
	}
	return read, unused12
}

// Columns are all columns of a table's file in a version, in the standard's order and with the password column; nil for a table that is not read.
func Columns(version, table string) []string {
	spec := layout(version, table)
	if spec == nil {
		return nil
	}
	names := slices.Clone(first)
	for _, c := range spec.columns {
		names = append(names, c.name)
	}
	return names
}

// column by name, or nil.
func (t *tableSpec) column(name string) *column {
	for i := range t.columns {
		if t.columns[i].name == name {
			return &t.columns[i]
		}
	}
	return nil
}
