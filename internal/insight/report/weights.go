package report

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// weights says how many pupils a sampled one of each school stands for, from the register on the day of a sampled monitoring: within a
// school the pupils of the grade over those with results, and between schools the pupils of the district's grade over those of its
// sampled schools, as two-stage samples are weighted (Kish 1965, ch. 7). A district without a sampled school stands for nothing: the
// estimate is about the districts that took part.
func (s *Service) weights(ctx context.Context, e exam.Exam, in Input) (map[org.UnitID]float64, error) {
	grade, err := s.Sources.Enrolled(ctx, e)
	if err != nil {
		return nil, err
	}
	sat := map[org.UnitID]map[org.PersonID]bool{}
	for _, subject := range in.Exam.Subjects {
		err := in.EachMatrix(ctx, subject, func(m exam.Matrix) error {
			if sat[m.School] == nil {
				sat[m.School] = map[org.PersonID]bool{}
			}
			for i, p := range m.Persons {
				if m.Status[i] == exam.Sat {
					sat[m.School][p] = true
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	all, part := map[org.UnitID]float64{}, map[org.UnitID]float64{} // pupils by district: of all schools, of those sampled
	for school, n := range grade {
		p, known := in.Places[school]
		if !known {
			if p, err = s.place(ctx, school, e.First); err != nil {
				return nil, err
			}
		}
		all[p.District] += float64(n)
		if len(sat[school]) > 0 {
			part[p.District] += float64(n)
		}
	}
	out := map[org.UnitID]float64{}
	for school, who := range sat {
		d := in.Places[school].District
		if n := grade[school]; n > 0 && len(who) > 0 && part[d] > 0 {
			out[school] = float64(n) / float64(len(who)) * all[d] / part[d]
		}
	}
	return out, nil
}
