package reading

import "github.com/meshwise/meshwise/reading/tree"

// rayCluster: the workers of all groups, and the head where it has GPUs.
func (b *builder) rayCluster(spec *tree.Node, key string, entry *tree.Node) *tree.Node {
	groups := []group{{spec.Find("headGroupSpec", "template"), key + "headGroupSpec.", known(1, Default, nil)}}
	if list := spec.Child("workerGroupSpecs"); list != nil {
		for _, g := range list.Children {
			groups = append(groups, group{g.Child("template"), key + "workerGroupSpecs.", b.podsAt(g.Child("replicas"), key+"workerGroupSpecs.replicas")})
		}
	}
	if nodes, per := b.pool(groups...); per != nil {
		b.say(statement{from: "spec.workerGroupSpecs", nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	}
	job := &tree.Node{Kind: tree.Map}
	if entry != nil {
		job.Children = []*tree.Node{entry}
	}
	return job
}
