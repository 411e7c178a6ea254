package exchange

import (
	"errors"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// free reports whether a region may use the platform's own name for a dimension: editions and volumes are words, not codes of a list.
func free(dimension string) bool {
	return slices.Contains([]string{smartedu.DimensionEdition, smartedu.DimensionVolume, smartedu.DimensionSubject}, dimension)
}

// firstSentence is what a refused form says.
func firstSentence(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	if len(f.Fields) > 0 {
		return f.Fields[0].Message
	}
	return f.Message
}
