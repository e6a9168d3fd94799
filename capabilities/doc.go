// Package capabilities derives what a model supports from facts: observations that a host made about its class, its
// attributes, the signature of its forward method and its config.
//
// The data flows one way. [Facts] hold only what was seen; [Derive] turns them into a [Report], one [Finding] for each
// [Capability], each with the reason and the facts that it rests on. Nothing here knows of meshes, of JSON or of
// WebAssembly, and nothing here keeps a table of models.
//
// Every question has three answers. [Yes] and [No] rest on facts that were observed; [Unknown] names the facts that would
// settle it. A key that is absent from the facts was not looked at; a null was looked at and is not there.
package capabilities
