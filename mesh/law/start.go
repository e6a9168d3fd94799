package law

import (
	"strconv"
	"strings"
)

// Start is a job that is to be started with a framework: what is asked of it, and what its room makes of that.
type Start struct {
	*Case
	Nodes   int // equally filled nodes
	PerNode int // ranks on each of them

	File     string // the name of its config file, empty where it reads none
	Language string
	Config   string // what that file says of the run
	Command  string // what each node runs, in a shell. Words that only the user knows are shell variables
}

// Stated lists the settings that a job must be told, each under the framework's own key: the sizes of its axes, and what
// the user said beside them. What follows from the rest is left out, so that it cannot contradict it.
func (s *Start) Stated(leaveOut ...string) (keys []*Key, list []Entry) {
	for i := range s.Room.Keys {
		k := &s.Room.Keys[i]
		t := Must(k.Setting)
		v := s.Value(t)
		switch {
		case indexOf(leaveOut, k.Setting) >= 0 || v.Why != 0:
			continue
		case !s.Gives(t) && !isSize(k.Setting):
			continue
		}
		if word, ok := k.value(t, v.N); ok {
			keys = append(keys, k)
			list = append(list, Entry{k.Name, word})
		}
	}
	return keys, list
}

// isSize reports whether a setting is the size of an axis that every launch states.
func isSize(setting string) bool {
	switch setting {
	case "strategy", "pp_size", "dp_replicate_size", "dp_shard_size", "cp_size", "tp_size", "ep_size":
		return true
	}
	return false
}

// NextLine breaks a command that is too long for one line.
const NextLine = " \\\n  "

// Flags writes keys for the command line, each on a line of its own.
func (s *Start) Flags(keys []*Key, list []Entry) string {
	var b strings.Builder
	for i, k := range keys {
		if flag := s.Room.flag(k, list[i].Value); flag != "" && !k.FileOnly {
			b.WriteString(NextLine + flag)
		}
	}
	return b.String()
}

// Torchrun starts as many processes of a program on every node; $HEAD_NODE is the address of the first.
func (s *Start) Torchrun(program string) string {
	if s.Nodes == 1 {
		return "torchrun --standalone --nproc-per-node=" + strconv.Itoa(s.PerNode) + " " + program + "\n"
	}
	return "torchrun --nnodes=" + strconv.Itoa(s.Nodes) + " --nproc-per-node=" + strconv.Itoa(s.PerNode) + NextLine +
		`--rdzv-backend=c10d --rdzv-endpoint="$HEAD_NODE:29500"` + NextLine + program + "\n"
}

// ReadsFile reports whether this version of the framework reads a config file.
func (s *Start) ReadsFile() bool { return s.Room.Dialect.reads(s.Version) != "" }
