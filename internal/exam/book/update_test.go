package book

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestUpdate makes testdata/grade.xls anew from the workbook of grade, with a real counterpart program.
func TestUpdate(t *testing.T) {
	if os.Getenv("TONGXUE_UPDATE") == "" {
		t.Skip("only with TONGXUE_UPDATE=1")
	}
	dir := t.TempDir()
	from := filepath.Join(dir, "grade.xlsx")
	if err := os.WriteFile(from, grade(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xls", "--outdir", "testdata", from).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
