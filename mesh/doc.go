// Package mesh holds a model's report against a parallel mesh.
//
// A [Mesh] is what a user asks for: a strategy and the sizes of its axes. [Validate] completes it (data parallelism is
// what the other axes leave of the world), holds every [Rule] against it and returns a [Verdict]: all violations at once,
// each with the sizes that would work and the fix in the user's own words. [Meshes] lists every mesh of a world that
// passes. [Layout] says how the ranks of a mesh are grouped.
//
// A rule is mostly data. It names an equation over the sizes of the mesh and the numbers of the model, what each framework
// does when it does not hold, and where that was read; from these the package derives which facts the rule needs, when
// its answer is unknown, which sizes would work, and the words. See [Rule].
package mesh
