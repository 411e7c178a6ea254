package course

import (
	"errors"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// errorWords is a fault's sentence as a key, errorArgs are its values.
func errorWords(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Message
	}
	return ""
}

func errorArgs(err error) []any {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Args
	}
	return nil
}
