// Package schema holds the JSON Schemas (2020-12) of facts, requests and answers, for hosts that validate what they send
// or offer them to editors. The engine reads requests by hand and does not link this package.
package schema

import "embed"

// Files are facts.schema.json, request.schema.json and answer.schema.json. They refer to each other by these names.
//
//go:embed *.schema.json
var Files embed.FS
