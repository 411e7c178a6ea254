// Package qti reads, renders and scores single assessment items of 1EdTech QTI 2.0, 2.1, 2.2 and 3.0.
//
// Every item of the product, whether a teacher typed it into a form or it came in a package, is kept as QTI XML;
// this package is the only reader of that XML. It is plain Go: no database, no HTTP, nothing internal.
//
// The path is narrow on purpose. Supported items have only choice, inline choice, text entry and extended text
// interactions and are scored by the standard response processing templates match_correct or map_response (named by
// URI, or an inline copy of the same rules); extended text without response processing is marked by people. Every
// other item is refused with the reason (Item.Supported), never scored in an approximate way: a wrong score is worse
// than none.
//
// What a candidate may see comes only from Item.Body, which is built from an allow-list and holds no correct
// response, mapping, scorer's rubric or feedback. What follows an answer comes from Item.Feedback; what a teacher may
// see from Item.Correct.
//
// Values are kept in their lexical form and compared by base type, as the specification says ("0.50" equals "0.5" as a
// float, not as a string). An empty container and an empty string are NULL.
//
// Source: IMS Question and Test Interoperability Assessment Test, Section and Item Information Model v2.1/v2.2 and
// 1EdTech QTI 3.0 ASI Information Model, in particular "mapping", "mapResponse", "match" and the standard response
// processing templates.
package qti
