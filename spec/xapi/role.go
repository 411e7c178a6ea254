package xapi

// role is what a JSON value means in a statement. Canonical, IDs and Localize walk a statement by roles, so the shape of
// the standard is written down once, here, and once with its rules, in the scanner.
type role uint8

const (
	roleAny       role = iota // extensions, and all that no walk changes
	roleStatement             // the statement itself
	roleSub                   // SubStatement, as met inside roleObject
	roleID
	roleStored
	roleAuthority
	roleVersion
	roleAttachments
	roleAgent
	roleMembers
	roleVerb
	roleObject // Activity, Agent, Group, StatementRef or SubStatement; their members have different names, so one role is enough
	roleActivity
	roleDefinition
	roleComponents
	roleComponent
	roleLangMap
	roleResult
	roleTime
	roleDuration
	roleContext
	roleUUID
	roleRef
	roleCtxActivities
	roleCtxList
	roleCtxActors
	roleCtxActor
)

// children are the roles of an object's members; what is not named has roleAny.
var children = map[role]map[string]role{
	roleStatement: {
		"id": roleID, "stored": roleStored, "authority": roleAuthority, "version": roleVersion, "attachments": roleAttachments,
		"actor": roleAgent, "verb": roleVerb, "object": roleObject, "result": roleResult, "context": roleContext, "timestamp": roleTime,
	},
	roleAgent:     {"member": roleMembers},
	roleAuthority: {"member": roleMembers},
	roleVerb:      {"display": roleLangMap},
	roleObject: {
		"definition": roleDefinition, "member": roleMembers, "actor": roleAgent, "verb": roleVerb, "object": roleObject,
		"result": roleResult, "context": roleContext, "timestamp": roleTime,
	},
	roleActivity: {"definition": roleDefinition},
	roleDefinition: {
		"name": roleLangMap, "description": roleLangMap, "choices": roleComponents, "scale": roleComponents, "source": roleComponents,
		"target": roleComponents, "steps": roleComponents,
	},
	roleComponent: {"description": roleLangMap},
	roleResult:    {"duration": roleDuration},
	roleContext: {
		"registration": roleUUID, "instructor": roleAgent, "team": roleAgent, "contextActivities": roleCtxActivities, "statement": roleRef,
		"contextAgents": roleCtxActors, "contextGroups": roleCtxActors,
	},
	roleRef:           {"id": roleUUID},
	roleCtxActivities: {"parent": roleCtxList, "grouping": roleCtxList, "category": roleCtxList, "other": roleCtxList},
	roleCtxActor:      {"agent": roleAgent, "group": roleAgent},
}

// elements are the roles of an array's elements. A lone object in the place of roleCtxList has that role too.
var elements = map[role]role{
	roleMembers: roleAgent, roleComponents: roleComponent, roleCtxList: roleActivity, roleCtxActors: roleCtxActor,
}
