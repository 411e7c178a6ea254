package book

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var region = []Subject{{"chinese", "语文"}, {"maths", "数学"}, {"english", "英语"}, {"physics", "物理"}, {"morality", "道德与法治"}, {"politics", "思想政治"}, {"biology", "生物学"}}

func options(only ...string) Options { return Options{Subjects: region, Only: only} }

// got is a row as tests compare it.
type got struct {
	Line   int
	Who    string // number|student|name|class|school
	Parts  string
	Others string
}

func open(t testing.TB, name string, raw []byte) *Book {
	t.Helper()
	b, err := Open(context.Background(), bytes.NewReader(raw), int64(len(raw)), name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// readAll guesses and reads.
func readAll(t testing.TB, b *Book, o Options) (Mapping, []got, Report) {
	t.Helper()
	h, err := b.Head(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	m := b.Guess(h, o)
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var again Mapping // as it comes back from storage
	if err := json.Unmarshal(raw, &again); err != nil || !reflect.DeepEqual(m, again) {
		t.Fatalf("a mapping is not its JSON: %v\n%+v\n%+v", err, m, again)
	}
	rows, rep := readWith(t, b, again, o)
	return m, rows, rep
}

func readWith(t testing.TB, b *Book, m Mapping, o Options) ([]got, Report) {
	t.Helper()
	var out []got
	rep, err := b.Read(context.Background(), m, o, func(r *Row) error {
		g := got{Line: r.Line, Who: strings.Join([]string{r.Number, r.Student, r.Name, r.Class, r.School}, "|"), Others: r.Group + "|" + r.Elective}
		for i, p := range r.Parts {
			if i > 0 {
				g.Parts += " + "
			}
			g.Parts += part(p)
		}
		out = append(out, g)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out = slices.DeleteFunc(out, func(g got) bool { return slices.Contains(rep.Drop, g.Line) })
	if len(out) != rep.Rows {
		t.Errorf("%d rows handed on, the report says %d", len(out), rep.Rows)
	}
	return out, rep
}

func part(p Part) string {
	if p.None {
		return "none"
	}
	s := string(p.Status)
	if p.Total >= 0 {
		s += show(p.Total)
	}
	for _, m := range p.Marks {
		if m == Missing {
			s += " _"
		} else {
			s += " " + show(int32(m))
		}
	}
	if p.Choices != nil {
		s += " " + strings.Join(p.Choices, ",")
	}
	return s
}

func csvBook(t testing.TB, s string) *Book { return open(t, "成绩.csv", []byte(s)) }

func has(rep Report, code Code, line int) bool {
	return slices.ContainsFunc(rep.Findings.List, func(f Finding) bool { return f.Code == code && f.Line == line })
}

func wantRows(t *testing.T, rows []got, want ...string) {
	t.Helper()
	var have []string
	for _, r := range rows {
		have = append(have, fmt.Sprintf("%d %s: %s", r.Line, r.Who, r.Parts))
	}
	if !slices.Equal(have, want) {
		t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}

// workbook writes cells and merged areas with the library that writes our exports.
func workbook(t testing.TB, rows [][]any, merges ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // in memory
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range merges {
		a, b, _ := strings.Cut(m, ":")
		if err := f.MergeCell("Sheet1", a, b); err != nil {
			t.Fatal(err)
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// grade is a file as a school has it: a title over all, three rows of headings with merged groups, full marks, ranks, words for absence,
// a footer. It is also what testdata/grade.xls holds, as LibreOffice saved it.
func grade(t testing.TB) []byte {
	return workbook(t, [][]any{
		{"某某中学2026年春八年级数学期末成绩"},
		{"考号", "姓名", "班级", "数学", nil, nil, nil, nil, nil, "名次", nil},
		{nil, nil, nil, "客观题", nil, "主观题", nil, nil, "总分", "班名次", "校名次"},
		{nil, nil, nil, "1", "2", "3", "4(1)", "4(2)", nil, nil, nil},
		{"满分", nil, nil, 5, 5, 10, 10, 20, 50, nil, nil},
		{"20260001", "张小明", "8.1", 5, 5, 8.5, 10, 19, 47.5, 1, 1},
		{"20260002", "李 红", "8.1", 0, 5, 7, 4.5, 12, 28.5, 2, 3},
		{"20260003", "王强", "8.2", "缺考", "缺考", "缺考", "缺考", "缺考", "缺考", nil, nil},
		{"20260004", "赵六", "8.2", nil, nil, nil, nil, nil, "缓考", nil, nil},
		{"平均分", nil, nil, 2.5, 5, 7.75, 7.25, 15.5, 38, nil, nil},
		{"制表人:教务处"},
	}, "A1:K1", "A2:A4", "B2:B4", "C2:C4", "D2:I2", "J2:K2", "D3:E3", "F3:H3", "I3:I4", "J3:J4", "K3:K4")
}

func checkGrade(t *testing.T, b *Book) {
	t.Helper()
	m, rows, rep := readAll(t, b, options("maths"))
	wantRows(t, rows,
		"6 20260001||张小明|8.1|: 47.5 5 5 8.5 10 19",
		"7 20260002||李 红|8.1|: 28.5 0 5 7 4.5 12",
		"8 20260003||王强|8.2|: absent _ _ _ _ _",
		"9 20260004||赵六|8.2|: deferred _ _ _ _ _")
	if m.FullRow != 5 || m.First != 6 || m.Head != 2 || m.HeadRows != 3 {
		t.Errorf("%+v", m)
	}
	want := []Spec{{"1", 500, ""}, {"2", 500, ""}, {"3", 1000, ""}, {"4(1)", 1000, ""}, {"4(2)", 2000, ""}}
	if got := m.Items("maths"); !reflect.DeepEqual(got, want) {
		t.Errorf("items %+v", got)
	}
	if !has(rep, CodeFooter, 10) || !has(rep, CodeFooter, 11) || rep.Findings.Errors != 0 {
		t.Errorf("%+v", rep.Findings)
	}
	f := m.Check("x", options("maths"), true)
	ranks := 0
	for _, x := range f.List {
		if x.Code == CodeRank {
			ranks++
		}
	}
	if ranks != 2 || f.Errors != 0 {
		t.Errorf("ranks are dropped and that is said: %+v", f.List)
	}
}

func TestMergedHeadingsXLSX(t *testing.T) { checkGrade(t, open(t, "八年级.xlsx", grade(t))) }

// TestLibreOfficeXLS reads the same table from a real BIFF8 file. To make it anew: TONGXUE_UPDATE=1 with soffice on the path.
func TestLibreOfficeXLS(t *testing.T) {
	raw, err := os.ReadFile("testdata/grade.xls")
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, "八年级.xls", raw)
	if b.Kind != "xls" {
		t.Fatal(b.Kind)
	}
	checkGrade(t, b)
}

func TestHTMLNamedXLS(t *testing.T) {
	s := `<html><head><meta charset="gb2312"></head><body><table border=1>
<tr><td colspan="5">期末成绩</td></tr>
<tr><th rowspan=2>学号</th><th rowspan=2>姓名</th><th colspan=3>数学</th></tr>
<tr><th>1</th><th>2</th><th>总分</th></tr>
<tr><td>0001</td><td>张&nbsp;三</td><td>3</td><td>4.5</td><td>7.5<td></tr>
<tr><td>0002<td>李四<td colspan=3>缺考</tr></table></body></html>`
	raw, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, "a.xls", raw)
	_, rows, rep := readAll(t, b, options("maths"))
	wantRows(t, rows, "4 |0001|张 三||: 7.5 3 4.5", "5 |0002|李四||: absent _ _")
	if b.Kind != "html" || rep.Findings.Errors > 0 {
		t.Errorf("%s %+v", b.Kind, rep.Findings.List)
	}
}

func TestEncodings(t *testing.T) {
	const s = "考号,姓名,学校,数学\r\n1001,张三,实验中学,90.5\r\n1002,李四,\"第一,中学\",缺考\r\n"
	gbk, _ := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(strings.ReplaceAll(strings.ReplaceAll(s, "\"第一,中学\"", "第一·中学"), ",", "\t")))
	for name, raw := range map[string][]byte{"utf8": []byte(s), "bom": []byte("\ufeff" + s), "gbk": gbk, "utf16": wide} {
		_, rows, rep := readAll(t, open(t, name+".csv", raw), options())
		if len(rows) != 2 || rows[0].Who != "1001||张三||实验中学" || rows[0].Parts != "90.5" || !strings.HasPrefix(rows[1].Who, "1002||李四||第一") || rows[1].Parts != "absent" {
			t.Errorf("%s: %+v %+v", name, rows, rep.Findings.List)
		}
	}
}

// TestManySubjects: totals of several subjects side by side with ranks between; who does not take one has no part in it.
func TestManySubjects(t *testing.T) {
	m, rows, _ := readAll(t, csvBook(t, `准考证号,学校,行政班,教学班,姓名,选科组合,语文,语文班名次,数学,数学校排,物理,物理赋分,总分,年级排名,进退步
1,一中,1班,物理3班,张三,物化生,110,1,120.5,2,70,88,300.5,1,+3
2,一中,1班,,李四,史政地,99,3,88,9,,,187,2,-1
3,一中,2班,,王五,史政地,缺考,,80,4,,,80,5,0
`), options("chinese", "maths", "physics"))
	wantRows(t, rows, "2 1||张三|1班|一中: 110 + 120.5 + 70", "3 2||李四|1班|一中: 99 + 88 + none", "4 3||王五|2班|一中: absent + 80 + none")
	if rows[0].Others != "物理3班|物化生" {
		t.Errorf("teaching class and combination: %q", rows[0].Others)
	}
	dropped := map[string]Kind{}
	for _, c := range m.Columns {
		dropped[c.Title] = c.Kind
	}
	for title, kind := range map[string]Kind{"语文班名次": KindRank, "数学校排": KindRank, "年级排名": KindRank, "进退步": KindRank, "物理赋分": KindSkip, "总分": KindSkip} {
		if dropped[title] != kind {
			t.Errorf("%s is %q", title, dropped[title])
		}
	}
}

// TestAnswers: one string, with several letters of one item in brackets, marked by the file's key.
func TestAnswers(t *testing.T) {
	_, rows, rep := readAll(t, csvBook(t, `考号,姓名,作答
标准答案,,ABC(AD)B
满分,,3
1,甲,ABC(DA)B
2,乙,ABC(A)B
3,丙,.BD*B
4,丁,ABC
5,戊,缺考
6,己,AB?1B
7,庚,"A,B,C,AD,B"
`), options("maths"))
	wantRows(t, rows,
		"4 1||甲||: 15 3 3 3 3 3 A,B,C,AD,B",
		"5 2||乙||: 12 3 3 3 0 3 A,B,C,A,B",
		"6 3||丙||: 6 0 3 0 0 3 ,B,D,,B",
		"8 5||戊||: absent _ _ _ _ _ ,,,,",
		"10 7||庚||: 15 3 3 3 3 3 A,B,C,AD,B")
	if !has(rep, CodeLength, 7) || !has(rep, CodeAnswer, 9) {
		t.Errorf("%+v", rep.Findings.List)
	}
}

// TestScanner: no headings, a number and letters, the key in the first row; and without any key.
func TestScanner(t *testing.T) {
	_, rows, rep := readAll(t, csvBook(t, "key,A,B,C,D\n10001,A,B,C,D\n10002,A,,c,AB\n"), options("maths"))
	wantRows(t, rows, "2 10001||||: 4 1 1 1 1 A,B,C,D", "3 10002||||: 2 1 0 1 0 A,,C,AB")
	if !has(rep, CodeFull, 0) {
		t.Errorf("marks that are not known are told: %+v", rep.Findings.List)
	}
	_, _, rep = readAll(t, csvBook(t, "10001,A,B,C,D\n10002,A,,C,AB\n"), options("maths"))
	if !rep.Findings.Refused() || !has(rep, CodeKey, 0) {
		t.Errorf("answers without a key: %+v", rep.Findings.List)
	}
	o := options("maths")
	o.Items = map[string][]Spec{"maths": {{"1", 300, "A"}, {"2", 300, "B"}, {"3", 300, "C"}, {"4", 600, "AB"}}}
	_, rows, rep = readAll(t, csvBook(t, "10001,A,B,C,D\n10002,A,,C,AB\n"), o)
	wantRows(t, rows, "1 10001||||: 9 3 3 3 0 A,B,C,D", "2 10002||||: 12 3 0 3 6 A,,C,AB")
	if rep.Findings.Errors != 0 {
		t.Errorf("%+v", rep.Findings.List)
	}
}

// TestRowFindings plants one fault a row: the row is left out (or taken), and the finding says where.
func TestRowFindings(t *testing.T) {
	const head = "考号,姓名,班级,1(5分),2(5分),总分\n满分,,,5,5,10\n"
	for _, c := range []struct {
		row   string
		code  Code
		taken string
	}{
		{"1,甲,1,5,4.5,9.5", "", "9.5 5 4.5"},
		{"1,甲,1,５,4。5,9.5分", "", "9.5 5 4.5"},
		{"1,甲,1,6,4,10", CodeOver, ""},
		{"1,甲,1,5,5,11", CodeOver, ""},
		{"1,甲,1,5,4,8", CodeSum, ""},
		{"1,甲,1,5,,5", CodeBlank, "5 5 _"},
		{"1,甲,1,5,,7", CodeSum, ""},
		{"1,甲,1,-1,4,3", CodeNegative, ""},
		{"1,甲,1,1.333,4,5.33", CodeFine, "5.33 1.33 4"},
		{"1,甲,1,五分,4,9", CodeMark, ""},
		{"1,甲,1,#N/A,4,9", CodeMark, ""},
		{"1,甲,1,缺考,4,4", CodeStatus, ""},
		{"1,甲,1,0,0,缺考", "", "absent _ _"},
		{"1,甲,1,Q,Q,Q", "", "absent _ _"},
		{"1,甲,1,,,作弊", "", "void _ _"},
		{"1,甲,1,5,5,违纪", "", "void _ _"},
		{"1,甲,1,,,免考", CodeExcused, "excused _ _"},
		{"1,甲,1,,,-", CodeDash, "absent _ _"},
		{"1,甲,1,,,", CodeNoMarks, ""},
		{",甲,,5,5,10", CodeNumber, ""},
		{",,,5,5,10", CodeNumber, ""},
		{"11010519491231002X,甲,1,5,5,10", CodeIdentity, ""},
		{"2.02603E+11,甲,1,5,5,10", CodeLost, ""},
		{"考号,姓名,班级,1(5分),2(5分),总分", CodeFooter, ""},
		{",平均分,,2.5,2.5,5", CodeFooter, ""},
	} {
		_, rows, rep := readAll(t, csvBook(t, head+"9,壬,1,5,5,10\n"+c.row+"\n"), options("maths"))
		taken := ""
		for _, r := range rows {
			if r.Line == 4 {
				taken = r.Parts
			}
		}
		if taken != c.taken || c.code != "" && !has(rep, c.code, 4) || c.code == "" && len(rep.Findings.List) > 0 {
			t.Errorf("%s: %q, want %q with %q: %+v", c.row, taken, c.taken, c.code, rep.Findings.List)
		}
		for _, f := range rep.Findings.List {
			if strings.Contains(f.ID+f.Message, "1949123100") {
				t.Errorf("a finding repeats an identity number: %+v", f)
			}
			if !slices.Contains(Codes(), f.Code) || f.Message == "" {
				t.Errorf("a finding out of the list: %+v", f)
			}
		}
	}
}

func TestDuplicates(t *testing.T) {
	_, rows, rep := readAll(t, csvBook(t, "学号,姓名,数学\n1,甲,90\n2,乙,80\n1,甲,90\n2,乙,81\n2,乙,80\n3,丙,70\n"), options())
	wantRows(t, rows, "2 |1|甲||: 90", "7 |3|丙||: 70")
	if !has(rep, CodeDuplicate, 4) || !has(rep, CodeDuplicate, 5) || !has(rep, CodeDuplicate, 6) || rep.Left != 4 {
		t.Errorf("%+v", rep)
	}
}

// TestStatusColumn: a column of states says it where marks are blank.
func TestStatusColumn(t *testing.T) {
	_, rows, rep := readAll(t, csvBook(t, "学号,姓名,数学,状态\n1,甲,90,正常\n2,乙,,缺考\n3,丙,0,缓考\n4,丁,50,缺考\n5,戊,60,外出\n"), options())
	wantRows(t, rows, "2 |1|甲||: 90", "3 |2|乙||: absent", "4 |3|丙||: deferred", "6 |5|戊||: 60")
	if !has(rep, CodeStatus, 5) || !has(rep, CodeWord, 6) {
		t.Errorf("%+v", rep.Findings.List)
	}
}

// TestMerged: a class merged downwards is each pupil's, a mark merged over two pupils is nobody's.
func TestMerged(t *testing.T) {
	_, rows, rep := readAll(t, open(t, "a.xlsx", workbook(t, [][]any{{"学号", "姓名", "班级", "1", "2"}, {"1", "甲", 3, 5, 4}, {"2", "乙", nil, 3, nil}, {"3", "丙", nil, "缺考", nil}},
		"C2:C4", "E2:E3", "D4:E4")), options("maths"))
	wantRows(t, rows, "2 |1|甲|3|: 9 5 4", "4 |3|丙|3|: absent _ _")
	if !has(rep, CodeMerged, 3) {
		t.Errorf("%+v", rep.Findings.List)
	}
}

// TestFormulas: the stored value is read, nothing is calculated.
func TestFormulas(t *testing.T) {
	f := excelize.NewFile()
	for c, v := range map[string]any{"A1": "学号", "B1": "数学", "A2": "1", "B2": 88.5, "A3": "2", "A4": "3", "B4": 80.500000000000014} {
		if err := f.SetCellValue("Sheet1", c, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellFormula("Sheet1", "B2", "HYPERLINK(\"http://x\")"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellFormula("Sheet1", "B3", "SUM(C3:D3)"); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	_, rows, rep := readAll(t, open(t, "a.xlsx", buf.Bytes()), options("maths"))
	if len(rows) < 1 || rows[len(rows)-1].Parts != "80.5" || !has(rep, CodeMark, 3) {
		t.Errorf("%+v %+v", rows, rep.Findings.List)
	}
}

func TestRemembered(t *testing.T) {
	o := options("maths")
	b := csvBook(t, "编码,人,1,2,名次\n1001,甲,5,4,1\n")
	h, err := b.Head(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	m := b.Guess(h, o)
	if f := m.Check("x", o, true); !f.Refused() {
		t.Fatalf("nobody is named: %+v", m)
	}
	m = Mapping{Head: 1, HeadRows: 1, First: 2, Columns: []Column{{Title: "编码", Kind: KindStudent}, {Title: "人", Kind: KindName}, {Title: "1", Kind: KindItem, Subject: "maths", Item: "1"},
		{Title: "2", Kind: KindItem, Subject: "maths", Item: "2"}, {Title: "名次", Kind: KindTotal, Subject: "maths"}}}
	next := csvBook(t, "编码,人,1,2,3,名次\n1001,甲,5,4,3,1\n")
	h, err = next.Head(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	guess := next.Guess(h, o)
	guess = guess.Remembered(m)
	guess.Head, guess.HeadRows, guess.First = 1, 1, 2
	if guess.Columns[0].Kind != KindStudent || guess.Columns[1].Kind != KindName || guess.Columns[5].Kind == KindTotal {
		t.Errorf("%+v", guess.Columns)
	}
}

// TestJoin: a second file says whose exam number is whose; it has no marks and needs none.
func TestJoin(t *testing.T) {
	b := csvBook(t, "准考证号,考场,座位号,学号,姓名,班级\n1001,1,01,S1,甲,1班\n1002,1,02,S2,乙,1班\n")
	m, rows, rep := readAll(t, b, options("maths"))
	if f := m.Check("x", options(), false); f.Errors > 0 {
		t.Errorf("%+v", f)
	}
	wantRows(t, rows, "2 1001|S1|甲|1班|: ", "3 1002|S2|乙|1班|: ")
	if rep.Findings.Errors > 0 {
		t.Errorf("%+v", rep.Findings.List)
	}
}

// TestNumberedOptions: the options of the SAT12 science test are numbered, 8 stands for none; what is marked is what its authors marked.
func TestNumberedOptions(t *testing.T) {
	lines := func(name string) []string {
		raw, err := os.ReadFile(testkit.Corpus(t, "psychometrics/"+name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(strings.ReplaceAll(string(raw), "\"", "")), "\n")
	}
	raw, key, scored := lines("sat12_raw.csv"), lines("sat12_key.csv"), lines("sat12_scored.csv")
	var file strings.Builder
	file.WriteString("学号," + raw[0] + "\n标准答案")
	for _, k := range key[1:] {
		file.WriteString("," + k[strings.IndexByte(k, ',')+1:])
	}
	for i, l := range raw[1:] {
		fmt.Fprintf(&file, "\nS%03d,%s", i, l)
	}
	m, rows, rep := readAll(t, csvBook(t, file.String()+"\n"), options("maths"))
	if len(rows) != len(raw)-1 || len(m.Items("maths")) != 32 || rep.Findings.Errors > 0 {
		t.Fatalf("%d rows, %d items, %+v", len(rows), len(m.Items("maths")), rep.Findings.List)
	}
	for _, it := range m.Paper("maths") {
		if it.Full != 100 || it.Key == "" {
			t.Fatalf("item %s counts %d, want one mark as its answers are marked", it.Name, it.Full)
		}
	}
	for i, r := range rows {
		want := strings.Split(scored[i+1], ",")
		if got := strings.Fields(r.Parts)[1:33]; !slices.Equal(got, want) {
			t.Fatalf("row %d: %v, want %v", i, got, want)
		}
	}
}

func TestItemNames(t *testing.T) {
	for title, want := range map[string]string{"第1题": "1", "1": "1", "T1": "1", "1.": "1", "13(1)": "13(1)", "13①": "13(1)", "13（1）": "13(1)", "第 13 题（1）": "13(1)", "13.1": "13.1",
		"Q07": "7", "3(5分)": "3", "客观题2": "客观2", "一、": "一", "题5得分": "5", "16-2": "16-2", "第3题选项": "3"} {
		if got, _, _, ok := item(title); !ok || got != want {
			t.Errorf("%s is %q", title, got)
		}
	}
	for _, title := range []string{"姓名", "8.1班", "2026级", "满分150"} {
		if got, _, _, ok := item(title); ok {
			t.Errorf("%s is item %q", title, got)
		}
	}
}

func TestUnreadable(t *testing.T) {
	var crypt bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&crypt, excelize.Options{Password: "x"}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  []byte
		code Code
	}{
		"empty": {nil, CodeUnreadable}, "blank": {[]byte(" \r\n"), CodeUnreadable}, "pdf": {[]byte("%PDF-1.7 x"), CodeUnreadable}, "drawing": {[]byte("\xef\xbb\xbf <svg width='1'/>"), CodeUnreadable}, "zip": {[]byte("PK\x03\x04rubbish"), CodeUnreadable},
		"password": {crypt.Bytes(), CodeEncrypted}, "ole": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut"), CodeUnreadable}, "xml": {[]byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`), CodeUnreadable},
		"binary": {bytes.Repeat([]byte{0, 1, 2, 3}, 100), CodeUnreadable},
	} {
		_, err := Open(context.Background(), bytes.NewReader(c.raw), int64(len(c.raw)), name)
		if got, ok := Unreadable(name, err); !ok || got.Code != c.code || got.Message == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(context.Background(), bytes.NewReader(nil), MaxBytes+1, "big"); err == nil {
		t.Error("took a file over the limit")
	}
}

// TestBomb: a sheet that unpacks to far more than it may is refused while it is read.
func TestBomb(t *testing.T) {
	r := &bounded{r: zeros{}, left: 1 << 20}
	buf := make([]byte, 64<<10)
	n, err := 0, error(nil)
	for err == nil {
		var k int
		k, err = r.Read(buf)
		n += k
	}
	if got, ok := Unreadable("x", err); !ok || got.Code != CodeTooBig || n != 1<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var b strings.Builder
	b.WriteString("学号,数学\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "%d,5\n", i)
	}
	book := csvBook(t, b.String())
	_, err = book.Read(ctx, Mapping{First: 2, Columns: []Column{{Kind: KindStudent}, {Kind: KindTotal, Subject: "maths"}}}, options(), func(*Row) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("went on: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
