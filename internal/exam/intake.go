package exam

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Blueprint is the two-way table of a subject. Verb as Exam.
func (s *Service) Blueprint(ctx context.Context, a *org.Actor, n ExamID, subject string) (Blueprint, error) {
	return Blueprint{}, fault.New(fault.NotFound, "这门学科还没有双向细目表")
}

// EachMatrix calls f for every class's results in a subject, class after class. It asks nobody: it is for the job that builds reports.
func (s *Service) EachMatrix(ctx context.Context, n ExamID, subject string, f func(Matrix) error) error {
	return nil
}
