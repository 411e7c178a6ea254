package help

import (
	"net/url"
	"strings"
)

// places says which part of the guide belongs to which pages, by the beginning of the address; the longest that fits counts. The value
// is a guide, or a guide and one of its headings.
var places = map[string]string{
	"/home":      "home 首页",
	"/search":    "home 搜索",
	"/help":      "home 帮助",
	"/inbox":     "home 消息",
	"/account":   "signin 每个人自己的“我的账号”",
	"/signin":    "signin 登录名",
	"/activate":  "signin 登录名",
	"/setup":     "administrator 第一次运行",
	"/install":   "https 自建根证书",
	"/learn":     "pupil",
	"/device":    "device 学生：换人",
	"/c":         "device 学生：换人",
	"/board":     "device 老师：登录教室大屏",
	"/family":    "guardian 我的孩子",
	"/my/":       "guardian 数据与权利",
	"/data/":     "guardian 数据与权利",
	"/teacher/":  "teacher",
	"/courses":   "teacher 课程目录和国家平台目录",
	"/national":  "teacher 课程目录和国家平台目录",
	"/featured":  "teacher 用别人的课",
	"/review":    "bureau 审核员：审核",
	"/takedowns": "bureau 依法下架",
	"/bureau":    "bureau 局领导、校长、教研员：应用与均衡",
	"/exams":     "bureau 考试登记",
	"/marks":     "bureau 考试登记",
	"/register":  "bureau 督导登记",
	"/archive":   "bureau 全部数据导出",
	"/credit":    "teacher 书架、用过的情况和贡献记录",
	"/notices":   "notice 谁能发、发给谁",
	"/access":    "access 访问清单",
	"/rights":    "access 个人信息申请",
	"/consents":  "access 监护人同意书",
	"/school/":   "registrar 人员、职务和机构",
	"/exchange":  "administrator 国家平台",
	"/admin/":    "administrator 每天",
	"/files/":    "administrator 上传的文件",
	"/kept":      "home 没交成的内容",

	"/learn/exams":         "pupil 我的考试",
	"/teacher/lessons":     "teacher 备一课，送审",
	"/teacher/drop":        "teacher 备一课，送审",
	"/teacher/library":     "teacher 用别人的课",
	"/teacher/shelves":     "teacher 书架、用过的情况和贡献记录",
	"/teacher/thanks":      "teacher 书架、用过的情况和贡献记录",
	"/teacher/credit":      "teacher 书架、用过的情况和贡献记录",
	"/teacher/consents":    "teacher 许可、标识和学生出镜",
	"/teacher/materials":   "teacher 班级资料",
	"/teacher/room":        "teacher 文件空间",
	"/teacher/prep":        "teacher 集体备课",
	"/teacher/assign":      "teacher 布置练习",
	"/teacher/sheets":      "teacher 批改和讲评",
	"/teacher/exams":       "teacher 考试分析",
	"/school/prep":         "teacher 集体备课",
	"/school/cards":        "device 班主任：登录卡、图案和数字、激活单",
	"/school/slips":        "device 班主任：登录卡、图案和数字、激活单",
	"/school/devices":      "device 教务：登记设备",
	"/school/roster":       "registrar 准备文件",
	"/school/ways":         "notice 外发通道",
	"/credit/appeals":      "bureau 校长、局领导：贡献申诉",
	"/credit/audit":        "bureau 审计管理员：贡献抽查",
	"/bureau/exams":        "bureau 学校与区域考试分析",
	"/bureau/monitoring":   "bureau 教研员：质量监测",
	"/access/ask":          "access 单次批准",
	"/access/requests":     "access 单次批准",
	"/access/looks":        "access 查看登记",
	"/admin/keys":          "administrator 接口密钥",
	"/admin/audit":         "access 审计",
	"/admin/certificate":   "https 自建根证书",
	"/teacher/assignments": "teacher 批改和讲评",
}

// place is the guide and the anchor for a page, "" for a page without a part of its own.
func place(path string) (name, anchor string) {
	best := ""
	for prefix := range places {
		if strings.HasPrefix(path, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	name, heading, _ := strings.Cut(places[best], " ")
	return name, Anchor(heading)
}

// For is the address of the help that belongs to a page: the part of a guide, or the list of guides.
func For(path string) string {
	name, anchor := place(path)
	switch {
	case name == "":
		return "/help"
	case anchor == "":
		return "/help/" + name
	}
	return "/help/" + name + "#" + url.PathEscape(anchor)
}
