package blob

import (
	"errors"
	"syscall"
)

// Codes from winerror.h, which package syscall does not name.
const (
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
	errorDiskQuota      = syscall.Errno(1295)
)

// noRoom reports a full disk or a used-up quota: the operator has to act, the bytes are not wrong.
func noRoom(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull) || errors.Is(err, errorDiskQuota)
}

// syncDir does nothing: NTFS journals its names, and Windows has no call for a directory.
func syncDir(string) error { return nil }
