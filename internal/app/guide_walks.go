package app

import "github.com/tongxue-edu/tongxue/internal/web/guide"

// The walks' codes, which browsers keep.
const (
	walkBureau     = "bureau"
	walkResearcher = "researcher"
	walkTeacher    = "teacher"
	walkVillage    = "village"
)

// walks are the first ten minutes of four visitors. Texts are zh-CN keys; their English is in web/guide.
func (t *tour) walks() []guide.Walk {
	return []guide.Walk{
		{Code: walkBureau, Title: "我是局长", Lead: "一张树、均衡与区间、学生数据谁也不能随便看、整校数据带得走", Icon: "chart", Steps: t.bureau(),
			End: "您看到了：名单有据才打开，打不开也留痕；一所学校的数据随时能整份带走。"},
		{Code: walkResearcher, Title: "我是教研员", Lead: "分析带区间，违规的考试登记不了，合规的路直接给出来", Icon: "search", Steps: t.researcher(),
			End: "您看到了：分析只说站得住的话；规定写在程序里，说不行的时候同时给出合规的做法。"},
		{Code: walkTeacher, Title: "我是教师", Lead: "找一课、改编、布置、一页 A4 讲评单、投影不露姓名", Icon: "book", Steps: t.teacher(),
			End: "您看到了：从找到一课到明天能用的讲评单，不用另外填表。"},
		{Code: walkVillage, Title: "我是村小教师", Lead: "纸质包、收回来录入、三名学生共用一台平板", Icon: "home", Steps: t.village(),
			End: "您看到了：没有手机、只有一台平板，也能做到同样的练习和讲评。"},
	}
}

func (t *tour) bureau() []guide.Step {
	return []guide.Step{
		{Login: "ju", Title: "全市的机构一张树", Why: "区县、集团、学校、教学点和班级在一张表里，都带起止日期：学校换了集团，过去的报表不变。", Label: "看机构与班级",
			Href: to("/school/tree"), Seen: page("/school/tree")},
		{Login: "ju", Title: "应用与均衡，带区间，不排名", Why: "各校之间的差别带着人数和区间；人太少的不显示。没有名次表，也没有按登录次数排的表。", Label: "看应用与均衡",
			Href: to("/bureau"), Seen: page("/bureau")},
		{Login: "ju", Title: "打开一名学生：打不开，并且留痕", Why: "局长也没有现成的理由看一个孩子。系统拒绝，说清谁能批准，并记进审计日志（未成年人网络保护条例第三十六条）。", Label: "打开一名学生",
			Href: t.pupil, Seen: shut, Done: t.refused},
		{Login: "audit", Title: "审计管理员看得到这一次", Why: "刚才那一下在审计日志里：什么时候、谁的编号、哪个班。审计管理员自己看不到任何学生。每一行和上一行相连，改一个字就会被发现。", Label: "看审计日志",
			Href: to("/admin/audit?action=refuse.minors"), Seen: page("/admin/audit")},
		{Login: "ju", Title: "批准一所学校带走全部数据", Why: "山前中学的教务申请了全部数据导出。申请的人不能自己批准，您来批。", Do: "按“批准导出”。", Label: "看导出申请",
			Href: to("/archive"), Done: t.approved},
		{Login: "jiaowu", Title: "教务下载：一个看得懂的 Excel", Why: "人员、班级、任课、课、布置、每名学生的回答、考试结果和查看记录，一类一张表，不用本系统也能看。只有申请的人能下载，下载也留痕。", Do: "等它生成好，按“下载 Excel”。", Label: "去下载",
			Href: to("/archive"), Done: t.fetched},
	}
}

func (t *tour) researcher() []guide.Step {
	return []guide.Step{
		{Login: "jiao", Title: "区里的考试分析", Why: "登记、备案、批准过的考试才有分析；从区、学校一层层看下去。", Label: "看考试分析",
			Href: to("/bureau/exams"), Seen: page("/bureau/exams")},
		{Login: "jiao", Title: "打开一份报告：区间、人数、公式", Why: "每个数都写着多少人、怎么算、区间多宽；看不出差别时直说“看不出差别”。十人以下的组合并或不显示，也没有学校名次。", Do: "在表里点任意一门学科，例如第一次模拟考试的数学。", Label: "挑一场考试",
			Href: to("/bureau/exams"), Seen: page("/bureau/exams/" + anID + "/" + anID)},
		{Login: "jiao", Title: "一层层看：区、学校、班", Why: "各校按名称排列，差别带着区间；点一所学校，就看到它的各个班。看不出差别的，不许当成差别。", Do: "按“比较”，再点一所学校看它的班。", Label: "挑一场考试",
			Href: to("/bureau/exams"), Seen: compared},
		{Login: "jiao", Title: "给全区五年级登记一场统一考试", Why: "表单已经填好。小学不许组织跨校考试，系统会拒绝，写明哪一条、出自哪里。", Do: "看一眼表单，按“登记”。", Label: "打开登记表",
			Href: t.forbidden, Seen: turnedAway},
		{Login: "jiao", Title: "走合规的路：抽样监测", Why: "同一页上就有合规的做法：抽样的学业质量监测。表单已经按规定改好。", Do: "按“改成合规的做法”，再按“登记”。", Label: "回到登记表",
			Href: t.forbidden, Done: t.monitored},
	}
}

func (t *tour) teacher() []guide.Step {
	return []guide.Step{
		{Login: "wang", Title: "找到名校的一课", Why: "输一个字就能找到。这里只有审核通过的课：七个方面逐项审，看到的内容不会再变。", Label: "找“移项”",
			Href: to("/teacher/library?q=%E7%A7%BB%E9%A1%B9"), Seen: page("/teacher/library")},
		{Login: "wang", Title: "改编成自己的课", Why: "复制成自己的草稿，连同练习和附件；注明改编自哪一课，原作者会看到被采用。", Do: "按“改编为我的课”。", Label: "打开这一课",
			Href: t.lesson("/teacher/library/"), Done: t.adapted},
		{Login: "wang", Title: "布置给自己的班", Why: "当天的总量写在旁边，超了要说理由；不许要求学生用手机做作业。", Do: "按“布置”，其他的都填好了。", Label: "布置练习",
			Href: t.lesson("/teacher/assign?version="), Done: t.gave(false)},
		{Login: "wang", Title: "一页 A4 讲评单", Why: "哪几题错得最多、最常见的错答、谁需要什么，明天上课就能用。", Label: "看讲评单",
			Href: t.answered(""), Seen: page("/teacher/sheets/" + anID)},
		{Login: "wang", Title: "投影讲评：不露姓名", Why: "投到大屏上只有题目和错答，没有一个学生的名字。按“退出投影”回来。", Label: "投影",
			Href: t.answered("/board"), Seen: page("/teacher/sheets/" + anID + "/board")},
	}
}

func (t *tour) village() []guide.Step {
	return []guide.Step{
		{Login: "wang", Title: "布置一份纸质练习", Why: "默认就是纸质、在学校做：不需要一部手机。", Do: "按“布置”，其他的都填好了。", Label: "布置练习",
			Href: t.lesson("/teacher/assign?version="), Done: t.gave(true)},
		{Login: "wang", Title: "打印纸质包", Why: "封面、每人一份（姓名可以不印）、备用份、收卷登记表，一次打印出来。", Label: "看纸质包",
			Href: t.onPaper("/teacher/assignments/", "/pack"), Seen: page("/teacher/assignments/" + anID + "/pack")},
		{Login: "wang", Title: "收回来，录入一名学生", Why: "照着收卷登记表，一格一格填；没答的填 -。一行填满就算已交。", Do: "给一名学生填满一行（例如每格填 -），按“存这行”。", Label: "录入答案",
			Href: t.onPaper("/teacher/assignments/", "/grid"), Done: t.entered},
		{Login: "wang", Title: "讲评单马上就有", Why: "纸上的答案和屏幕上的答案进同一张讲评单。", Label: "看讲评单",
			Href: t.onPaper("/teacher/sheets/", ""), Seen: page("/teacher/sheets/" + anID)},
		{Title: "三名学生，一台平板", Why: "这个浏览器现在当作班里的平板：点名字、点图案、输四个数字就进来，按“换人”就换下一个。没有密码，也不留下前一个人的页面。", Do: "登记这台设备，然后让下面三名学生轮流进来。", Label: "变成平板",
			Href: t.tablet, Seen: onTablet, Needs: 3, Notes: t.pictures},
	}
}
