package mesh

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// schedule is how many stages a pipeline schedule runs on each rank.
type schedule struct {
	name         string // in lower case
	min, max, of int    // of: where nothing else says how many
}

const anyStages = MaxSize

var schedules = []schedule{
	{"", 1, anyStages, 1},
	{"gpipe", 1, 1, 1},
	{"1f1b", 1, 1, 1},
	{"interleaved1f1b", 2, anyStages, 2},
	{"loopedbfs", 2, anyStages, 2},
	{"interleavedzerobubble", 2, anyStages, 2},
	{"zbvzerobubble", 2, 2, 2},
	{"dualpipev", 2, 2, 2},
}

// scheduleNamed finds a schedule by the name of its class in torch.distributed.pipelining. Without a name any number of
// stages is fine, and one is meant.
func scheduleNamed(name string) (schedule, bool) {
	name = text.Lower(strings.TrimPrefix(name, "Schedule"))
	for _, s := range schedules {
		if s.name == name {
			return s, true
		}
	}
	return schedule{}, false
}

// Schedules lists the names of the pipeline schedules, as their framework spells them. The list is shared, and not to be changed.
func Schedules() []string { return scheduleNames }

var scheduleNames = []string{"GPipe", "1F1B", "Interleaved1F1B", "LoopedBFS", "InterleavedZeroBubble", "ZBVZeroBubble", "DualPipeV"}

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
