// Package ui is the design system of Tongxue: tokens, layouts, components, figures and the few scripts of the browser. It knows no
// noun of the product, reads no database and decides no permission; pages in internal/web/* are written with it.
//
// # How a page is written
//
// A page is a templ component in a layout, and a handler that renders it:
//
//	// work.templ
//	templ workPage(w workView) {
//		@ui.Layout(ui.Page{Title: "我的作品", Active: "works", Actions: ui.LinkButton("新建", "/works/new", ui.Primary, "plus")}) {
//			@ui.Card(ui.CardSpec{Title: "最近修改", Tight: true}) {
//				@ui.DataTable(worksTable(ctx, w))
//			}
//			@ui.Form(ui.FormSpec{Action: "/works", Values: w.Sent, Err: w.Err}) {
//				@ui.TextField(ui.Field{Name: "title", Label: "标题", Value: w.Title, Required: true})
//				@ui.FormActions() {
//					@ui.Submit("保存")
//				}
//			}
//		}
//	}
//
//	// work.go
//	err := ui.Render(w, r, http.StatusOK, workPage(view))          // or StatusUnprocessableEntity with Values: r.PostForm, Err: err
//	ui.Say(w, ui.Success, "已保存"); ui.Redirect(w, r, "/works")    // after a POST that went well
//
// Texts handed to components (Title, Label, Help, …) are zh-CN keys: the component translates them. Only sentences with values and
// texts outside components need i18n.T(ctx, "%d 人已交", n). Data (names, titles of works) goes through [S], [L] or plain { value }.
// Each page package has en.json, a constructor func Catalogue() map[string]string, and the test that i18n.Missing(".", catalogue)
// is empty. Middleware sets the context once: [Prefs] (theme, language, flash) and [WithShell] (menu, user, request id).
//
// # Rules that hold everywhere
//
// Every page works without script, by form POST and redirect. No inline script, style element or style attribute ([CSP]). One
// primary button a screen. A number stands with its n and unit. A board shows no names. Every form carries an idempotency key in
// the field "idem". Styles are within Chromium 109.
//
// # When something outside goes wrong
//
// js/faults.js stands before every form sent by POST: it asks GET /session first, so a line or server that is away leaves the page and
// what was typed where they are, and sends again by itself what was never sent; forms with data-save, data-upload, data-move,
// data-prefs, data-leave or hx-post look after themselves. It covers the pages of somebody who has signed out in another tab, puts
// off the session's end while somebody writes, and says when the device's clock is wrong. js/kept.js puts a form that could not be
// sent back into its fields, beside what is stored now; without script GET /kept shows and sends it. A form that is not made by [Form]
// calls [Posted].
//
// # Saving answers while they are written
//
// A form with data-save="URL" and data-save-key="what this sitting of this pupil is" saves each item by itself. An item is a
// fieldset with data-item="ID", data-rev="N" (the revision the server has, 0 when none) and an element with data-save-state;
// [SaveItem] writes all that. On each change the script sends the item's fields by POST, form-encoded, with
//
//	item  the item's id            rev   the revision the answer is based on
//	idem  a UUID for this state of the answer; a repeated attempt carries the same one
//	seq   a number that grows with every change of any item on this page; a server that sees a lower one than it has may ignore it
//
// and header Accept: application/json. The server stores the answer durably and only then answers 200 {"saved":true,"rev":n}. Anything
// else is not an acknowledgement: 401 or a redirect asks to sign in, other 4xx show {"message": "…"} and wait for another change,
// 408, 425, 429, 5xx, a wrong body and no connection are repeated with growing pauses (1 s to 30 s, at once when the line is back). Until
// it is acknowledged an answer stays in localStorage under the form's key and is put back into the page and sent when the page is
// opened again. The final submit waits for what is open; being an ordinary POST of the whole form it carries every answer again, so
// the server's handler must store all fields it gets, with or without script.
//
// data-save-owner names the pupil whose page it is; it goes along as the field "owner", and a server that finds somebody else signed in
// answers 401, so the answer waits. On a device that pupils use in turn data-save-seal holds a key of the server for this pupil and
// device: what is stored is sealed with it (ChaCha20-Poly1305, the name under which it is stored as associated data), so the next pupil
// neither reads it nor writes in another's name. Its key then begins with p:<pupil>:, by which the lock screen counts and sends what is
// left, as {name, sealed}, to the address in data-drain. There 409 with {"error":"conflict"} means that the sitting is closed and
// the answer will never be taken: it is removed; every other refusal keeps it for its owner. See js/shared.js and js/seal.js.
package ui
