// Package xapi is the door of the record store for other systems: the Statement and About resources of xAPI 1.0.3 and 2.0.0
// (IEEE 9274.1.1-2023, part 3), over the same service as everything else.
//
// A sender signs in with an access key by HTTP Basic; what it stores belongs to the key's scope and it reads what lies below.
// What is not there yet (documents, attachments, the alternate request syntax, filters through StatementRefs) is answered with 400
// and the reason, never ignored. The package holds no rule about statements: those are in spec/xapi and internal/record.
package xapi
