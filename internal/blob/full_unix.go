//go:build unix

package blob

import (
	"errors"
	"os"
	"syscall"
)

// noRoom reports a full disk, a used-up quota or a file-size limit: the operator has to act, the bytes are not wrong.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// syncDir makes the names in a directory survive a power cut.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
