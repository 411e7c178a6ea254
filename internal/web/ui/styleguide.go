package ui

import "net/http"

// StyleguideHandler answers GET /styleguide: every token and component on one page. It holds sample data only.
func StyleguideHandler(w http.ResponseWriter, r *http.Request) {
	if err := Render(w, r, http.StatusOK, Styleguide()); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}
