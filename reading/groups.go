package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// podsOf are pods of one template, and its container. Each copy of a Deployment is a program of its own; those of a StatefulSet have an
// order, so that they may be the nodes of one. Where a command of the manifest has to do with Ray, a server may take the GPUs of other
// pods.
func (b *builder) podsOf(template, copies *tree.Node, key string) *tree.Node {
	container := podContainer(template)
	if per := b.gpusOf(container.Child("resources"), "resources."); per != nil {
		nodes := b.podsAt(copies, key)
		b.say(statement{from: key, nodes: nodes, perNode: per, lead: firstCount(nodes, per), joined: b.startsRay()})
	}
	return container
}

// startsRay reports whether Ray is a word of some command of the manifest, or a flag is about it.
func (b *builder) startsRay() (found bool) {
	each(b.files[0].tree, func(n *tree.Node) {
		for _, w := range fields(wordsOf(n)) {
			w = strings.Trim(w, `"'();&|$`+"`")
			found = found || w == "ray" || strings.HasSuffix(w, "/ray") || strings.HasSuffix(w, "=ray") || strings.HasPrefix(w, "--ray")
		}
	})
	return found
}

// podsAt is how many pods a key says, 1 where it is absent.
func (b *builder) podsAt(n *tree.Node, key string) *count {
	if c := b.numberAt(n, key); c != nil {
		return c
	}
	return known(1, Default, nil)
}

// pool counts the pods that are one job: those that have GPUs are its nodes. Where they have not all as many, how many a node has is
// not known.
type pool struct{ nodes, per *count }

func (b *builder) add(p *pool, template *tree.Node, pods *count, key string) {
	gpus := b.gpusOf(podContainer(template).Child("resources"), key)
	if gpus == nil || pods.known && pods.n == 0 {
		return
	}
	sum := *pods
	if p.nodes != nil {
		if sum.n += p.nodes.n; pods.by == nil {
			sum.by, sum.grade = p.nodes.by, p.nodes.grade
		}
		sum.known = sum.known && p.nodes.known && gpus.n == p.per.n
	}
	if !gpus.known || !sum.known {
		sum.known, gpus = false, &count{by: gpus.by}
	}
	p.nodes, p.per = &sum, gpus
}

// sayPool says what there is, under a name by which the pods are told of it.
func (b *builder) sayPool(p *pool, from string, size *count, name string) {
	b.podEnv = variable(b.podEnv, size, name)
	if p.nodes != nil {
		b.say(statement{from: from, nodes: p.nodes, perNode: p.per, lead: firstCount(p.nodes, p.per)})
	}
}

// leaderWorkerSet: a group is a leader and its workers, and one job; the set has copies of it.
func (b *builder) leaderWorkerSet(set *tree.Node) *tree.Node {
	size := b.podsAt(set.Child("size"), "spec.leaderWorkerTemplate.size")
	worker, leader := set.Child("workerTemplate"), set.Child("leaderTemplate")
	if leader == nil {
		leader = worker
	}
	var p pool
	followers := *size
	followers.n--
	b.add(&p, leader, known(1, Default, nil), "leaderTemplate.resources.")
	b.add(&p, worker, &followers, "workerTemplate.resources.")
	b.sayPool(&p, "spec.leaderWorkerTemplate.size", size, "LWS_GROUP_SIZE")
	return podContainer(leader)
}

// volcanoJob: the pods of all tasks are one job. The first that runs what is known starts the trainer.
func (b *builder) volcanoJob(spec, tasks *tree.Node) (container *tree.Node) {
	var p pool
	starts := false
	for _, t := range tasks.Children {
		template := t.Child("template")
		b.add(&p, template, b.podsAt(t.Child("replicas"), "spec.tasks.replicas"), "spec.tasks.resources.")
		if c := podContainer(template); c != nil && !starts {
			if starts = isScript(wordsOf(c)); starts || container == nil {
				container = c
			}
		}
	}
	counts := p.nodes
	if spec.Find("plugins", "pytorch") == nil {
		counts = nil
	}
	b.sayPool(&p, "spec.tasks", counts, "WORLD_SIZE") // it counts pods, as torchrun counts nodes
	return container
}

// wordsOf is what a container runs, as one line.
func wordsOf(c *tree.Node) (line string) {
	for _, part := range []string{"command", "args"} {
		if list := c.Child(part); list != nil {
			for _, w := range list.Children {
				line += w.Text + " "
			}
		}
	}
	return line
}

// serveNodes: a server says itself over how many nodes it goes. Where it says that others join it, or they may, the GPUs of its own
// pods are not all.
func (b *builder) serveNodes() {
	nodes := b.countIn("_world.nodes")
	spans := b.by("_serve.spans")
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
