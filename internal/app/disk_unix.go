//go:build unix

package app

import (
	"fmt"
	"syscall"
)

// lowDisk is the free space below which doctor complains: 512 MiB.
const lowDisk = 512 << 20

func diskError(path string) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(path, &st); err != nil {
		return err
	}
	if free := int64(st.Bavail) * int64(st.Bsize); free < lowDisk {
		return fmt.Errorf("磁盘只剩 %d MB", free>>20)
	}
	return nil
}
