package install

// guides are the ways of the devices of Chinese schools, the most frequent first. Where a menu stands differs by maker and version;
// the steps name the words to look for.
var guides = []guide{
	{Key: "windows", Title: "Windows 电脑", Note: "教师机、机房、装 Windows 的大屏", Icon: "screen", File: "tongxue-install.cmd", FileLabel: "下载安装文件",
		Steps: []string{
			"下载安装文件，双击运行。Windows 如果说“已保护你的电脑”，点“更多信息”，再点“仍要运行”。",
			"黑色窗口里会显示 SHA-256。与学校打印的单子核对，一样就输入 Y，按回车；不一样就关掉窗口，告诉管理员。",
			"弹出“安全警告”时，核对里面的指纹(SHA-1)，点“是”。",
			"关闭所有浏览器窗口，再打开。Edge、Chrome、360、QQ 浏览器都用 Windows 的证书，装一次就够。",
		},
		Also: []also{
			{Title: "不用安装文件，自己装", File: "tongxue-ca.cer", Steps: []string{
				"下载证书，双击打开，点“安装证书”，选“当前用户”。",
				"选“将所有的证书都放入下列存储”，浏览到“受信任的根证书颁发机构”，完成，在警告里点“是”。",
			}},
			{Title: "机房：一次给这台电脑的所有账号装", File: "tongxue-ca.cer", Code: "certutil -f -addstore Root tongxue-ca.cer", Steps: []string{
				"右键安装文件，选“以管理员身份运行”，就会装给所有账号；也可以用管理员命令行运行下面这一句。",
				"有还原卡或冰点的机房，请先解除保护，或者装进母盘，否则重启后就没有了。",
			}},
		}},
	{Key: "android", Title: "安卓手机和平板", Note: "华为、小米、OPPO、vivo、学习平板", Icon: "phone", File: "tongxue-ca.crt", FileLabel: "下载证书",
		Steps: []string{
			"用手机自带的浏览器、Edge 或 Chrome 打开这一页。不要在微信里打开：微信不认自己装的证书。",
			"下载证书。旧的安卓会直接问名字，填“学校”，用途选“VPN 和应用”，确定就好。",
			"安卓 11 以上：打开“设置”，搜索“证书”，进“加密与凭据”里的“安装证书”，选“CA 证书”，点“仍然安装”，再选刚才下载的文件。",
			"系统会要求锁屏密码；没有设过的，要先设一个。",
			"在“信任的凭据”的“用户”里点开它，把 SHA-256 与学校打印的单子核对。不一样就删掉，告诉管理员。",
			"关闭浏览器，再打开。",
		},
		Also: []also{
			{Title: "各家手机的“证书”在哪里", Steps: []string{
				"华为：设置，安全，更多安全设置，加密和凭据，从存储设备安装。",
				"小米：设置，密码与安全，系统安全，加密与凭据，安装证书。",
				"OPPO、vivo：设置，安全(密码与安全)，更多安全设置，凭据存储，安装证书。",
				"学校统一管理的学习平板：请厂家或管理员用管理平台下发证书，学生自己不能装。",
			}},
			{Title: "手机提示“网络可能会受到监控”", Steps: []string{
				"这是安卓对所有自己装的证书的提示。这张根证书写明了只能用于学校内网的名字和地址，它的私钥只在学校的服务器里。",
			}},
		}},
	{Key: "board", Title: "教室大屏(希沃等)", Note: "先看它现在是 Windows 还是安卓", Icon: "screen", File: "tongxue-ca.crt", FileLabel: "下载证书",
		Steps: []string{
			"看大屏现在是哪个系统：有“开始”菜单的是 Windows，按“Windows 电脑”做，最好以管理员身份运行，装给所有账号。",
			"没有“开始”菜单的是安卓：用它的浏览器打开这一页，或者用 U 盘把证书拷过去，再按“安卓手机和平板”做。",
			"有冰点等还原软件的，先解除保护再装。",
			"装完打开“这台设备能做什么”，看看结果。",
		},
		Also: []also{
			{Title: "装不上怎么办", Steps: []string{
				"有的安卓大屏没有证书设置，或者浏览器太旧。可以切换到 Windows 系统使用。",
				"不装也能上课：投影、讲评、看资源都不要求加密。只有摄像头和断网提示页用不了。",
			}},
		}},
	{Key: "apple", Title: "iPad 和 iPhone", Note: "要装描述文件，再打开信任", Icon: "phone", File: "tongxue-ca.mobileconfig", FileLabel: "下载描述文件",
		Steps: []string{
			"用 Safari 打开这一页，点下载，选“允许”。描述文件没有签名，显示“未签名”是正常的。",
			"打开“设置”，点上面的“已下载描述文件”，点“安装”，输入锁屏密码。",
			"在“更多详细信息”里点开证书，把 SHA-256 与学校打印的单子核对。不一样就移除，告诉管理员。",
			"打开“设置”，通用，关于本机，证书信任设置，把它的开关打开。不做这一步，前面就白装了。",
			"关闭 Safari，再打开。",
		},
		Also: []also{
			{Title: "苹果电脑", File: "tongxue-ca.mobileconfig", Steps: []string{
				"下载描述文件，双击，再到“系统设置”的“描述文件”里安装。",
				"打开“钥匙串访问”，找到它，在“信任”里选“始终信任”。",
			}},
		}},
	{Key: "linux", Title: "统信、麒麟等国产系统", Note: "装进浏览器", Icon: "screen", File: "tongxue-ca.pem", FileLabel: "下载证书",
		Steps: []string{
			"下载证书。打开浏览器的设置，搜索“证书”，进“管理证书”，在“授权机构”里点“导入”。",
			"选下载的文件，勾选“信任该证书，以标识网站”。",
			"点开它，把 SHA-256 与学校打印的单子核对。",
			"关闭浏览器，再打开。",
		},
		Also: []also{
			{Title: "用命令行装", File: "tongxue-ca.pem", Code: "certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n tongxue -i tongxue-ca.pem", Steps: []string{
				"Chromium 系的浏览器读当前用户的证书库，运行下面这一句就好(要有 libnss3-tools)。",
			}},
		}},
}

// probe is one thing that the device's page tests. Need says that browsers offer it over HTTPS only. The texts are zh-CN keys: what
// it means when it works, when the connection is to blame, when the device is, and when a person has refused.
type probe struct {
	Key, Title           string
	Need                 bool
	Yes, No, Denied, Ask string
}

var probes = []probe{
	{Key: "secure", Title: "加密连接", Need: true, Yes: "浏览器认为这个连接是安全的，下面几项都可以用。", No: "浏览器没有把这个连接当作安全的。"},
	{Key: "camera", Title: "摄像头", Need: true, Yes: "可以用，这台设备已经允许。", Ask: "可以用。第一次用时浏览器会问，请点“允许”。",
		Denied: "这台设备上选过“禁止”。点地址栏左边的图标，把摄像头改成“允许”，再刷新。", No: "这个浏览器没有摄像头功能，或者这台设备没有摄像头。"},
	{Key: "passkey", Title: "通行密钥(指纹、面容、锁屏密码登录)", Need: true, Yes: "可以用这台设备的指纹、面容或锁屏密码登录。", Ask: "这台设备自己不能，但可以用手机扫码，或者插安全密钥。",
		Denied: "通行密钥只能用在名字上，不能用在数字地址上。请改用学校给的名字打开。", No: "这个浏览器不支持通行密钥，请用密码和动态口令。"},
	{Key: "worker", Title: "断网提示页", Need: true, Yes: "连不上服务器时，会看到提示，并且自动重连。", No: "这个浏览器不支持，断网时只会看到浏览器自己的错误页。",
		Denied: "浏览器不信任这个连接的证书(在警告页点“继续前往”也不算)。装好根证书，重新打开浏览器再试。"},
	{Key: "storage", Title: "在这台设备上暂存答案", Yes: "可以用。断网时已填的答案先留在这台设备上，连上再交。", No: "浏览器不让网页存东西(可能是无痕模式，或者空间满了)。断网时请不要关闭做题的页面。"},
	{Key: "clock", Title: "设备时间", Yes: "与服务器的时间一致。", No: "与服务器的时间不一致。时间不对，证书会被当作过期，签到和截止时间也会显示错。请在系统设置里打开“自动设置时间”，或者手动改对。",
		Denied: "服务器自己的时间不对，没有办法比较。请告诉管理员。"},
}

// still is what works over plain HTTP too.
var still = []string{
	"登录、看课、搜资源、布置和做练习、交作业、批改、讲评单、打印",
	"投影和教室大屏的课堂页面",
	"断网几分钟不丢答案(答案留在打开的页面里)",
	"用手机自带的相机扫二维码、扫登录卡",
	"选照片上传：先用相机拍好，再在页面里选文件",
}

// lost is what browsers switch off over plain HTTP, and why.
var lost = []string{
	"页面里直接打开摄像头(扫码、拍作业)：浏览器只给加密的页面开摄像头",
	"通行密钥：浏览器要确认网站没有被冒充，才肯用指纹或面容",
	"断网提示页：要在浏览器里装一个小程序，浏览器只从加密的地址装",
	"防偷看：不加密时，同一个网络里的人可能看到内容和密码",
}
