package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// podContainer is the first container of a template that asks for GPUs, of those the first that is no server, else the first.
func podContainer(template *tree.Node) *tree.Node {
	list := template.Find("spec", "containers")
	if list == nil || len(list.Children) == 0 {
		return nil
	}
	var first *tree.Node
	for _, c := range list.Children {
		if asksForGPUs(c) && (first == nil || serves(first)) && (first == nil || !serves(c)) {
			first = c
		}
	}
	if first == nil {
		first = list.Children[0]
	}
	return first
}

// serves reports whether a container runs a server: beside a trainer's, it is not what trains.
func serves(c *tree.Node) bool {
	for _, key := range []string{"command", "args"} {
		if n := c.Child(key); n != nil {
			for _, w := range n.Children {
				if t := w.Text + " "; t == "serve " || strings.Contains(t, "vllm-serve ") || strings.Contains(t, "vllm serve ") {
					return true
				}
			}
		}
	}
	return false
}

func asksForGPUs(container *tree.Node) bool {
	limits := container.Find("resources", "limits")
	if limits == nil {
		return false
	}
	for _, n := range limits.Children {
		if isGPU(n.Key) {
			return true
		}
	}
	return false
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
	if image := c.Child("image"); image != nil && c.Child("command") == nil && strings.Contains(image.Text, "vllm-openai") { // it serves by itself
		words = plainWords([]string{"vllm", "serve"})
	}
	for _, part := range []string{"command", "args"} {
		list := c.Child(part)
		if list == nil {
			continue
		}
		for _, w := range list.Children {
			words = append(words, b.podWord(b.nodeArg(w)))
		}
	}
	if len(words) > 0 && !runsShell(words[0]) {
		for i := range words {
			words[i] = b.substituted(words[i])
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

// runsShell reports whether a word is a shell, which expands variables itself.
func runsShell(a shell.Arg) bool {
	switch shell.BaseName(a) {
	case "bash", "sh", "zsh", "dash":
		return true
	}
	return false
}

// substituted is a word of a manifest with the variables that are put into it before it is applied, as envsubst does: $NAME and
// ${NAME}. Those that nobody stated are not known.
func (b *builder) substituted(a shell.Arg) shell.Arg {
	text, known := a.Text()
	if len(a) != 1 || !known || strings.IndexByte(text, '$') < 0 {
		return a
	}
	var out shell.Arg
	from := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '$' {
			continue
		}
		start, end := i+1, i+1
		braced := start < len(text) && text[start] == '{'
		if braced {
			start, end = start+1, end+1
		}
		for end < len(text) && (text[end] == '_' || isLetter(text[end]) || end > start && text[end] >= '0' && text[end] <= '9') {
			end++
		}
		name, after := text[start:end], end
		if braced {
			if after++; end >= len(text) || text[end] != '}' {
				continue
			}
		}
		if name == "" {
			continue
		}
		out = append(out, cutArg(a, from, i)...)
		piece := &shell.Seg{Place: a[0].Place, Use: nowhere, Var: name, Why: shell.Unset}
		for _, v := range b.req.Env {
			if v.Name == name {
				piece = &shell.Seg{Text: v.Value, Place: a[0].Place, Use: nowhere}
			}
		}
		out = append(out, piece)
		from, i = after, after-1
	}
	return append(out, cutArg(a, from, len(text))...)
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
