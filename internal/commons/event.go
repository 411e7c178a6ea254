package commons

import (
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The payloads of this package's events. They hold ids and the titles of works, never names of people.
type (
	// created is work.created.
	created struct {
		Work   WorkID     `json:"work"`
		School org.UnitID `json:"school"`
		Title  string     `json:"title"`
	}
	// saved is work.saved.
	saved struct {
		Work WorkID `json:"work"`
		Rev  int    `json:"rev"`
	}
	// submitted is work.submitted.
	submitted struct {
		Work     WorkID     `json:"work"`
		Version  VersionID  `json:"version"`
		SharedTo org.UnitID `json:"shared_to"`
	}
	// reviewed is version.reviewed.
	reviewed struct {
		Work     WorkID    `json:"work"`
		Version  VersionID `json:"version"`
		Decision string    `json:"decision"` // approved or returned
		Reasons  []Aspect  `json:"reasons"`
		Stage    int       `json:"stage"` // 1 for the first
		Codes    []string  `json:"codes"`
	}
	// claimed is review.claimed and review.released.
	claimed struct {
		Work    WorkID       `json:"work"`
		Version VersionID    `json:"version"`
		Stage   int          `json:"stage"`
		Until   clock.Micros `json:"until"`
	}
	// published is version.published. Text is the plain text of the body, cut, so that search folds without reading other tables.
	published struct {
		Work        WorkID     `json:"work"`
		Version     VersionID  `json:"version"`
		Number      int        `json:"number"`
		Title       string     `json:"title"`
		Subject     string     `json:"subject"`
		Stage       string     `json:"stage"`
		Grade       int        `json:"grade"`
		Edition     string     `json:"edition"`
		Chapter     string     `json:"chapter"`
		Keywords    []string   `json:"keywords"` // headings of the body
		Text        string     `json:"text"`
		SharedTo    org.UnitID `json:"shared_to"`
		School      org.UnitID `json:"school"`
		DerivedFrom VersionID  `json:"derived_from"`
		Items       int        `json:"items"`
		// What came later; absent in older events.
		Author    org.PersonID `json:"author"`
		Volume    string       `json:"volume,omitempty"`
		Knowledge []string     `json:"knowledge,omitempty"` // ids of the preset's vocabulary, or what was typed
		Licence   Licence      `json:"licence,omitempty"`
		AI        Extent       `json:"ai,omitempty"`
		Upstream  WorkID       `json:"upstream"`
		Files     []string     `json:"files,omitempty"` // kinds of its files, each once: image, video, audio, document
	}
	// withdrawn is version.withdrawn. The reason is about a work, and its writer is told not to name people.
	withdrawn struct {
		Work    WorkID    `json:"work"`
		Version VersionID `json:"version"`
		Reason  string    `json:"reason"`
	}
	// material is material.added and material.removed.
	material struct {
		Material MaterialID  `json:"material"`
		Class    org.ClassID `json:"class"`
	}
	// featureStep is feature.proposed, feature.voted and feature.ended, which says that a featured version's time is over. Whether a vote agreed is not in it: judges do not see each other.
	featureStep struct {
		Feature FeatureID `json:"feature"`
		Work    WorkID    `json:"work"`
		Version VersionID `json:"version"`
	}
	// featured is version.featured.
	featured struct {
		Feature FeatureID    `json:"feature"`
		Work    WorkID       `json:"work"`
		Version VersionID    `json:"version"`
		Unit    org.UnitID   `json:"unit"`
		Until   clock.Micros `json:"until"`
	}
	// followed is work.followed: the author of a derived work took or declined a new version of the original.
	followed struct {
		Work  WorkID    `json:"work"`
		From  VersionID `json:"from_version"`
		Taken bool      `json:"taken"`
	}
	// adapted is work.adapted.
	adapted struct {
		Work   WorkID     `json:"work"`
		From   VersionID  `json:"from_version"`
		School org.UnitID `json:"school"`
	}
)

// The cuts of what is indexed, in characters: enough to find a lesson by, small enough to fold a batch in one transaction.
const (
	indexedText     = 1000
	indexedKeywords = 30
)

func publishedOf(v Version) published {
	all, headings := plain(v.Body)
	if rs := []rune(all); len(rs) > indexedText {
		all = string(rs[:indexedText])
	}
	if headings == nil {
		headings = []string{}
	}
	return published{Work: v.Work, Version: v.ID, Number: v.Number, Title: v.Title, Subject: v.Subject, Stage: v.Stage, Grade: v.Grade, Edition: v.Edition,
		Chapter: v.Chapter, Keywords: headings[:min(len(headings), indexedKeywords)], Text: all, SharedTo: v.SharedTo, School: v.Owner,
		DerivedFrom: v.DerivedFrom, Items: v.Items, Author: v.Author, Volume: v.Volume, Knowledge: v.Knowledge, Licence: v.Licence, AI: v.AI.Extent,
		Upstream: v.Upstream, Files: kinds(v.Files)}
}

// kinds are the kinds of files that readers see, each once.
func kinds(files []File) []string {
	var out []string
	for _, f := range files {
		if !f.Evidence && !slices.Contains(out, f.Kind()) {
			out = append(out, f.Kind())
		}
	}
	return out
}
