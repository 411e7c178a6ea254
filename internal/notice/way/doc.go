// Package way holds the ways out of the house: printed slip, e-mail, WeCom 企业微信, official account 公众号, DingTalk 钉钉 and SMS 短信.
//
// A Way is given messages and says of each what became of it. What matters is the difference between "surely did not go out", which
// may be tried again, and "nobody knows", which may not: a parent gets a message at most once. So a connection that was never made is
// Later, and an answer that never came after the request was written is Unsure.
//
// Settings hold hosts, ids and the names of secrets; a secret itself stands in a file or the environment, together with the one host
// it may be shown to, so that a changed setting cannot carry it elsewhere. Errors of this package name neither addresses nor tokens.
//
// The package knows no noun of the product and no table. It may import the base and the standard library only.
package way
