package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// readManifest reads manifests of Kubernetes: the world is the manifest's, the rest the command's. Of several documents the
// first that runs a trainer is the answer, else the first that serves; the others stand behind it.
func (b *builder) readManifest() (*Reading, *Error) {
	var best *builder
	for _, root := range b.files[0].tree.Documents {
		kind := root.Child("kind")
		if root.Kind != tree.Map || kind == nil {
			continue
		}
		own := b.fork()
		own.cluster = true
		container := own.manifest(kind.Text, root)
		if container == nil {
			continue
		}
		own.container(container)
		r, err := own.runContainer(container)
		if err != nil {
			return nil, err
		}
		switch service := kind.Text == "Deployment" || kind.Text == "StatefulSet"; {
		case r.rank() == 0 && (service || len(r.world) == 0): // some other program
		case best == nil:
			best = r
		case r.rank() > best.rank():
			if best.rank() > 0 {
				r.More = append(r.More, best.Reading)
			}
			best = r
		case r.rank() > 0:
			best.More = append(best.More, r.Reading)
		}
	}
	if best == nil {
		e := b.noFormat(0)
		e.Message = "no job of a kind that is known in the manifest, and no pods that serve by vLLM or SGLang"
		return nil, e
	}
	return best.Reading, nil
}

// rank is higher for what trains than for what serves, and 0 where neither is known.
func (b *builder) rank() int {
	switch b.format {
	case &formatKubernetes:
		return 0
	case &formatVLLM, &formatSGLang:
		return 1
	}
	return 2
}

// manifest says what a document says of the world, and returns the container whose command is the trainer; an empty one
// where the document has none.
func (b *builder) manifest(kind string, root *tree.Node) *tree.Node {
	spec := root.Child("spec")
	if spec == nil {
		return nil
	}
	b.root = root
	template, copies, key := spec.Child("template"), (*tree.Node)(nil), "resources"
	switch kind {
	case "TrainJob":
		c := b.trainJob(spec)
		b.elasticJob()
		return c
	case "PyTorchJob":
		c := b.pytorchJob(spec)
		b.elasticJob()
		return c
	case "MPIJob":
		return b.mpiJob(spec)
	case "JobSet":
		return b.jobSet(spec)
	case "Job":
		if tasks := spec.Child("tasks"); tasks != nil {
			return b.volcanoJob(spec, tasks)
		}
		copies, key = spec.Child("parallelism"), "spec.parallelism"
	case "RayJob":
		return b.rayCluster(spec.Child("rayClusterSpec"), "spec.rayClusterSpec.", spec.Child("entrypoint"))
	case "RayCluster":
		return b.rayCluster(spec, "spec.", nil)
	case "Deployment":
	case "StatefulSet":
		copies, key = spec.Child("replicas"), "spec.replicas"
	case "Pod":
		template = root
	case "LeaderWorkerSet":
		return b.leaderWorkerSet(spec.Child("leaderWorkerTemplate"))
	default:
		return nil
	}
	return b.podsOf(template, copies, key)
}

// number is a number of a manifest as a count of the world.
func (b *builder) numberAt(n *tree.Node, key string) *count {
	if n == nil {
		return nil
	}
	b.format = &formatKubernetes
	return b.countOf(b.nodeStmt(n, key))
}

func (b *builder) nodeStmt(n *tree.Node, key string) *stmt {
	if b.format == nil {
		b.format = &formatKubernetes
	}
	s := &stmt{key: key, shown: key, keyAt: n.KeyAt}
	s.scalar = b.scalarOf(0, n, b.root)
	if s.typ == tree.TextType && s.why == shell.Known {
		if a := b.substituted(b.nodeArg(n)); len(a) > 0 && (len(a) > 1 || a[0].Text != s.text || a[0].Why != shell.Known) {
			at := s.at
			s.scalar = argScalar(a)
			s.at = at
		}
	}
	b.Keys++
	return s
}

// isGPU reports whether a resource is whole GPUs. Some clusters name them by their model, as nvidia.com/a100; nvidia.com/mig-… is a
// part of one.
func isGPU(name string) bool {
	switch name {
	case "amd.com/gpu", "habana.ai/gaudi", "huawei.com/Ascend910":
		return true
	}
	model, is := strings.CutPrefix(name, "nvidia.com/")
	return is && !strings.HasPrefix(model, "mig-") && !strings.HasSuffix(model, ".shared")
}

// gpusOf are the GPUs that resources ask for, of whichever maker.
func (b *builder) gpusOf(resources *tree.Node, key string) *count {
	for _, part := range []string{"limits", "requests"} {
		if list := resources.Child(part); list != nil {
			for _, n := range list.Children {
				if isGPU(n.Key) {
					return b.numberAt(n, key+part+"."+n.Key)
				}
			}
		}
	}
	return nil
}

// elasticJob defines the variables by which Kubeflow tells torchrun of the job.
func (b *builder) elasticJob() {
	if n := len(b.world); n > 0 {
		b.podEnv = variable(variable(b.podEnv, b.world[n-1].nodes, "PET_NNODES"), b.world[n-1].perNode, "PET_NPROC_PER_NODE")
	}
}

func (b *builder) trainJob(spec *tree.Node) *tree.Node {
	trainer := spec.Child("trainer")
	nodes := b.numberAt(trainer.Child("numNodes"), "spec.trainer.numNodes")
	per := b.gpusOf(trainer.Child("resourcesPerNode"), "spec.trainer.resourcesPerNode.")
	if n := trainer.Child("numProcPerNode"); n != nil && n.Text != "auto" && n.Text != "gpu" {
		per = b.numberAt(n, "spec.trainer.numProcPerNode")
	}
	if ref := spec.Child("runtimeRef"); ref != nil {
		kind, name := textOr(ref.Child("kind"), "ClusterTrainingRuntime"), textOr(ref.Child("name"), "")
		if runtime := b.document(kind, name); runtime != nil {
			policy, container := runtime.Child("mlPolicy"), trainerOf(runtime.Find("template", "spec", "replicatedJobs"))
			if nodes == nil {
				nodes = b.numberAt(policy.Child("numNodes"), "spec.mlPolicy.numNodes")
			}
			if n := policy.Find("torch", "numProcPerNode"); n != nil && per == nil && n.Text != "auto" && n.Text != "gpu" {
				per = b.numberAt(n, "spec.mlPolicy.torch.numProcPerNode")
			}
			if per == nil {
				per = b.gpusOf(container.Child("resources"), "resources.")
			}
			if trainer.Child("command") == nil && trainer.Child("args") == nil {
				trainer = container
			}
		} else if nodes == nil || per == nil {
			b.Wants = append(b.Wants, Want{Kind: kind, Name: name, Why: "what the job leaves open is the runtime's", Place: b.locate(ref.At)})
		}
	}
	b.say(statement{from: "spec.trainer.numNodes", ranks: true, nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	if trainer == nil {
		return &tree.Node{Kind: tree.Map}
	}
	return trainer
}

func textOr(n *tree.Node, absent string) string {
	if n == nil {
		return absent
	}
	return n.Text
}

// document is what the manifest says of one that it names, nil where it has none of the kind and the name.
func (b *builder) document(kind, name string) *tree.Node {
	for _, d := range b.files[0].tree.Documents {
		if d.Kind == tree.Map && textOr(d.Child("kind"), "") == kind && textOr(d.Find("metadata", "name"), "") == name {
			return d.Child("spec")
		}
	}
	return nil
}

// trainerOf is the container of the first job that has GPUs, else of the first.
func trainerOf(jobs *tree.Node) (first *tree.Node) {
	if jobs == nil {
		return nil
	}
	for _, j := range jobs.Children {
		c := podContainer(j.Find("template", "spec", "template"))
		if c != nil && asksForGPUs(c) {
			return c
		}
		if first == nil {
			first = c
		}
	}
	return first
}

func (b *builder) pytorchJob(spec *tree.Node) *tree.Node {
	replicas := spec.Child("pytorchReplicaSpecs")
	if replicas == nil {
		return nil
	}
	var container *tree.Node
	var lead *count
	nodes, ok := int64(0), true
	for _, role := range []string{"Master", "Worker"} {
		r := replicas.Child(role)
		if r == nil {
			continue
		}
		n := b.podsAt(r.Child("replicas"), "spec.pytorchReplicaSpecs."+role+".replicas")
		if n.by != nil {
			lead = n
		}
		ok = ok && n.known
		nodes += n.n
		if c := podContainer(r.Child("template")); c != nil && container == nil {
			container = c
		}
	}
	if container == nil {
		return nil
	}
	count := &count{n: nodes, known: ok && nodes > 0}
	if lead != nil {
		count.by, count.grade = lead.by, max(lead.grade, Stated)
	}
	per := b.gpusOf(container.Child("resources"), "resources.")
	if n := spec.Child("nprocPerNode"); n != nil && n.Text != "auto" && n.Text != "gpu" {
		per = b.numberAt(n, "spec.nprocPerNode")
	}
	b.say(statement{from: "spec.pytorchReplicaSpecs", ranks: true, nodes: count, perNode: per, lead: firstCount(count, per)})
	return container
}

func (b *builder) mpiJob(spec *tree.Node) *tree.Node {
	nodes := b.numberAt(spec.Find("mpiReplicaSpecs", "Worker", "replicas"), "spec.mpiReplicaSpecs.Worker.replicas")
	per := b.numberAt(spec.Child("slotsPerWorker"), "spec.slotsPerWorker")
	if per == nil {
		per = known(1, Default, nil)
	}
	b.say(statement{from: "spec.mpiReplicaSpecs", ranks: true, nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	return podContainer(spec.Find("mpiReplicaSpecs", "Launcher", "template"))
}

func (b *builder) jobSet(spec *tree.Node) *tree.Node {
	jobs := spec.Child("replicatedJobs")
	if jobs == nil {
		return nil
	}
	for last := range 2 { // the first job that has GPUs, else the first
		for _, j := range jobs.Children {
			template := j.Child("template").Child("spec")
			container := podContainer(template.Child("template"))
			if container == nil || last == 0 && !asksForGPUs(container) {
				continue
			}
			replicas := b.numberAt(j.Child("replicas"), "replicas")
			parallel := b.numberAt(template.Child("parallelism"), "template.spec.parallelism")
			nodes := multiply(replicas, parallel)
			per := b.gpusOf(container.Child("resources"), "resources.")
			b.say(statement{from: "spec.replicatedJobs", ranks: per != nil, nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
			return container
		}
	}
	return nil
}

// multiply is the product of two counts, each of which is 1 where it is absent.
func multiply(x, y *count) *count {
	switch {
	case x == nil && y == nil:
		return known(1, Default, nil)
	case x == nil:
		return y
	case y == nil:
		return x
	case !x.known || !y.known || x.n > maxNumber/y.n:
		return &count{by: x.by}
	}
	return known(x.n*y.n, max(x.grade, y.grade), x.by)
}
