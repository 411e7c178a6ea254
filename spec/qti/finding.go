package qti

import "fmt"

// Severity of a finding.
type Severity string

// The two severities: an error refuses the thing it is about, a warning does not.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Code says what a finding is about; the list below is closed, so that programs can react to it.
type Code string

// Finding codes.
const (
	CodeSize            Code = "size"             // larger than the limit, or empty
	CodeXML             Code = "xml"              // not well-formed
	CodeEncoding        Code = "encoding"         // unknown or wrongly declared character encoding
	CodeDoctype         Code = "doctype"          // a document type or entity declaration: never resolved
	CodeDepth           Code = "depth"            // nested too deeply
	CodeElements        Code = "elements"         // too many elements
	CodeNotItem         Code = "not_item"         // the root is not one QTI 2.x or 3.0 item
	CodeDeclaration     Code = "declaration"      // a declaration is missing, doubled or malformed
	CodeInteraction     Code = "interaction"      // an interaction that is not supported yet
	CodeNoInteraction   Code = "no_interaction"   // nothing to answer
	CodeProcessing      Code = "processing"       // response processing that is not a standard template
	CodeNoProcessing    Code = "no_processing"    // no response processing, and not a hand-marked item
	CodeNoKey           Code = "no_key"           // the template needs a correct response or mapping that is absent
	CodeAdaptive        Code = "adaptive"         // adaptive item
	CodeTemplate        Code = "template"         // template declaration or processing (item cloning)
	CodeCardinality     Code = "cardinality"      // cardinality or base type that is not supported here
	CodeResponse        Code = "response"         // a given response does not fit its declaration
	CodeUnknownResponse Code = "unknown_response" // a given response is not declared by the item
	CodeRequest         Code = "request"          // a line of the score command is malformed
	CodeFile            Code = "file"             // a file cannot be read or its name is refused
	CodeArchive         Code = "archive"          // not a readable archive
	CodeName            Code = "name"             // a name in an archive that is refused (traversal, absolute, doubled)
	CodeLink            Code = "link"             // a symbolic link or another special file in an archive
	CodeEncrypted       Code = "encrypted"        // an encrypted entry
	CodeRatio           Code = "ratio"            // an entry expands suspiciously
	CodeManifest        Code = "manifest"         // imsmanifest.xml is absent, malformed or not at the root
	CodeMissing         Code = "missing"          // a referenced file is absent
	CodeNoItems         Code = "no_items"         // the package holds no item
	CodeUnsupportedPart Code = "unsupported_part" // a test or another part of a package that is not read yet
)

// Finding tells a person, and by Code a program, what is wrong where. Line counts from 1; 0 means unknown.
type Finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line,omitempty"`
	ID       string   `json:"id,omitempty"`
	Field    string   `json:"field,omitempty"`
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s (%s)", f.File, f.Line, f.Message, f.Code)
}

// FieldError is a finding about one field of a form: Field is the form's or the draft's field name, Code a closed
// word ("required", "duplicate", "not_a_number", …) that the page translates, Message an English sentence.
type FieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e FieldError) Error() string { return e.Field + ": " + e.Message }

// RefusedError is the error of Parse and OpenPackage: the input is not read at all, for the first reason found.
type RefusedError struct{ Finding Finding }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("qti: %s (%s)", e.Finding.Message, e.Finding.Code)
}

func refuse(line int, code Code, format string, args ...any) *RefusedError {
	return &RefusedError{Finding{Line: line, Code: code, Severity: Error, Message: fmt.Sprintf(format, args...)}}
}

// inFile puts the file name into findings that do not have one yet.
func inFile(fs []Finding, file string) []Finding {
	for i := range fs {
		if fs[i].File == "" {
			fs[i].File = file
		}
	}
	return fs
}
