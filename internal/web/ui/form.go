package ui

import (
	"context"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// FormSpec is a form. Fields inside it find their error and, after a refused POST, their value by name in the context, so a
// handler that answers 422 hands back Values: r.PostForm and Err: err and nothing else.
type FormSpec struct {
	Action  string
	Method  string     // "post" (default) or "get"
	Values  url.Values // what was sent; wins over each Field's Value
	Err     error      // a fault: its Fields are shown at the fields and in the summary; any other error shows only the summary
	Upload  bool       // multipart, for file fields
	Idem    string     // idempotency key in the hidden field "idem"; a fresh UUIDv7 when empty (POST only)
	Unsaved bool       // asks before leaving with changes not sent
	NoFocus bool       // leaves the focus alone although Err is shown (the style guide)
	Class   string     // "row" puts the fields side by side (filters), "wide" uses two columns on wide screens, "sheet" takes all the width (a table of fields)
	Attrs   templ.Attributes
}

type formState struct {
	values url.Values
	errs   map[string]string
	prefix string
}

func formOf(ctx context.Context) formState {
	f, _ := ctx.Value(formKey).(formState)
	return f
}

// Form writes a form around its children.
func Form(spec FormSpec) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		children := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		st := formState{values: spec.Values, errs: map[string]string{}}
		for _, f := range fieldsOf(spec.Err) {
			if _, dup := st.errs[f.Name]; !dup {
				st.errs[f.Name] = f.Message
			}
		}
		inner := context.WithValue(ctx, formKey, st)
		return form(spec).Render(templ.WithChildren(inner, children), w)
	})
}

func (s FormSpec) post() bool { return s.Method == "" || s.Method == "post" || s.Method == "POST" }

func (s FormSpec) idem() string {
	if s.Idem != "" {
		return s.Idem
	}
	if v := s.Values.Get("idem"); v != "" && s.Err == nil {
		return v
	}
	return id.New[any]().String()
}

func (s FormSpec) class() string {
	if s.Class == "" {
		return "form"
	}
	return "form form-" + s.Class
}

func fieldsOf(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

// errText is the sentence a person may read about an error: a fault's own, a general one for anything else.
func errText(ctx context.Context, err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Message != "" {
		return t(ctx, f.Message, f.Args...)
	}
	return t(ctx, errorWords[fault.KindOf(err)].title)
}

// Field is one field of a form, for every kind of field; each kind uses what applies to it.
type Field struct {
	Name     string // the form's name, also the name in fault.Field
	Label    string
	Help     string // one sentence below the label
	Value    string
	Values   []string // chosen values of check boxes and multiple selects
	Error    string   // normally found through the form's Err
	Required bool
	Disabled bool
	ReadOnly bool
	Hide     bool // label for screen readers only (grids, filters)

	Options []Option // select, radio, check
	Blank   string   // first, empty option of a select, e.g. 请选择

	Placeholder string
	Auto        string // autocomplete token; "off" by default
	Mode        string // inputmode: numeric, decimal, search …
	Pattern     string
	MaxLen      int
	Rows        int    // textarea, 4 by default
	Min, Max    string // number and date
	Step        string
	Suffix      string // unit behind the field, e.g. 分钟
	Accept      string // file types
	Multiple    bool
	Width       string // "short" (about 8 characters), "medium", "" (full)
	ID          string // made from Name when empty; set it when a name occurs twice on a page
	Attrs       templ.Attributes
}

// Option is one choice.
type Option struct {
	Value, Label, Help string
	Disabled           bool
	Group              string // optgroup of a select
}

// in completes a field from the form around it.
func (f Field) in(ctx context.Context) Field {
	st := formOf(ctx)
	if f.ID == "" {
		f.ID = "f-" + f.Name
	}
	if f.Error == "" {
		f.Error = st.errs[f.Name]
	}
	if st.values != nil {
		if vs, ok := st.values[f.Name]; ok && len(vs) > 0 {
			f.Value, f.Values = vs[0], vs
		} else if len(f.Options) > 0 && !ok {
			f.Value, f.Values = "", nil // boxes that were cleared send nothing
		}
	}
	return f
}

func (f Field) has(v string) bool {
	return slices.Contains(f.Values, v) || (f.Value != "" && f.Value == v)
}

func (f Field) helpID() string { return f.ID + "-help" }
func (f Field) errID() string  { return f.ID + "-err" }

// attrs are the attributes that every control shares, the links to help and error among them.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	set := func(k, v string) {
		if v != "" {
			a[k] = v
		}
	}
	flag := func(k string, v bool) {
		if v {
			a[k] = true
		}
	}
	flag("required", f.Required)
	flag("disabled", f.Disabled)
	flag("readonly", f.ReadOnly)
	flag("multiple", f.Multiple)
	set("aria-describedby", f.describedBy())
	set("inputmode", f.Mode)
	set("pattern", f.Pattern)
	set("min", f.Min)
	set("max", f.Max)
	set("step", f.Step)
	set("accept", f.Accept)
	if f.MaxLen > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLen)
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

func (f Field) auto() string {
	if f.Auto == "" {
		return "off"
	}
	return f.Auto
}

func (f Field) class() string {
	c := "field"
	if f.Error != "" {
		c += " has-error"
	}
	if f.Width != "" {
		c += " w-" + f.Width
	}
	return c
}

func (f Field) rows() string {
	if f.Rows <= 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

func (f Field) optID(i int) string { return f.ID + "-" + strconv.Itoa(i) }

// optionGroups keeps the order of options and joins neighbours of one optgroup.
func (f Field) optionGroups() (groups []struct {
	Name string
	Opts []Option
}) {
	for _, o := range f.Options {
		if n := len(groups); n > 0 && groups[n-1].Name == o.Group {
			groups[n-1].Opts = append(groups[n-1].Opts, o)
			continue
		}
		groups = append(groups, struct {
			Name string
			Opts []Option
		}{o.Group, []Option{o}})
	}
	return groups
}

func (f Field) describedBy() string {
	var ids []string
	if f.Help != "" {
		ids = append(ids, f.helpID())
	}
	if f.Error != "" {
		ids = append(ids, f.errID())
	}
	return strings.Join(ids, " ")
}

// boxValue is what a single box sends.
func (f Field) boxValue() string {
	if f.Value == "" {
		return "1"
	}
	return f.Value
}

// checked prefers what was sent to what the page says.
func (f Field) checked(ctx context.Context, otherwise bool) bool {
	if v := formOf(ctx).values; v != nil {
		return v.Has(f.Name)
	}
	return otherwise
}
