package reading

import "github.com/meshwise/meshwise/reading/tree"

// rayCluster: the workers of all groups, and the head where it has GPUs.
func (b *builder) rayCluster(spec *tree.Node, key string, entry *tree.Node) *tree.Node {
	var p pool
	b.add(&p, spec.Find("headGroupSpec", "template"), known(1, Default, nil), key+"headGroupSpec.resources.")
	if groups := spec.Child("workerGroupSpecs"); groups != nil {
		for _, g := range groups.Children {
			b.add(&p, g.Child("template"), b.podsAt(g.Child("replicas"), key+"workerGroupSpecs.replicas"), key+"workerGroupSpecs.resources.")
		}
	}
	b.sayPool(&p, "spec.workerGroupSpecs", nil, "")
	job := &tree.Node{Kind: tree.Map}
	if entry != nil {
		job.Children = []*tree.Node{entry}
	}
	return job
}
