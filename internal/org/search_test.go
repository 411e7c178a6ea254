package org

import "testing"

func TestReadClass(t *testing.T) {
	for text, want := range map[string][2]int{"七年级(2)班": {7, 2}, "七年级2班": {7, 2}, "七(2)班": {7, 2}, "七2": {7, 2}, "7.2": {7, 2}, "7年级12班": {7, 12}, "初一（3）班": {7, 3}, "高三": {12, 0}, "一年级": {1, 0},
		"高一 1": {10, 1}, "72": {0, 0}, "7": {0, 0}, "七年级数学": {0, 0}, "王小明": {0, 0}, "": {0, 0}, "七999999999999": {0, 0}} {
		if g, n := ReadClass(text); g != want[0] || n != want[1] {
			t.Errorf("%q: %d %d, want %v", text, g, n, want)
		}
	}
}
