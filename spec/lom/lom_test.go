package lom_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/spec/lom"
	"pgregory.net/rapid"
)

// TestThereAndBack: what is written is read again, whatever the texts.
func TestThereAndBack(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("三角形<>&\"' ]]>abc，\n")), 1, 20, -1)
	rapid.Check(t, func(t *rapid.T) {
		l := lom.LOM{
			General:   lom.General{Identifier: []lom.Identifier{{"URN", "urn:uuid:1"}}, Title: lom.Zh(text.Draw(t, "title")), Language: []string{"zh-CN"}, Keyword: []lom.Texts{lom.Zh(text.Draw(t, "keyword"))}},
			LifeCycle: lom.LifeCycle{Version: lom.Zh("2"), Status: &lom.Value{Source: lom.V1, Value: "final"}, Contribute: []lom.Contribute{{lom.Value{Source: lom.V1, Value: "author"}, []string{lom.Card(text.Draw(t, "name"), "第一小学")}, &lom.Date{"2026-09-01"}}}},
			Rights:    lom.Rights{Copyright: &lom.Value{Source: lom.V1, Value: "yes"}, Description: lom.Zh("区域内共享")},
			Relation:  []lom.Relation{{lom.Value{Source: lom.V1, Value: "isbasedon"}, lom.Resource{Identifier: []lom.Identifier{{"URN", "urn:uuid:2"}}}}},
			Classification: []lom.Classification{{lom.Value{Source: lom.V1, Value: "discipline"}, []lom.TaxonPath{{lom.Zh("知识点"), []lom.Taxon{
				{"maths.number", lom.Zh("数与代数")}, {"maths.number.equation", lom.Zh("方程")}}}}}},
		}
		if err := l.Check(); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := l.Write(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), `<lom xmlns="`+lom.Namespace+`">`) {
			t.Fatalf("no namespace: %.200s", b.String())
		}
		got, err := lom.Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		got.XMLName = l.XMLName
		if !reflect.DeepEqual(got, l) {
			t.Fatalf("%+v became %+v", l, got)
		}
	})
}

// TestReadsTheBindingsExample reads a record as others write it: with prefixes, schema locations and elements that we leave out.
func TestReadsTheBindingsExample(t *testing.T) {
	got, err := lom.Read(strings.NewReader(`<?xml version="1.0" encoding="UTF-8"?>
<l:lom xmlns:l="http://ltsc.ieee.org/xsd/LOM" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://ltsc.ieee.org/xsd/LOM lom.xsd">
 <l:general><l:title><l:string language="en">Triangles</l:string><l:string language="zh-CN">三角形</l:string></l:title><l:aggregationLevel><l:source>LOMv1.0</l:source><l:value>2</l:value></l:aggregationLevel></l:general>
 <l:educational><l:semanticDensity><l:source>LOMv1.0</l:source><l:value>low</l:value></l:semanticDensity><l:context><l:source>LOMv1.0</l:source><l:value>school</l:value></l:context></l:educational>
</l:lom>`))
	if err != nil || got.General.Title.First() != "Triangles" || len(got.General.Title.String) != 2 || got.Educational.Context[0].Value != "school" {
		t.Fatalf("%+v %v", got, err)
	}
	if err := got.Check(); err != nil {
		t.Fatal(err)
	}
	got.LifeCycle.Status = &lom.Value{Source: lom.V1, Value: "finished"}
	if got.Check() == nil {
		t.Fatal("a value that LOM does not list")
	}
	for _, bad := range []string{"", "<lom>", "no xml", "<oai/>", `<!DOCTYPE lom [<!ENTITY a "b">]><lom><general>&a;</general></lom>`} {
		if _, err := lom.Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
