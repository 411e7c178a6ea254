package app

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/setup"
	"github.com/tongxue-edu/tongxue/internal/web/school/people"
	websetup "github.com/tongxue-edu/tongxue/internal/web/setup"
)

// setupCode is the file with the one-time code of the first set-up, in the data directory.
const setupCode = "setup-code"

func (a *App) openSetup() {
	a.Setup = setup.New(a.Core, a.Org, a.Authn, a.Audit, a.Config.Clock, a.folder.file(setupCode))
}

func (a *App) setupPages() *websetup.Pages {
	return &websetup.Pages{Setup: a.Setup, Org: a.Org, Local: loopback, Secure: strings.HasPrefix(a.Config.BaseURL, "https://")}
}

// SetupCode is the one-time code while the first set-up is open, or "". It is for the operator's terminal.
func (a *App) SetupCode(ctx context.Context) (string, error) {
	st, err := a.Setup.State(ctx)
	if err != nil || !st.Open {
		return "", err
	}
	code, err := a.Setup.Code()
	return setup.Show(code), err
}

// subjects are the preset's, for roles that have one.
func (a *App) subjects() []people.Subject {
	out := make([]people.Subject, len(a.Preset.Subjects))
	for i, s := range a.Preset.Subjects {
		out[i] = people.Subject{Code: s.Code, Name: s.Name}
	}
	return out
}
