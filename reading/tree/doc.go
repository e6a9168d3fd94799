// Package tree is the neutral syntax tree of a file in YAML, TOML or JSON: texts and places, as the library of a host finds
// them, and the little that the engine makes of them before a format gives them a meaning.
//
// A host resolves nothing: "yes", "1e-5" and "010" arrive as text, and [Resolve] reads them by the rules of the format. So
// three libraries in three languages give one answer. JSON needs no library: [JSON] reads it here.
package tree
