package cert

import (
	"crypto/sha1" //nolint:gosec // Windows shows this digest in its question; nobody is asked to rely on it
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Fingerprint is a certificate's digest in the forms in which people compare it.
type Fingerprint struct {
	SHA256 string // 64 hexadecimal digits, upper case, in groups of four
	SHA1   string // 40 digits in groups of eight: what Windows shows in its question
	Words  string // the first 64 bits of the SHA-256 as eight common characters, in two groups
}

// FingerprintOf digests a certificate's DER.
func FingerprintOf(der []byte) Fingerprint {
	long, short := sha256.Sum256(der), sha1.Sum(der)
	var words []string
	for _, b := range long[:8] {
		words = append(words, string(plain[b]))
	}
	return Fingerprint{SHA256: grouped(long[:], 4), SHA1: grouped(short[:], 8), Words: strings.Join(words[:4], "") + " " + strings.Join(words[4:], "")}
}

func grouped(b []byte, n int) string {
	h := strings.ToUpper(hex.EncodeToString(b))
	var parts []string
	for ; len(h) > n; h = h[n:] {
		parts = append(parts, h[:n])
	}
	return strings.Join(append(parts, h), " ")
}

// plain are 256 characters that a pupil of the third year reads, each once, without lookalikes side by side in meaning: byte n is
// the n-th. The list must never change: printed sheets hold it.
var plain = []rune("山水火木石田土禾米竹花草果瓜豆麦树林叶根" + // i18n:data
	"日月星云风雨雪雷电虹天地江河湖海波沙泥冰" +
	"牛羊马狗猫鸡鸭鱼鸟虫虎龙象鹿熊兔鼠蛇龟蜂" +
	"人口手足耳目头心身骨血牙舌眉发背肩指脚脸" +
	"父母子女兄弟姐妹爷奶叔友师生客王兵农工医" +
	"一二三四五六七八九十百千万半双单多少大小" +
	"上下左右前后里外东西南北中间高低长短远近" +
	"红黄蓝绿白黑青紫灰金银铁铜钢玉珠宝灯镜钟" +
	"门窗墙床桌椅碗筷刀剪锅杯瓶盒箱包伞鞋衣帽" +
	"车船机桥路街城村店校家院楼房园场站港井塔" +
	"书笔纸画字词句诗歌琴棋球鼓舞戏影报信印章" +
	"春夏秋冬早晚年时分秒昨今明古新旧先快慢静" +
	"走跑跳飞游爬坐立看听说想问答写唱")
