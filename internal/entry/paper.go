package entry

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/pdf"
)

// pictures are the twelve pictures of a PIN in words, in the order of their numbers. Pages draw them; paper names them.
var pictures = [authn.Pictures]string{"太阳", "月亮", "星星", "大树", "花朵", "小鱼", "房子", "小船", "苹果", "雨伞", "汽车", "气球"}

// Picture is the name of a picture in zh-CN.
func Picture(n int) string {
	if n < 0 || n >= len(pictures) {
		return ""
	}
	return pictures[n]
}

func day(at clock.Micros) string {
	t := clock.Local(at)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

type printedCard struct{ Name, Number, Link string }

// A card is as large as a bank card (ISO/IEC 7810 ID-1: 85.60 × 53.98 mm), two beside each other and five above each other, edge to
// edge, so that ten are cut with six cuts.
const (
	cardW, cardH = 85.6, 54.0
	cardX, cardY = (pdf.Width - 2*cardW) / 2, (pdf.Height - 5*cardH) / 2
)

// cardSheet prints cards: name, class, school and the QR code. It holds no number of a register of the State and no password.
func (s *Service) cardSheet(c Cards, until clock.Micros, cards []printedCard) ([]byte, error) {
	d := s.fonts.New(c.School.Name + " " + c.Class.Label() + " 登录卡")
	for i, one := range cards {
		if i%10 == 0 {
			d.Page()
		}
		x, y := cardX+float64(i%2)*cardW, cardY+float64(i%10/2)*cardH
		d.Box(x, y, cardW, cardH, true)
		d.Text(x+5, y+5, 3.6, pdf.Left, cardW-10, c.School.Name)
		d.Line(x+5, y+10.6, x+cardW-5, y+10.6, false)
		d.Text(x+5, y+15.5, 8, pdf.Left, 39, one.Name)
		d.Text(x+5, y+27, 4.4, pdf.Left, 39, c.Class.Label())
		if one.Number != "" {
			d.Text(x+5, y+33.5, 4.4, pdf.Left, 39, one.Number+" 号")
		}
		d.Text(x+5, y+42.5, 2.7, pdf.Left, 39, "只在学校的设备上扫码登录。")
		d.Text(x+5, y+46.5, 2.7, pdf.Left, 39, "丢了请马上告诉班主任。")
		d.QR(x+cardW-37, y+13.5, 32, one.Link)
		d.Text(x+cardW-21, y+47.5, 2.7, pdf.Centre, 34, "有效到 "+day(until-1))
	}
	return d.Bytes()
}

// pinSheet is the teacher's list: one strip a child, to be read to the child or cut off and handed over.
func (s *Service) pinSheet(c Cards, who []Holder, pins []authn.PIN) ([]byte, error) {
	const rows, height, top = 20, 12.0, 36.0
	d := s.fonts.New(c.School.Name + " " + c.Class.Label() + " 图案和数字")
	for i, h := range who {
		if i%rows == 0 {
			d.Page()
			d.Text(15, 13, 5.5, pdf.Left, 180, c.School.Name+" "+c.Class.Label()+" 图案和数字")
			d.Text(15, 22, 3.4, pdf.Left, 180, "请老师收好，不要张贴。可以剪成条交给学生或家长；忘了、泄露了就在班级登录卡页重新生成。")
			d.Text(15, 28, 3.4, pdf.Left, 180, "生成日期："+day(c.Now)+"。重新生成后，旧的马上作废。")
			d.Line(15, top, 195, top, false)
		}
		y := top + float64(i%rows)*height
		d.Text(18, y+3.6, 4.8, pdf.Left, 16, h.Number)
		d.Text(38, y+3.6, 4.8, pdf.Left, 50, h.Name)
		d.Text(95, y+3.6, 4.8, pdf.Left, 40, Picture(pins[i].Picture))
		d.Text(140, y+3.2, 5.6, pdf.Left, 50, pins[i].Digits[:2]+" "+pins[i].Digits[2:])
		d.Line(15, y+height, 195, y+height, true)
	}
	return d.Bytes()
}

type printedSlip struct{ Name, For, Login, Short, Code, Link string }

// slipSheet prints activation slips, eight on a page.
func (s *Service) slipSheet(place string, slips []printedSlip) ([]byte, error) {
	const w, h = 95.0, 70.0
	x0, y0 := (pdf.Width-2*w)/2, (pdf.Height-4*h)/2
	d := s.fonts.New(place + " 激活单")
	until := s.org.Now() + authn.SlipTime.Microseconds()
	for i, one := range slips {
		if i%8 == 0 {
			d.Page()
		}
		x, y := x0+float64(i%2)*w, y0+float64(i%8/2)*h
		d.Box(x, y, w, h, true)
		d.Text(x+6, y+5, 3.6, pdf.Left, w-12, place+" · 账号激活单")
		d.Line(x+6, y+10.8, x+w-6, y+10.8, false)
		d.Text(x+6, y+14.5, 6.4, pdf.Left, 48, one.Name)
		if one.For != "" {
			d.Text(x+6, y+23, 3.4, pdf.Left, 48, one.For)
		}
		line := y + 29.5
		if one.Short != "" {
			d.Text(x+6, line, 3.6, pdf.Left, 48, "学校短码  "+one.Short)
			line += 5.6
		}
		d.Text(x+6, line, 3.6, pdf.Left, 48, "登录名  "+one.Login)
		d.Text(x+6, line+5.6, 3.6, pdf.Left, 14, "激活码")
		d.Text(x+6, line+10.6, 4.6, pdf.Left, 50, one.Code)
		d.QR(x+w-35, y+15, 29, one.Link)
		d.Text(x+6, y+h-11.5, 2.8, pdf.Left, w-12, "扫码，或打开 "+s.base+"/activate 输入激活码，然后自己设密码。")
		d.Text(x+6, y+h-7, 2.8, pdf.Left, w-12, "只能用一次，有效到 "+day(until)+"。请交给本人，不要转发照片。")
	}
	return d.Bytes()
}
