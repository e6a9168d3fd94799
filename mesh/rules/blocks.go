package rules

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// tellBrokenBlock names the first block whose heads cannot be cut.
func tellBrokenBlock(c *law.Case) string {
	b := brokenBlock(c)
	if b == nil {
		return ""
	}
	return "each rank must own whole key/value heads of every block of " + c.Name + ", but layer " +
		strconv.Itoa(b.Layer) + " has " + strconv.FormatInt(b.KVHeads, 10) + " of them"
}

// showBrokenBlock shows where the block says so.
func showBrokenBlock(c *law.Case) []capabilities.Evidence {
	b := brokenBlock(c)
	heads := c.Report.Number("num_attention_heads")
	if b == nil || !heads.Known {
		return nil
	}
	return []capabilities.Evidence{{Path: b.Path, Value: capabilities.IntValue(heads.Value / b.KVHeads)}}
}
