package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/pdf"
)

// files gives the lesson that the demonstration is about a task sheet to print and a drawing that moves, so that the viewer of documents
// and the content origin have something to show. Both are made here, nothing is copied. The lesson is the draft that life goes on with:
// it has the same key.
func (s *seeder) files(ctx context.Context) error {
	li, err := s.actor(ctx, "li")
	if err != nil {
		return err
	}
	w, err := s.a.Lessons.Create(ctx, li, s.units["河西区实验中学"], equations, "seed-"+equations.Title)
	if err != nil {
		return fmt.Errorf("seed files: %w", err)
	}
	sheet, err := taskSheet()
	if err != nil {
		return fmt.Errorf("seed task sheet: %w", err)
	}
	todo := []commons.Upload{{Name: "学习任务单.pdf", Body: bytes.NewReader(sheet)}, {Name: "天平.svg", Body: strings.NewReader(balance)}}
	_, err = s.a.Lessons.AddFiles(ctx, li, w.ID, func() (commons.Upload, error) {
		if len(todo) == 0 {
			return commons.Upload{}, io.EOF
		}
		u := todo[0]
		todo = todo[1:]
		return u, nil
	})
	if err != nil {
		return fmt.Errorf("seed files: %w", err)
	}
	return nil
}

// taskSheet is two pages of tasks with room to write.
func taskSheet() ([]byte, error) {
	d := new(pdf.Fonts).New("学习任务单：移项与合并")
	const left, width = 20, pdf.Width - 40
	page := func(head string, tasks ...string) {
		d.Page()
		d.Text(left, 26, 6, pdf.Left, width, head)
		d.Text(left, 37, 3.6, pdf.Left, width, "班级　　　　　　　　姓名　　　　　　　　日期")
		d.Line(left, 42, left+width, 42, false)
		y := 52.0
		for i, task := range tasks {
			y = d.Lines(left, y, 4, width, fmt.Sprintf("%d. %s", i+1, task)) + 6
			for range 5 {
				d.Line(left, y, left+width, y, true)
				y += 9
			}
			y += 8
		}
	}
	page("学习任务单：移项与合并(课前)",
		"天平左边有 3 个同样的小球和 20 克砝码，右边有 4 个同样的小球，还缺 25 克才平衡。写出表示平衡的方程。",
		"两边同时拿走 3 个小球，天平还平衡吗？用等式的性质说明。",
		"把 3x + 20 = 4x − 25 中含 x 的项移到左边，常数移到右边，写出每一步的依据。")
	page("学习任务单：移项与合并(课后)",
		"解方程 5x − 2 = 3x + 4，并检验。",
		"同学把 2x + 6 = 10 移项成 2x = 10 + 6。他错在哪里？请改正，并给他写一句提醒。",
		"编一道可以用 4x − 3 = 2x + 9 解决的实际问题。")
	return d.Bytes()
}

// balance is a pair of scales that swings until it rests; whoever wants no motion sees it at rest.
const balance = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" role="img" aria-labelledby="t d">
<title id="t">天平</title>
<desc id="d">天平左边是 3x + 20，右边是 4x − 25，两边平衡。</desc>
<style>
text { font: 22px sans-serif; fill: #1b2733; text-anchor: middle }
.beam { transform-origin: 320px 110px }
@media (prefers-reduced-motion: no-preference) {
  .beam { animation: swing 4s ease-out 1 }
  @keyframes swing { 0% { transform: rotate(9deg) } 25% { transform: rotate(-6deg) } 50% { transform: rotate(3deg) } 75% { transform: rotate(-1deg) } 100% { transform: none } }
}
</style>
<rect width="640" height="360" fill="#f4f8fb"/>
<path d="M320 110V310M240 310h160" stroke="#4a6274" stroke-width="10" stroke-linecap="round"/>
<g class="beam">
<path d="M120 110h400" stroke="#4a6274" stroke-width="8" stroke-linecap="round"/>
<path d="M120 110l-60 110h120zM520 110l-60 110h120z" fill="none" stroke="#7d93a3" stroke-width="3"/>
<path d="M50 220h140q-10 34-70 34t-70-34zM450 220h140q-10 34-70 34t-70-34z" fill="#b9d3e6" stroke="#4a6274" stroke-width="3"/>
<text x="120" y="208">3x + 20</text><text x="520" y="208">4x − 25</text>
</g>
<circle cx="320" cy="110" r="12" fill="#1f6fb2"/>
<text x="320" y="346">两边同时减去 3x，天平仍然平衡</text>
</svg>
`
