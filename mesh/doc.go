// Package mesh holds a model's report against a run.
//
// A [Run] is what a user asks about: the settings that were given, of which the sizes of a mesh are a part. [Validate]
// completes it by the law of its framework, asks every rule and returns a [Verdict]: all violations at once, each with the
// values that would work and the fix in the framework's own words. [Meshes] lists every mesh of a world that passes, and
// [NewTopology] says how the ranks of a mesh are grouped.
//
// The words are those of package law: settings, quantities, rules, frameworks. Package rules lists the rules, and package
// frameworks the frameworks, a file each. This package brings them together, and names neither.
package mesh
