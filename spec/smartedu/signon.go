package smartedu

import (
	"crypto/hmac"
	"crypto/sha1" // #nosec G505 -- the gateway's protocol asks for HMAC-SHA1
	"encoding/hex"
	"io"
	"strconv"
	"strings"
)

// Identity 用户身份 is what the national gateway says a person is (userIdentity).
type Identity int

// Identities of the gateway, as its clients have them.
const (
	Pupil       Identity = 0 // 学生
	Teaching    Identity = 1 // 教师
	Guardian    Identity = 2 // 家长
	SchoolStaff Identity = 3 // 学校工作人员
	OfficeStaff Identity = 4 // 机构工作人员
	NoIdentity  Identity = -1
)

// KeyInfo is the proof with which an application asks the gateway of 国家数字教育资源公共服务体系 for its token: the upper case hex of
// HMAC-SHA1 under the application's key over its id, its key and the time in milliseconds, written one after the other. The shape was
// read in public client programs of 2015–2019; the interface of today is not public.
func KeyInfo(appID, appKey string, millis int64) string {
	m := hmac.New(sha1.New, []byte(appKey))
	_, _ = io.WriteString(m, appID+appKey+strconv.FormatInt(millis, 10))
	return strings.ToUpper(hex.EncodeToString(m.Sum(nil)))
}

// Reply is an answer of the gateway: a code, and what of its data a sign-on needs. Nothing else of a person is read.
type Reply struct {
	Code     string // "000000" is success; 300027 means that the person is not verified by real name yet
	Message  string
	Token    string // accessToken, of getAccessToken
	UserID   string
	Name     string
	Identity Identity // NoIdentity when it is missing or not one of 0 to 4
	CertURL  string   // where the person verifies the real name
}

// OK reports success.
func (r Reply) OK() bool { return r.Code == "000000" }

// ReadReply reads an answer of the gateway, {retCode, retDesc, data}. One without retCode is an error.
func ReadReply(in io.Reader, doc string) (Reply, error) {
	r := open(in, doc)
	out := Reply{Identity: NoIdentity}
	r.object(func(name string) {
		switch name {
		case "retCode":
			out.Code = strings.TrimSpace(r.text())
		case "retDesc", "retMsg", "message":
			out.Message = r.text()
		case "data":
			r.object(func(name string) {
				switch name {
				case "accessToken":
					out.Token = r.text()
				case "userId", "personId":
					out.UserID = strings.TrimSpace(r.text())
				case "name":
					out.Name = r.label()
				case "userIdentity":
					if s := strings.TrimSpace(r.text()); len(s) == 1 && s[0] >= '0' && s[0] <= '4' {
						out.Identity = Identity(s[0] - '0')
					}
				case "certUrl":
					out.CertURL = r.text()
				default:
					r.skip()
				}
			})
		default:
			r.skip()
		}
	})
	if r.end(); r.err == nil && out.Code == "" {
		r.refuse("retCode is missing: this is not an answer of the gateway")
	}
	return out, r.err
}

// Org is an institution in the gateway's list.
type Org struct{ ID, Name string }

// ReadOrgs reads a page of the gateway's list of institutions, {retCode, data: {dataList: [{orgId, orgName}]}}. One without retCode is an
// error.
func ReadOrgs(in io.Reader, doc string) ([]Org, Reply, error) {
	r := open(in, doc)
	out, reply := []Org(nil), Reply{Identity: NoIdentity}
	one := func() {
		var o Org
		r.object(func(name string) {
			switch name {
			case "orgId":
				o.ID = strings.TrimSpace(r.text())
			case "orgName":
				o.Name = r.label()
			default:
				r.skip()
			}
		})
		if o.ID != "" {
			out = append(out, o)
		}
	}
	r.object(func(name string) {
		switch name {
		case "retCode":
			reply.Code = strings.TrimSpace(r.text())
		case "retDesc", "retMsg", "message":
			reply.Message = r.text()
		case "data":
			r.object(func(name string) {
				if name == "dataList" {
					r.array(maxList, false, one)
				} else {
					r.skip()
				}
			})
		default:
			r.skip()
		}
	})
	if r.end(); r.err == nil && reply.Code == "" {
		r.refuse("retCode is missing: this is not an answer of the gateway")
	}
	return out, reply, r.err
}
