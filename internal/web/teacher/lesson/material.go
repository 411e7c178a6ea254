package lesson

import (
	"errors"
	"io"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// materialsPath is an address of a class's own material.
func materialsPath(c org.ClassID) string { return "/teacher/materials/" + c.String() }

func materialOf(r *http.Request) (commons.MaterialID, error) {
	m, err := id.Parse[commons.Material](r.PathValue("material"))
	if err != nil {
		return m, fault.Wrap(err, fault.NotFound, "没有找到这份班级资料，或它已经到期")
	}
	return m, nil
}

// materials leads to the first class of the actor, or says that there is none.
func (p *Pages) materials(w http.ResponseWriter, r *http.Request) error {
	classes, err := p.Works.MaterialClasses(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	if len(classes) > 0 {
		ui.Redirect(w, r, materialsPath(classes[0].ID))
		return nil
	}
	return ui.Render(w, r, http.StatusOK, materialPage(materialView{}))
}

func (p *Pages) classMaterials(w http.ResponseWriter, r *http.Request) error {
	return p.showMaterials(w, r, http.StatusOK, nil)
}

func (p *Pages) showMaterials(w http.ResponseWriter, r *http.Request, status int, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	class, err := id.Parse[org.Class](r.PathValue("class"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这个班，或不在您的范围内")
	}
	v := materialView{Class: class, Err: cause}
	if v.Rows, err = p.Works.Materials(ctx, a, class); err != nil {
		return err
	}
	if v.Classes, err = p.Works.MaterialClasses(ctx, a); err != nil {
		return err
	}
	if v.Quota, err = p.Works.QuotaAt(ctx, a, class); err != nil {
		return err
	}
	return ui.Render(w, r, status, materialPage(v))
}

func (p *Pages) addMaterial(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	class, err := id.Parse[org.Class](r.PathValue("class"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这个班，或不在您的范围内")
	}
	if _, err := p.Works.Materials(ctx, a, class); err != nil {
		return err // before a byte is read
	}
	err = fault.Fieldsf(fault.Field{Name: "file", Message: "请选择文件"})
	parts, bad := r.MultipartReader()
	if bad != nil {
		return p.showMaterials(w, r, http.StatusUnprocessableEntity, err)
	}
	for {
		part, bad := parts.NextPart()
		if errors.Is(bad, io.EOF) {
			break
		}
		if bad != nil {
			err = uploadError(bad)
			break
		}
		if part.FormName() == "file" && part.FileName() != "" {
			if _, err = p.Works.AddMaterial(ctx, a, class, "", commons.Upload{Name: part.FileName(), Body: checked{part}}); err != nil {
				break
			}
		}
	}
	switch {
	case err == nil:
		ui.Say(w, ui.Success, "已放进班级资料")
		ui.Redirect(w, r, materialsPath(class))
		return nil
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.TooLarge):
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drain))
		return p.showMaterials(w, r, fault.KindOf(err).Status(), err)
	}
	return err
}

func (p *Pages) materialFile(w http.ResponseWriter, r *http.Request) error {
	m, err := materialOf(r)
	if err != nil {
		return err
	}
	f, body, err := p.Works.MaterialFile(r.Context(), org.ActorFrom(r.Context()), m)
	if err != nil {
		return err
	}
	return ServeFile(w, r, f, body)
}

func (p *Pages) removeMaterial(w http.ResponseWriter, r *http.Request) error {
	m, err := materialOf(r)
	if err != nil {
		return err
	}
	if err := p.Works.RemoveMaterial(r.Context(), org.ActorFrom(r.Context()), m); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已移除")
	ui.Redirect(w, r, "/teacher/materials")
	return nil
}

// ownMaterials is a pupil's page: what the own class has, or one of it with ?file=ID.
func (p *Pages) ownMaterials(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if asked := r.URL.Query().Get("file"); asked != "" {
		m, err := id.Parse[commons.Material](asked)
		if err != nil {
			return fault.Wrap(err, fault.NotFound, "没有找到这份班级资料，或它已经到期")
		}
		f, body, err := p.Works.OwnMaterialFile(ctx, a, m)
		if err != nil {
			return err
		}
		return ServeFile(w, r, f, body)
	}
	rows, err := p.Works.OwnMaterials(ctx, a)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, ownMaterialPage(rows))
}
