package mesh

import "strings"

// schedule is how many stages a pipeline schedule runs on each rank.
type schedule struct {
	name         string // in lower case
	min, max, of int    // of: where nothing else says how many
}

// scheduleNamed finds a schedule by the name of its class in torch.distributed.pipelining. Without a name any number of
// stages is fine, and one is meant.
func scheduleNamed(name string) (schedule, bool) {
	const any = MaxSize
	for _, s := range []schedule{
		{"", 1, any, 1},
		{"gpipe", 1, 1, 1},
		{"1f1b", 1, 1, 1},
		{"interleaved1f1b", 2, any, 2},
		{"loopedbfs", 2, any, 2},
		{"interleavedzerobubble", 2, any, 2},
		{"zbvzerobubble", 2, 2, 2},
		{"dualpipev", 2, 2, 2},
	} {
		if s.name == strings.ToLower(strings.TrimPrefix(name, "Schedule")) {
			return s, true
		}
	}
	return schedule{}, false
}

// Schedules lists the names of the pipeline schedules, as their framework spells them.
func Schedules() []string {
	return []string{"GPipe", "1F1B", "Interleaved1F1B", "LoopedBFS", "InterleavedZeroBubble", "ZBVZeroBubble", "DualPipeV"}
}

// stage settles the number of virtual stages: ceil(num_hidden_layers / layers_per_stage) where that is given, else as
// many a rank as the schedule runs. It stays open while it depends on layers that are not known.
func (c *Case) stage() {
	s, _ := scheduleNamed(c.Run.PipelineSchedule)
	c.minStages, c.maxStages = s.min, s.max
	switch {
	case c.Run.LayersPerStage == 0:
		c.Stages = product(c.PP, s.of)
	case c.Layers > 0:
		c.Stages = (c.Layers + c.Run.LayersPerStage - 1) / c.Run.LayersPerStage
	default:
		c.Stages = 0
	}
}
