package reading

import "github.com/meshwise/meshwise/reading/tree"

// rayCluster: the workers of all groups, and the head where it has GPUs.
func (b *builder) rayCluster(spec *tree.Node, key string, entry *tree.Node) *tree.Node {
	groups := spec.Child("workerGroupSpecs")
	nodes, per, ok := int64(0), (*count)(nil), true
	add := func(n *count, gpus *count) {
		switch {
		case gpus == nil:
			return
		case !n.ok() || !gpus.ok() || per != nil && per.n != gpus.n:
			ok = false
		}
		nodes += n.n
		per = gpus
	}
	if head := podContainer(spec.Find("headGroupSpec", "template")); head != nil {
		add(known(1, Default, nil), b.gpusOf(head.Child("resources"), key+"headGroupSpec.resources."))
	}
	var lead *count
	if groups != nil {
		for _, g := range groups.Children {
			n := b.numberAt(g.Child("replicas"), key+"workerGroupSpecs.replicas")
			if n == nil {
				n = known(1, Default, nil)
			} else {
				lead = n
			}
			if c := podContainer(g.Child("template")); c != nil {
				add(n, b.gpusOf(c.Child("resources"), key+"workerGroupSpecs.resources."))
			}
		}
	}
	if nodes > 0 && per != nil {
		c := &count{n: nodes, known: ok}
		if lead != nil {
			c.by, c.grade = lead.by, lead.grade
		}
		if !ok {
			per = &count{by: per.by}
		}
		b.say(statement{from: "spec.workerGroupSpecs", nodes: c, perNode: per, lead: firstCount(lead, per)})
	}
	if entry != nil {
		return &tree.Node{Kind: tree.Map, Children: []*tree.Node{entry}}
	}
	return &tree.Node{Kind: tree.Map}
}
