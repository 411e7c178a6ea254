// Package smartedu reads the public catalogue of the national school platform 国家中小学智慧教育平台 (basic.smartedu.cn) and
// plans how to follow it.
//
// The catalogue is static JSON: tag trees (the menus), version documents (which part files there are), part files (arrays of
// resources), lists of lessons, chapter trees and details. Its readers are tolerant, since one module writes as text what another
// writes as an array or a number, fields come and go, and records carry tags that the menu does not have: what is odd becomes a
// Finding, and the record stays. They are strict in what could hurt: bytes, depth and counts are bounded, and addresses that lead
// away from the platform are not followed.
//
// The package keeps metadata and deep links only. Media are not the house's: addresses of media, keys, encryption settings and
// account numbers of people are left out of every type here, and Metadata takes them out of the raw record. A teacher is led to the
// platform's own page (Link).
//
// Following the catalogue is made of pure functions: Plan says what to fetch, Order on which hosts, Judge what an answer means, Diff
// what came, changed and went. Place hangs textbooks into the menu, Chapters.Hang lessons into chapters, Vocabulary.Map says what
// the tags mean in codes of the region and what nobody has mapped yet.
//
// The package opens no connection and no database and knows nothing internal. It may import the standard library, jsontext and
// golang.org/x/text.
//
// Source: the platform publishes no specification. Shapes were read in public client programs (happycola233/tchMaterial-parser,
// hantang/smartedu-dl, hantang/smartedu-dl-go, lss53/sed-dl, all MIT) and counted on a snapshot of 2024-11/12.
package smartedu
