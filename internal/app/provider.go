package app

import (
	"context"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/gate/oidc"
	"github.com/tongxue-edu/tongxue/internal/web/account"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// oidcBack is where a city's identity provider sends people back to, below the base URL; it is registered there exactly so.
const oidcBack = "/signin/oidc/callback"

// openProvider makes the relying party when one is configured.
func (a *App) openProvider() error {
	if a.Config.OIDC == nil {
		return nil
	}
	c := *a.Config.OIDC
	c.Redirect, c.Log = a.Config.BaseURL+oidcBack, a.Config.Log
	p, err := oidc.New(c, a.Authn, a.Config.Clock)
	a.provider = p
	return err
}

// arrivals are the pages of people who come through the provider; none when there is no provider.
func (a *App) arrivals(secure bool) *account.Arrivals {
	p := &account.Arrivals{Authn: a.Authn, Entry: a.Entry, Org: a.Org, Core: a.Core, Secure: secure}
	if a.provider != nil {
		p.Provider = a.provider
	}
	return p
}

// nationalBack is where the national gateway sends people, below the base URL.
const nationalBack = "/signin/national"

// sign is the national gateway as people come through it; it is set, and turned on, on a page.
func (a *App) sign() exchange.Sign {
	return exchange.Sign{Service: a.Exchange, Authn: a.Authn, Back: a.Config.BaseURL + nationalBack}
}

// nationalArrivals are the pages of people who come through the national gateway.
func (a *App) nationalArrivals(secure bool) *account.Arrivals {
	s := a.sign()
	return &account.Arrivals{Provider: s, Path: nationalBack, Back: nationalBack, Way: authn.ByNational, Fits: s.Fits, Unasked: true, Authn: a.Authn, Entry: a.Entry, Org: a.Org, Core: a.Core, Secure: secure}
}

// offer puts the ways that exist here on the sign-in page.
func (a *App) offer(in *signin.Pages, p *account.Arrivals) {
	national := a.sign()
	in.Ways = func(next string) []templ.Component {
		var out []templ.Component
		if national.On(context.Background()) {
			out = append(out, account.ProviderWay(national.Name(), "/signin/national/begin", next))
		}
		if p.Provider != nil {
			out = append(out, account.ProviderWay(p.Provider.Name(), "/signin/oidc", next))
		}
		if a.Factors.WhyNoPasskeys() == nil {
			out = append(out, account.PasskeyWay(next))
		}
		return out
	}
}
