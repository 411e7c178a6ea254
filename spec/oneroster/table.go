package oneroster

// metadataPrefix begins the names of extension columns.
const metadataPrefix = "metadata."

// dataColumns are a table's columns in a version, without sourcedId, status, dateLastModified and passwords.
func dataColumns(version, table string) []string { return nil }
