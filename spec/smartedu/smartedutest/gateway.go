package smartedutest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// codes of refusals are the stand-in's own: the gateway's are not public.
const (
	badKey    = "100001"
	badToken  = "100002"
	badTicket = "100003"
)

// gateway answers the sign-on: an application gets a token for the proof of its key (application "app", key "secret"), and a ticket
// gives its person, once.
func (p *Platform) gateway(q Request, delay time.Duration) Response {
	path, query, _ := strings.Cut(q.Path, "?")
	reply := func(code string, data map[string]any) Response {
		b, _ := encode(map[string]any{"retCode": code, "retDesc": "模拟", "data": data})
		return Response{Status: 200, ContentType: "application/json", Body: b, Delay: delay}
	}
	switch {
	case strings.HasSuffix(path, "/apigateway/getAccessToken"):
		var in struct {
			AppID     string `json:"appId"`
			KeyInfo   string `json:"keyInfo"`
			TimeStamp int64  `json:"timeStamp"`
		}
		if err := json.Unmarshal(q.Body, &in); err != nil || p.apps[in.AppID] == "" || in.KeyInfo != smartedu.KeyInfo(in.AppID, p.apps[in.AppID], in.TimeStamp) {
			return reply(badKey, nil)
		}
		token := fmt.Sprintf("token-%d", len(p.tokens)+1)
		p.tokens[token] = true
		return reply("000000", map[string]any{"accessToken": token})
	case strings.HasSuffix(path, "/userSession/validaTicket"):
		var in struct {
			Ticket string `json:"ticket"`
		}
		token, _ := strings.CutPrefix(query, "accessToken=")
		if !p.tokens[token] {
			return reply(badToken, nil)
		}
		if err := json.Unmarshal(q.Body, &in); err != nil || !p.tickets[in.Ticket] {
			return reply(badTicket, nil)
		}
		p.tickets[in.Ticket] = false
		if p.faults.TicketCode != "" {
			return reply(p.faults.TicketCode, map[string]any{"certUrl": "https://example.invalid/"})
		}
		who := map[string]any{"userId": "user-" + in.Ticket, "name": "模拟教师", "userIdentity": "1"}
		if p.faults.Identity != "" {
			who["userIdentity"] = p.faults.Identity
		}
		return reply("000000", who)
	case strings.HasSuffix(path, "/baseInfo/getOrgList"):
		token, _ := strings.CutPrefix(query, "accessToken=")
		if !p.tokens[token] {
			return reply(badToken, nil)
		}
		return reply("000000", map[string]any{"dataList": []map[string]string{{"orgId": "o1", "orgName": "模拟第一中学"}, {"orgId": "o2", "orgName": "模拟第二中学"}}})
	}
	return refusal(404, delay)
}
