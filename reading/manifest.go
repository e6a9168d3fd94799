package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// readManifest reads manifests of Kubernetes: the world is the manifest's, the rest the command's. Of several documents the
// first that runs a trainer is read.
func (b *builder) readManifest() (*Reading, *Error) {
	var first *builder
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
		if first == nil || first.format == &formatKubernetes && r.format != &formatKubernetes {
			first = r
		}
	}
	if first == nil {
		e := b.noFormat(0)
		e.Message = "no TrainJob, PyTorchJob, MPIJob, JobSet, Job, RayJob or RayCluster in the manifest"
		return nil, e
	}
	return first.Reading, nil
}

// manifest says what a document says of the world, and returns the container whose command is the trainer; an empty one
// where the document has none.
func (b *builder) manifest(kind string, root *tree.Node) *tree.Node {
	spec := root.Child("spec")
	if spec == nil {
		return nil
	}
	b.root = root
	switch kind {
	case "TrainJob":
		return b.trainJob(spec)
	case "PyTorchJob":
		return b.pytorchJob(spec)
	case "MPIJob":
		return b.mpiJob(spec)
	case "JobSet":
		return b.jobSet(spec)
	case "Job":
		return b.job(spec, "spec.")
	case "RayJob":
		return b.rayCluster(spec.Child("rayClusterSpec"), "spec.rayClusterSpec.", spec.Child("entrypoint"))
	case "RayCluster":
		return b.rayCluster(spec, "spec.", nil)
	}
	return nil
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
	b.Keys++
	return s
}

const gpuResource = "nvidia.com/gpu"

// gpusOf are the GPUs that resources ask for, of whichever maker.
func (b *builder) gpusOf(resources *tree.Node, key string) *count {
	for _, part := range []string{"limits", "requests"} {
		for _, name := range []string{gpuResource, "amd.com/gpu", "habana.ai/gaudi", "huawei.com/Ascend910"} {
			if n := resources.Child(part).Child(name); n != nil {
				return b.numberAt(n, key+part+"."+name)
			}
		}
	}
	return nil
}

func (b *builder) trainJob(spec *tree.Node) *tree.Node {
	trainer := spec.Child("trainer")
	nodes := b.numberAt(trainer.Child("numNodes"), "spec.trainer.numNodes")
	per := b.gpusOf(trainer.Child("resourcesPerNode"), "spec.trainer.resourcesPerNode.")
	if n := trainer.Child("numProcPerNode"); n != nil && n.Text != "auto" && n.Text != "gpu" {
		per = b.numberAt(n, "spec.trainer.numProcPerNode")
	}
	if (nodes == nil || per == nil) && spec.Child("runtimeRef") != nil {
		ref := spec.Child("runtimeRef")
		kind, name := "ClusterTrainingRuntime", ""
		if n := ref.Child("kind"); n != nil {
			kind = n.Text
		}
		if n := ref.Child("name"); n != nil {
			name = n.Text
		}
		b.Wants = append(b.Wants, Want{Kind: kind, Name: name, Why: "what the job leaves open is the runtime's", Place: b.locate(ref.At)})
	}
	b.say(statement{from: "spec.trainer.numNodes", ranks: true, nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	if trainer == nil {
		return &tree.Node{Kind: tree.Map}
	}
	return trainer
}

// podSpec is the first container of a template that asks for GPUs, else the first.
func podContainer(template *tree.Node) *tree.Node {
	list := template.Find("spec", "containers")
	if list == nil || len(list.Children) == 0 {
		return nil
	}
	for _, c := range list.Children {
		if c.Find("resources", "limits", gpuResource) != nil {
			return c
		}
	}
	return list.Children[0]
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
		n := b.numberAt(r.Child("replicas"), "spec.pytorchReplicaSpecs."+role+".replicas")
		if n == nil {
			n = known(1, Default, nil)
		}
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
			if container == nil || last == 0 && container.Find("resources", "limits", gpuResource) == nil {
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

func (b *builder) job(spec *tree.Node, key string) *tree.Node {
	nodes := b.numberAt(spec.Child("parallelism"), key+"parallelism")
	if nodes == nil {
		nodes = known(1, Default, nil)
	}
	container := podContainer(spec.Child("template"))
	if container == nil {
		return nil
	}
	per := b.gpusOf(container.Child("resources"), "resources.")
	b.say(statement{from: "spec.parallelism", nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	return container
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

// container takes the environment of a container.
func (b *builder) container(c *tree.Node) {
	env := c.Child("env")
	if env == nil {
		return
	}
	for _, e := range env.Children {
		name, value := e.Child("name"), e.Child("value")
		if name == nil || value == nil {
			continue
		}
		b.podEnv = append(b.podEnv, shell.Variable{Name: name.Text, Value: b.nodeArg(value)})
	}
}

// runContainer reads the command of a container, with its arguments, or the entry point of a RayJob.
func (b *builder) runContainer(c *tree.Node) (*builder, *Error) {
	var words []shell.Arg
	for _, part := range []string{"command", "args"} {
		list := c.Child(part)
		if list == nil {
			continue
		}
		for _, w := range list.Children {
			words = append(words, b.podWord(b.nodeArg(w)))
		}
	}
	o := b.options(b.podEnv, nil)
	var r shell.Result
	var failed *shell.SyntaxError
	if entry := c.Child("entrypoint"); entry != nil {
		r, failed = shell.RunText(b.nodeArg(entry), o)
	} else {
		r, failed = shell.RunWords(words, o)
	}
	if failed != nil { // a command in another language is no script
		r = shell.Result{}
	}
	if len(r.Commands) == 0 {
		b.use(&formatKubernetes)
		b.complete()
		return b, nil
	}
	reading, err := b.readCommands(r, nil)
	if err != nil {
		return nil, err
	}
	own := reading.b
	if own.format == &formatShell {
		own.Dialect = formatKubernetes.name
		own.format = &formatKubernetes
		if own.program == "python -c" || own.program == "" {
			own.NotUnderstood = nil
		}
	}
	return own, nil
}

// podWord puts the variables of the pod into a word, where $(NAME) stands for them.
func (b *builder) podWord(a shell.Arg) shell.Arg {
	text, known := a.Text()
	if !known || !strings.Contains(text, "$(") {
		return a
	}
	var out shell.Arg
	from := 0
	for {
		i := strings.Index(text[from:], "$(")
		if i < 0 {
			break
		}
		i += from
		end := strings.IndexByte(text[i:], ')')
		if end < 0 {
			break
		}
		name := text[i+2 : i+end]
		var value shell.Arg
		for _, v := range b.podEnv {
			if v.Name == name {
				value = v.Value
			}
		}
		if value == nil {
			from = i + end + 1
			continue
		}
		piece := a.From(0)
		out = append(out, cutArg(piece, 0, i)...)
		out = append(out, value...)
		a = a.From(i + end + 1)
		text, from = text[i+end+1:], 0
	}
	return append(out, a...)
}

// cutArg is a part of a word that is one piece.
func cutArg(a shell.Arg, start, end int) shell.Arg {
	if start == end || len(a) == 0 {
		return nil
	}
	return shell.Arg{shellPart(a[0], start, min(end, len(a[0].Text)))}
}

// nodeArg is a scalar of a file as a word, with its place: that of a block scalar line by line.
func (b *builder) nodeArg(n *tree.Node) shell.Arg {
	if n.Kind == tree.Block && n.At.In() {
		return b.blockArg(n)
	}
	at, exact := n.At, false
	if at.In() {
		raw := b.files[at.File()].Text[at.Start():at.End()]
		if exact = raw == n.Text; len(raw) == len(n.Text)+2 && raw[1:len(raw)-1] == n.Text {
			at, exact = at.Part(1, len(raw)-1), true
		}
	}
	return shell.Arg{{Text: n.Text, Place: at, Exact: exact, Use: nowhere}}
}

// blockArg finds the lines of a block scalar in the text: each begins behind the indentation of the first.
func (b *builder) blockArg(n *tree.Node) shell.Arg {
	file := n.At.File()
	t := b.files[file].text
	line, _ := t.LineColumn(n.At.Start())
	var out shell.Arg
	rest := n.Text
	indent := -1
	for line++; rest != "" && line <= t.Lines(); line++ {
		raw := t.Line(line)
		if indent < 0 {
			for indent = 0; indent < len(raw) && raw[indent] == ' '; indent++ {
			}
			if indent == len(raw) { // an empty line before the first
				indent = -1
			}
		}
		own := raw[min(max(indent, 0), len(raw)):]
		piece, next, more := strings.Cut(rest, "\n")
		if piece != own {
			break // a folded one: its lines are joined
		}
		start := t.Start(line) + len(raw) - len(own)
		if more { // the end of the line belongs to the piece, so that pieces join
			piece += "\n"
		}
		out = append(out, &shell.Seg{Text: piece, Place: tree.At(file, start, start+len(piece)), Exact: true, Use: nowhere})
		rest = next
	}
	if rest != "" {
		out = append(out, &shell.Seg{Text: rest, Place: n.At, Use: nowhere})
	}
	return out
}

// readSky reads a task of SkyPilot: its nodes and accelerators are the world, and `run` is a script.
func (b *builder) readSky() (*Reading, *Error) {
	root := b.treeOf(0)
	b.root, b.format = root, &formatSkyPilot
	nodes := b.numberAt(root.Child("num_nodes"), "num_nodes")
	if nodes == nil {
		nodes = known(1, Default, nil)
	}
	b.format = &formatSkyPilot
	var per *count
	if a := root.Find("resources", "accelerators"); a != nil {
		per = b.accelerators(b.nodeStmt(a, "resources.accelerators"))
	}
	b.say(statement{from: "num_nodes", nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	var vars []shell.Variable
	for _, section := range []string{"envs", "secrets"} {
		if envs := root.Child(section); envs != nil {
			for _, e := range envs.Children {
				if e.Text != "" {
					vars = append(vars, shell.Variable{Name: e.Key, Value: b.nodeArg(e)})
				}
			}
		}
	}
	vars = append(vars, slurmLike(nodes, "SKYPILOT_NUM_NODES")...)
	vars = append(vars, slurmLike(per, "SKYPILOT_NUM_GPUS_PER_NODE")...)
	r, failed := shell.RunText(b.nodeArg(root.Child("run")), b.options(vars, nil))
	if failed != nil {
		p := b.locate(failed.Place)
		return nil, &Error{Code: failed.Code, Message: failed.Message, File: p.File, Line: p.Line, Column: p.Column}
	}
	if len(r.Commands) == 0 {
		b.use(&formatSkyPilot)
		b.complete()
		return b.Reading, nil
	}
	reading, err := b.readCommands(r, nil)
	if err == nil && reading.b.format == &formatShell {
		reading.Dialect = formatSkyPilot.name
	}
	return reading, err
}

func slurmLike(c *count, name string) []shell.Variable {
	if !c.ok() {
		return nil
	}
	p := nowhere
	if c.by != nil {
		p = c.by.at
	}
	return []shell.Variable{{Name: name, Value: shell.Arg{{Text: itoa(c.n), Place: p, Use: nowhere, Default: c.grade == Default}}}}
}

// accelerators reads the GPUs of a node as SkyPilot has them: "H100:8", or {H100: 8}; of several kinds, where all have one
// number.
func (b *builder) accelerators(s *stmt) *count {
	number := func(w string) int64 {
		_, n, has := strings.Cut(w, ":")
		if !has {
			return 1
		}
		c := b.countOf(&stmt{key: s.key, shown: s.shown, scalar: scalar{text: text.Trim(n), at: s.at, use: nowhere}})
		if !c.ok() {
			return 0
		}
		return c.n
	}
	unknown := &count{by: s}
	if s.node == nil {
		if n := number(s.text); n > 0 {
			return known(n, s.grade, s)
		}
		return unknown
	}
	n := int64(-1)
	for _, c := range s.node.Children {
		w := c.Text
		if s.node.Kind == tree.Map {
			w = c.Key
			if c.Kind == tree.Plain && c.Text != "" {
				w += ":" + c.Text
			}
		}
		if m := number(w); n >= 0 && m != n {
			return unknown
		} else {
			n = m
		}
	}
	if n <= 0 {
		return unknown
	}
	own := *s
	if len(s.node.Children) == 1 {
		own.at = s.node.Children[0].At
	}
	return known(n, s.grade, &own)
}
