package smartedu

import (
	"strconv"
	"strings"
)

// Bounds of a lesson's structure: what it names is looked for in all relations. Real lessons have at most a handful of each.
const (
	maxHours = 200
	maxRefs  = 50
)

// hour is a lesson hour as the document writes it: references into the relations.
type hour struct {
	title      string
	refs       []string
	teacherIDs []string
}

// Hour 课时 is one lesson hour: its title, teachers and the resources it is made of.
type Hour struct {
	Title     string
	Teachers  []string // names, in the order of the document
	Resources []*Resource
}

func (r *reader) structure(out *Resource) {
	r.object(func(name string) {
		if name != "relations" {
			r.skip()
			return
		}
		r.array(maxHours, false, func() {
			var h hour
			r.object(func(name string) {
				switch name {
				case "title":
					h.title = r.label()
				case "res_ref":
					if h.refs = r.texts(); len(h.refs) > maxRefs {
						r.add(r.at(), CodeLong, "more than %d references; the rest was left out", maxRefs)
						h.refs = h.refs[:maxRefs]
					}
				case "custom_properties":
					r.object(func(name string) {
						if name == "teacher_ids" {
							h.teacherIDs = r.texts()
						} else {
							r.skip()
						}
					})
				default:
					r.skip()
				}
			})
			out.hours = append(out.hours, h)
		})
	})
}

// Hours resolves the lesson hours of a detail. A reference is "$.relations.KEY[0,1,2]", "$.relations.KEY[*]" or "[*]", which means
// everything; one that leads nowhere is a finding and the hour stays. Without hours in the document, everything is one hour that has
// the title of the resource.
func (r *Resource) Hours() ([]Hour, []Finding) {
	n := &notes{doc: r.ID}
	names := map[string]string{}
	for _, t := range r.Teachers {
		names[t.ID] = t.Name
	}
	var out []Hour
	for i, h := range r.hours {
		hour := Hour{Title: h.title}
		for _, id := range h.teacherIDs {
			if name := names[id]; name != "" {
				hour.Teachers = append(hour.Teachers, name)
			}
		}
		seen := map[*Resource]bool{}
		for _, ref := range h.refs {
			found := r.resolve(ref)
			if len(found) == 0 {
				n.add("/resource_structure/relations/"+strconv.Itoa(i), CodeRef, "%q leads to no resource", cut(ref, 200))
			}
			for _, x := range found {
				if !seen[x] {
					seen[x] = true
					hour.Resources = append(hour.Resources, x)
				}
			}
		}
		out = append(out, hour)
	}
	if len(out) == 0 {
		if all := r.resolve("[*]"); len(all) > 0 {
			hour := Hour{Title: r.Title, Resources: all}
			for _, t := range r.Teachers {
				hour.Teachers = append(hour.Teachers, t.Name)
			}
			out = append(out, hour)
		}
	}
	return out, n.finds
}

// resolve gives the resources that a reference names; none when a part of it leads nowhere.
func (r *Resource) resolve(ref string) []*Resource {
	head, rest, ok := strings.Cut(strings.TrimSpace(ref), "[")
	if !ok || !strings.HasSuffix(rest, "]") {
		return nil
	}
	key, inside := "", strings.TrimSpace(strings.TrimSuffix(rest, "]"))
	if head != "" && head != "$" {
		if key, ok = strings.CutPrefix(head, "$.relations."); !ok || key == "" {
			return nil
		}
	}
	var pool []*Resource
	for i := range r.Relations {
		if key == "" || r.Relations[i].Key == key {
			for j := range r.Relations[i].Resources {
				pool = append(pool, &r.Relations[i].Resources[j])
			}
		}
	}
	if inside == "*" {
		return pool
	}
	var out []*Resource
	for _, s := range strings.Split(inside, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 0 || n >= len(pool) || len(out) >= maxList {
			return nil
		}
		out = append(out, pool[n])
	}
	return out
}
