package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// copies are pods that Kubernetes makes of one template. Each copy of a Deployment is a program of its own; those of a StatefulSet
// have an order, so that they may be the nodes of one.
func (b *builder) copies(template *tree.Node, replicas *tree.Node) []*tree.Node {
	container := podContainer(template)
	if container == nil {
		return nil
	}
	nodes := b.podsAt(replicas, "spec.replicas")
	if per := b.gpusOf(container.Child("resources"), "resources."); per != nil {
		b.say(statement{from: "resources", nodes: nodes, perNode: per, lead: firstCount(per), joined: b.joinsRay()})
	}
	return []*tree.Node{container}
}

// joinsRay reports whether the manifest speaks of Ray, by which a server takes GPUs of pods that are none of its own.
func (b *builder) joinsRay() bool {
	t := b.files[0].Text
	for i := 1; i+3 < len(t); i++ {
		if t[i:i+3] == "ray" && !isLetter(t[i-1]) && !isLetter(t[i+3]) {
			return true
		}
	}
	return false
}

// group is pods of one template.
type group struct {
	template *tree.Node
	key      string
	pods     *count
}

// pool counts the pods of groups that are one job: those that have GPUs are its nodes. Where they have not all as many, how many a node
// has is not known.
func (b *builder) pool(groups ...group) (nodes, per *count) {
	all := &count{known: true}
	for _, g := range groups {
		gpus := b.gpusOf(podContainer(g.template).Child("resources"), g.key+"resources.")
		if gpus == nil || g.pods.known && g.pods.n == 0 {
			continue
		}
		if g.pods.by != nil {
			all.by, all.grade = g.pods.by, g.pods.grade
		}
		all.known = all.known && g.pods.known && gpus.known && (per == nil || per.n == gpus.n)
		all.n += g.pods.n
		per = gpus
	}
	if !all.known {
		per = &count{by: per.by}
	}
	return all, per
}

// podsAt is how many pods a key says, 1 where it is absent.
func (b *builder) podsAt(n *tree.Node, key string) *count {
	if c := b.numberAt(n, key); c != nil {
		return c
	}
	return known(1, Default, nil)
}

// leaderWorkerSet: a group is a leader and its workers, and one job; the set has copies of it.
func (b *builder) leaderWorkerSet(spec *tree.Node) []*tree.Node {
	set := spec.Child("leaderWorkerTemplate")
	size := b.podsAt(set.Child("size"), "spec.leaderWorkerTemplate.size")
	b.podEnv = variable(b.podEnv, size, "LWS_GROUP_SIZE")
	worker := set.Child("workerTemplate")
	leader := set.Child("leaderTemplate")
	if leader == nil {
		leader = worker
	}
	followers := *size
	followers.n--
	nodes, per := b.pool(group{leader, "", known(1, Default, nil)}, group{worker, "", &followers})
	if per != nil {
		b.say(statement{from: "spec.leaderWorkerTemplate.size", nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	}
	return []*tree.Node{podContainer(leader), podContainer(worker)}
}

// volcanoJob: the pods of all tasks are one job. Which of them starts the trainer is seen of what they run.
func (b *builder) volcanoJob(spec, tasks *tree.Node) (list []*tree.Node) {
	var groups []group
	for _, t := range tasks.Children {
		groups = append(groups, group{t.Child("template"), "", b.podsAt(t.Child("replicas"), "spec.tasks.replicas")})
		list = append(list, podContainer(t.Child("template")))
	}
	nodes, per := b.pool(groups...)
	if spec.Find("plugins", "pytorch") != nil { // it counts pods, as torchrun counts nodes
		b.podEnv = variable(b.podEnv, nodes, "WORLD_SIZE")
	}
	if per != nil {
		b.say(statement{from: "spec.tasks", nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	}
	return list
}

// entrypoint is what an image starts where a container gives no command: that of vLLM serves.
func entrypoint(image *tree.Node) []shell.Arg {
	if image == nil || !strings.HasPrefix(image.Text[strings.LastIndexByte(image.Text, '/')+1:], "vllm-openai") {
		return nil
	}
	word := func(text string) shell.Arg { return shell.Arg{{Text: text, Place: image.At, Use: nowhere}} }
	return []shell.Arg{word("vllm"), word("serve")}
}

// serveNodes: a server says itself over how many nodes it goes. Where it says that others join it, or they may, the GPUs of its own
// pods are not all.
func (b *builder) serveNodes() {
	nodes := b.countIn("_world.nodes")
	spans := b.by("_serve.spans")
	if b.text("_serve.backend") == "ray" {
		spans = b.by("_serve.backend")
	}
	for i := range b.world {
		s := &b.world[i]
		switch {
		case s.ranks || s.perNode == nil:
		case nodes != nil:
			s.nodes, s.lead = nodes, nodes
		case s.from == "spec.leaderWorkerTemplate.size":
		case s.joined || spans != nil:
			s.nodes = &count{by: spans}
		}
	}
}
