package signin

import "net/url"

// schoolHelp says what to type, or which school is remembered.
func schoolHelp(v view) string {
	if v.Name != "" {
		return v.Name
	}
	return "学校给的短码；区、市和集团的账号不用填"
}

func schoolsHref(next string) string { return "/signin/schools?next=" + url.QueryEscape(next) }
