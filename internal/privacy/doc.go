// Package privacy is what pupils and guardians decide about the pupil's data: consents, and requests for a copy, a correction or an
// erasure.
//
// # Consent 监护人同意
//
// Data of children under 14 is sensitive (个人信息保护法 art. 28); what goes beyond teaching needs the separate consent of a guardian
// (art. 29, 31). The purposes are a closed list of the region's preset, each with a plain text and a version; a new version has to
// be consented to anew. Basic purposes are the teaching itself: they are shown and never asked, and refusing the others leaves them
// untouched (未成年人网络保护条例 art. 32): no method of another domain asks this package before a pupil practises.
//
// A consent is a voice: a guardian's own account, or a signed paper entered by the class teacher or the registrar under the name of
// the kinship. The newest word of each voice counts, a voice whose guardianship has ended does not, and one refusal outweighs any
// number of consents. For whom consent is needed follows from the date of birth; a pupil of primary or junior school whose date is
// not known counts as under 14. From 14 on nobody's consent is needed here, but a refusal that was said still stands.
//
// Two consents have effect in other domains, which declare what they need: Withheld (record: statements that leave the house) and
// Allowed (notice: ways out of the house).
//
// # Requests of the person
//
// A pupil or guardian asks (条例 art. 34, 个保法 art. 45 to 47), the registrar answers in writing before a due date, and the answer has
// its effect at once: a copy is made by a job and can be fetched by the asker for seven days; a correction changes org and keeps the
// old value here only; an erasure takes away name, profile, sealed number, ways of signing in and keys, through the Erasers that app
// wires, and says what is kept under a pseudonym and why.
//
// The package may not import a domain but org, and puts no name into events or audit.
package privacy
