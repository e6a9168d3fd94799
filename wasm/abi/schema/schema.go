// Package schema holds the JSON Schemas (2020-12) of facts, requests and answers, and of what the tables list, for hosts that validate what they send
// or offer them to editors. The engine reads requests by hand and does not link this package.
package schema

import "embed"

// Files are facts.schema.json, request.schema.json, answer.schema.json and tables.schema.json. They refer to each other by these names.
//
//go:embed *.schema.json
var Files embed.FS
