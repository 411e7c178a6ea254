package commons_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/spec/lom"
)

// TestDescriptions: what is said of a version goes out in LOM and in JSON-LD, with ids of vocabularies, source, licence, label and
// without the proof of rights; the LOM is valid and is read back.
func TestDescriptions(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		first := h.Public(t, h.Ann, "方程", h.Region)
		w, err := h.Works.Adapt(ctx, h.Bea, first.ID, h.B.ID, "")
		ok(t, err)
		d := w.Draftable
		d.Subject, d.Edition, d.Volume, d.Knowledge = "maths", "部编版", "上", []string{"一元一次方程", "天平游戏"}
		d.AI = commons.AIUse{Extent: commons.AIPart, Tool: "某大模型"}
		w, err = h.Works.Save(ctx, h.Bea, w.ID, w.Rev, d)
		ok(t, err)
		if w.Edition != "tongbian" || w.Volume != "1" || w.Knowledge[0] != "maths.number.equation.linear" || w.Knowledge[1] != "天平游戏" {
			t.Fatalf("ids of the vocabulary: %q %q %q", w.Edition, w.Volume, w.Knowledge)
		}
		_, err = h.Works.AddFiles(ctx, h.Bea, w.ID, one("图.png", "\x89PNG\r\n\x1a\n1"))
		ok(t, err)
		f, err := h.Works.AddFiles(ctx, h.Bea, w.ID, one("授权.png", "\x89PNG\r\n\x1a\n2"))
		ok(t, err)
		ok(t, h.Works.SetFile(ctx, h.Bea, w.ID, f[0].ID, commons.FileNote{Evidence: true}))
		v := h.Submit(t, h.Bea, w.ID, h.Region)
		h.Approve(t, h.Ray, v.ID)
		v, err = h.Works.Read(ctx, h.Cid, v.ID)
		ok(t, err)
		words, err := preset.Words()
		ok(t, err)
		x := commons.Described{Version: v, Base: "https://example.edu", AuthorName: "白老师", SchoolName: "山前小学", SubjectName: "数学", GradeName: "四年级", StageName: "小学", Words: words}

		l := commons.LOM(x)
		ok(t, l.Check())
		var b bytes.Buffer
		ok(t, l.Write(&b))
		got, err := lom.Read(&b)
		ok(t, err)
		last := got.Classification[2].TaxonPath[0].Taxon
		if got.General.Title.First() != "方程" || got.Relation[0].Kind.Value != "isbasedon" || !strings.Contains(got.Relation[0].Resource.Identifier[0].Entry, first.ID.String()) ||
			len(last) != 3 || last[2].ID != "maths.number.equation.linear" || last[0].Entry.First() != "数与代数" {
			t.Fatalf("LOM %+v", got)
		}
		j, err := json.Marshal(commons.LearningResource(x))
		ok(t, err)
		both := b.String() + string(j)
		for _, s := range []string{"区域内共享", "某大模型", "maths.number.equation.linear", "天平游戏", "统编版", "上册", first.ID.String(), "山前小学"} {
			if !strings.Contains(string(j), s) {
				t.Errorf("JSON-LD lacks %s", s)
			}
		}
		if strings.Contains(both, "授权.png") || strings.Contains(both, f[0].Hash) {
			t.Error("a proof of rights went out")
		}

		// the work's page: what changed, and the chain
		d = w.Draftable
		d.Body += "\n\n新的一段"
		_, err = h.Works.Save(ctx, h.Bea, w.ID, w.Rev, d)
		ok(t, err)
		v2 := h.Submit(t, h.Bea, w.ID, h.Region)
		h.Approve(t, h.Ray, v2.ID)
		past, err := h.Works.Pasts(ctx, h.Cid, w.ID)
		ok(t, err)
		if len(past) != 2 || past[0].ID != v2.ID || len(past[0].Changes) != 1 || past[0].Changes[0].Name != "body" || past[0].Changes[0].Added != 2 || !past[1].First {
			t.Fatalf("versions %+v", past)
		}
		chain, err := h.Works.Chain(ctx, h.Cid, v2.DerivedFrom)
		ok(t, err)
		if len(chain) != 1 || !chain[0].Readable || chain[0].ID != first.ID || chain[0].Owner != h.A.ID {
			t.Fatalf("chain %+v", chain)
		}
		rec, err := h.Works.Record(ctx, h.Cid, v2)
		ok(t, err)
		var steps []string
		for _, r := range rec {
			steps = append(steps, string(r.What))
			if r.Actor == h.Ray.Person {
				t.Error("readers learn who reviewed")
			}
		}
		if strings.Join(steps, ",") != "published,published,label,adapted" {
			t.Fatalf("record %v", steps)
		}
	})
}

// TestProvenance: the document names the version, its source, its files without the proof of rights, its steps and those who made it.
func TestProvenance(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		ctx := t.Context()
		first := h.Public(t, h.Ann, "方程", h.Region)
		w, err := h.Works.Adapt(ctx, h.Bea, first.ID, h.B.ID, "")
		ok(t, err)
		_, err = h.Works.AddFiles(ctx, h.Bea, w.ID, one("图.png", "\x89PNG\r\n\x1a\n1"))
		ok(t, err)
		v := h.Submit(t, h.Bea, w.ID, h.Region)
		h.Approve(t, h.Ray, v.ID)
		v, err = h.Works.Read(ctx, h.Cid, v.ID)
		ok(t, err)
		chain, err := h.Works.Chain(ctx, h.Cid, v.DerivedFrom)
		ok(t, err)
		record, err := h.Works.Record(ctx, h.Cid, v)
		ok(t, err)
		d := commons.Described{Version: v, AuthorName: "贝", SchoolName: "乙校", Contributors: []string{"安"}}
		b, err := json.Marshal(commons.Provenance(d, chain, record, map[org.PersonID]string{h.Bea.Person: "贝"}))
		ok(t, err)
		var got map[string]map[string]any
		ok(t, json.Unmarshal(b, &got))
		for kind, name := range map[string]string{"entity": "uuid:" + first.ID.String(), "agent": "tongxue:contributor1", "activity": "tongxue:step1"} {
			if got[kind][name] == nil {
				t.Errorf("no %s %s in %s", kind, name, b)
			}
		}
		if got["entity"]["sha256:"+v.Files[0].Hash] == nil || len(got["wasDerivedFrom"]) == 0 || len(got["wasGeneratedBy"]) == 0 || len(got["activity"]) != len(record) {
			t.Errorf("%s", b)
		}
	})
}
