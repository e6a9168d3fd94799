// Package frameworks lists the frameworks whose law meshwise knows: one file each, with all that is its own. A new one is
// a file here, and the stances of the rules that it shares.
package frameworks

import "github.com/meshwise/meshwise/mesh/law"

// All lists the frameworks, the default first.
func All() []*law.Framework {
	return []*law.Framework{nemoAutomodel, torchtitan, megatron, accelerate, transformers, deepspeed, vllm, sglang}
}

// denseSpans are the axes that are flattened from replicas, shards and context parallelism.
var denseSpans = []law.Span{
	{Axis: law.DP, Of: []law.Axis{law.DPReplicate, law.DPShard}},
	{Axis: law.DPShardCP, Of: []law.Axis{law.DPShard, law.CP}},
	{Axis: law.DPCP, Of: []law.Axis{law.DPReplicate, law.DPShard, law.CP}},
}

// allPositions makes as many positions as the sequence has tokens.
func allPositions(c *law.Case) [][]int64 {
	return [][]int64{{c.Value(law.Must("sequence_length")).N}}
}
