package app

import (
	"fmt"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// openCredit makes the ledger of contributions with its appeals and audit.
func (a *App) openCredit() {
	a.Credit = credit.New(credit.Parts{Record: a.Record, Core: a.Core, Log: a.Log, Org: a.Org, Rule: a.Preset.CreditAt, Tell: a.ledgerLetter})
	a.Log.Consume(a.Credit.Consumer())
}

// ledgerLetter puts what the ledger tells somebody into inboxes.
func (a *App) ledgerLetter(tx *db.Tx, l credit.Letter) error {
	title, body := ledgerWords(l)
	return a.Notices.Tell(tx, notice.Word{ID: id.As[notice.Notice](l.ID), School: l.School, From: l.From, To: l.To, Title: cut(title), Body: body, At: l.At})
}

func ledgerWords(l credit.Letter) (title, body string) {
	points := strconv.FormatFloat(float64(l.Amount)/1000, 'f', -1, 64)
	result := "维持原记录"
	if l.Granted {
		result = "同意，补记 " + points + " 分"
	}
	switch l.What {
	case credit.LetterAppeal:
		return "有一项贡献记录申诉等您答复", fmt.Sprintf("有老师对 %s 的贡献记录提出申诉。请看过那一条和理由后书面答复。\n\n[打开这项申诉](/credit/appeals/%s)", l.Month, id.As[credit.Appeal](l.ID))
	case credit.LetterAnswer:
		return "贡献记录申诉的答复：" + result, fmt.Sprintf("您对 %s 贡献记录的申诉有了答复：%s。\n\n%s\n\n原来的记录保留，补记另起一条。\n\n[打开贡献记录](/teacher/credit)", l.Month, result, quoted(l.Text))
	case credit.LetterKnown:
		return "一项贡献记录申诉已经答复", fmt.Sprintf("%s 的一项贡献记录申诉已经答复：%s。作者也收到了答复。\n\n[打开这项申诉](/credit/appeals/%s)", l.Month, result, l.Appeal)
	}
	return "抽查更正：" + l.Title, fmt.Sprintf("抽查后，《%s》%s 的一次使用不再计入，相关的分用一条更正退回，原来的记录保留。\n\n%s\n\n如果不对，可以在贡献记录里对更正那一条提出申诉。\n\n[打开贡献记录](/teacher/credit)",
		l.Title, l.Month, quoted(l.Text))
}

// quoted is what somebody wrote, set apart from the words of the house.
func quoted(text string) string { return "> " + text }

// cut brings a title to what a letter holds.
func cut(title string) string {
	rs := []rune(title)
	return string(rs[:min(len(rs), notice.MaxTitle)])
}

// forgetAppeals takes away what a person wrote in appeals, when the person's data is erased.
func (a *App) forgetAppeals(tx *db.Tx, p org.PersonID, _ []org.AccountID) error {
	return a.Credit.Forget(tx, p)
}
