// Package hosttree makes the neutral trees of files, for hosts that are Go programs: YAML by go.yaml.in/yaml/v3, TOML by
// BurntSushi/toml. It is no part of the engine, and decides nothing: what a tree means is read there.
package hosttree
