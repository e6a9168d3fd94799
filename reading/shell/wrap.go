package shell

import "strings"

// A wrapper runs what follows its own options. Of an option that takes a word the name is listed; all others take none.
// Operands are words of the wrapper that are no options.
type wrapper struct {
	name     string
	takes    string // options that take the next word, between blanks
	operands int
	until    string // what follows this word is run; "" for what follows the options
}

var wrappers = []wrapper{
	{name: "srun", takes: srunTakes}, {name: "sbatch", takes: srunTakes + "-a --array --batch --burst-buffer --bbf --clusters --export-file --ntasks-per-socket "},
	{name: "mpirun", takes: " -np -n -N -H -host --host -hostfile --hostfile -x -mca --mca --bind-to --map-by -npernode --npernode -ppn -f -bind-to -map-by "},
	{name: "mpiexec", takes: " -np -n -N -H -host --host -hostfile --hostfile -x -mca --mca --bind-to --map-by -ppn -f "},
	{name: "nohup"}, {name: "time", takes: " -f -o "}, {name: "stdbuf", takes: " -i -o -e "}, {name: "setsid"}, {name: "unbuffer"},
	{name: "nice", takes: " -n "}, {name: "ionice", takes: " -c -n "}, {name: "taskset", takes: " -c ", operands: 0},
	{name: "timeout", takes: " -s --signal -k --kill-after ", operands: 1},
	{name: "numactl", takes: " -N -m -C -i "},
	{name: "sudo", takes: " -u -g -E "}, {name: "xvfb-run"}, {name: "pixi run"}, {name: "rye run"}, {name: "pdm run"}, {name: "hatch run"},
	{name: "nsys profile", takes: " -o --output -t --trace -s --sample -c --capture-range --cuda-graph-trace -e --env-var -d --duration -y --delay -f --force-overwrite -x --stop-on-exit -w --show-output --capture-range-end "},
	{name: "ncu", takes: " -o --set -k -c -s --section "}, {name: "rocprof"}, {name: "py-spy record", takes: " -o -f -r -d ", until: "--"},
	{name: "uvx", takes: uvxTakes}, {name: "uv tool run", takes: uvxTakes},
	{name: "uv run", takes: " --with --python -p --project --extra --group --directory --env-file --package --index --with-editable --with-requirements --no-group "},
	{name: "coverage run", takes: " --data-file --rcfile --source --omit --include --context --concurrency "},
	{name: "poetry run"}, {name: "pipenv run"},
	{name: "conda run", takes: " -n --name -p --prefix --cwd "}, {name: "mamba run", takes: " -n --name -p --prefix "}, {name: "micromamba run", takes: " -n --name -p --prefix "},
	{name: "singularity exec", takes: " -B --bind --env -H --home -W --workdir --pwd --overlay ", operands: 1}, {name: "singularity run", takes: " -B --bind --env --pwd ", operands: 1},
	{name: "apptainer exec", takes: " -B --bind --env -H --home -W --workdir --pwd --overlay ", operands: 1}, {name: "apptainer run", takes: " -B --bind --env --pwd ", operands: 1},
	{name: "docker run", takes: dockerTakes, operands: 1}, {name: "podman run", takes: dockerTakes, operands: 1},
	{name: "docker exec", takes: " -e --env -u --user -w --workdir ", operands: 1},
	{name: "ray job submit", until: "--"}, {name: "env", takes: " -u --unset -C --chdir "},
}

// srunTakes are the options of srun, and of the plugin that starts its containers, that have a value. Those whose value may be
// left out (-K, -I) take it within their own word.
const srunTakes = " -N --nodes -n --ntasks -c --cpus-per-task -p --partition -w --nodelist -F --nodefile -x --exclude -t --time --time-min -J --job-name -o --output -e --error -A --account" +
	" -G --gpus -C --constraint --jobid --gres --gres-flags -D --chdir -q --qos --mem --mem-per-cpu --mem-per-gpu --mem-bind -m --distribution -B --extra-node-info -i --input -W --wait -d --dependency" +
	" -b --begin -L --licenses -M --clusters -r --relative -S --core-spec --acctg-freq --comment --container --container-id --cpu-bind --cpu-freq --cpus-per-gpu --deadline --epilog --prolog --export --extra" +
	" --gpu-bind --gpu-freq --gpus-per-node --gpus-per-socket --gpus-per-task --ntasks-per-node --ntasks-per-core --ntasks-per-gpu --ntasks-per-socket --het-group --hint --mail-type --mail-user --mpi --mincpus" +
	" --network --open-mode --prefer --priority --profile --reservation --signal --sockets-per-node --cores-per-socket --switches --task-epilog --task-prolog --threads --threads-per-core --tmp --tres-bind" +
	" --tres-per-task --wckey --container-image --container-mounts --container-workdir --container-name --container-save --container-env "

const uvxTakes = " --from --with -w --python -p --index --default-index --extra-index-url --with-editable --with-requirements --env-file "

const dockerTakes = " -v --volume -e --env --env-file --name -w --workdir --gpus --shm-size --ipc --network --net -p --publish -u --user --mount --ulimit --device --runtime --entrypoint --cap-add --security-opt -m --memory --cpus -h --hostname "

// external takes note of a program, after looking through the wrappers around it.
func (r *runner) external(words []Arg, own []Variable) status {
	if u := words[0].Unknown(); u != nil && u.Why == Undecided && len(words[0]) == 1 {
		// Which program is run hangs on a test: the first that is of interest is as good as any other.
		for _, or := range u.Or {
			var f fields
			f.split(or, false)
			f.end()
			if n := len(r.result.Commands); len(f.all) > 0 && r.depth < maxDepth {
				r.depth++
				r.external(append(f.all, words[1:]...), own)
				r.depth--
				if len(r.result.Commands) > n {
					return passed
				}
			}
		}
		return passed
	}
	var around [][]Arg
	given := len(own)
	for range maxDepth {
		rest, mine, vars := r.unwrap(words)
		if rest == nil {
			break
		}
		own = append(own, vars...)
		around = append(around, mine)
		words = rest
	}
	if len(words) == 0 {
		return passed
	}
	if len(around) > 0 || r.absent(words) {
		words = r.behindUnknown(words)
	}
	if r.submitted(words, own) {
		return passed
	}
	if len(around) > 0 {
		if name, _ := words[0].Text(); r.funcs[name] != nil {
			return r.call(r.funcs[name], words)
		}
	}
	if text, script, args := r.shellOf(words); text != nil {
		r.inside(own, around, func() { r.evaluate(text) })
		return passed
	} else if script != nil && !(r.Interesting != nil && r.Interesting(words)) {
		r.inside(own, around, func() { r.source(script, args, true) })
		return passed
	}
	if r.Interesting == nil || !r.Interesting(words) {
		return passed
	}
	if len(r.result.Commands) >= maxRecords || !r.spend(len(words)+len(r.names)) {
		return passed
	}
	if len(words) > maxWords {
		r.fail("a command with more than 10,000 words")
		return passed
	}
	c := Command{Words: words, Wrappers: append(append([][]Arg{}, r.around...), around...), Maybe: r.maybe > 0}
	c.Folder, _ = r.folder.Text()
	for _, name := range r.names {
		if v := r.get(name); v != nil && v.exported {
			c.Environment = append(c.Environment, Variable{name, v.scalar()})
		}
	}
	c.Environment = append(c.Environment, own[given:]...) // of env; those before the command are set by now
	r.result.Commands = append(r.result.Commands, c)
	r.recorded = true
	return passed
}

// isLost reports whether a command is a flag or a setting, and no program: the shell finds none of its name, and what stands there
// does not reach the program before it.
func (r *runner) isLost(word Arg) bool {
	name, known := word.Text()
	if !known || len(name) < 2 || name[0] != '-' && !strings.ContainsRune(name, '=') {
		return false
	}
	if n := len(r.result.Commands); r.recorded && n > 0 && len(r.result.Commands[n-1].Lost) < maxLost {
		c := &r.result.Commands[n-1]
		c.Lost = append(c.Lost, word)
	}
	return true
}

// inside goes through what a wrapper or a prefix of variables stands before, in a shell of its own.
func (r *runner) inside(own []Variable, around [][]Arg, f func()) {
	r.inSubshell(func() {
		for _, v := range own {
			r.set(v.Name, &value{items: []Arg{v.Value}, exported: true})
		}
		saved := r.around
		r.around = append(append([][]Arg{}, saved...), around...)
		f()
		r.around = saved
	})
}

// unwrap takes one wrapper off a command. It returns nil where there is none.
func (r *runner) unwrap(words []Arg) (rest, mine []Arg, own []Variable) {
	if k := r.aroundScript(words); k > 0 {
		return words[k:], words[:k], nil
	}
	for i := range wrappers {
		w := &wrappers[i]
		k := 0
		name := w.name
		for name != "" {
			want := name
			if j := strings.IndexByte(name, ' '); j >= 0 {
				want, name = name[:j], name[j+1:]
			} else {
				name = ""
			}
			if k >= len(words) || BaseName(words[k]) != want {
				k = -1
				break
			}
			k++
		}
		if k < 0 {
			continue
		}
		if w.until != "" {
			for ; k < len(words); k++ {
				if text, _ := words[k].Text(); text == w.until {
					return words[k+1:], words[:k], nil
				}
			}
			return nil, nil, nil
		}
		operands := w.operands
		for ; k < len(words); k++ {
			text, known := words[k].Text()
			switch {
			case w.name == "env" && known && isAssignment(text):
				j := strings.IndexByte(text, '=')
				own = append(own, Variable{text[:j], words[k].From(j + 1)})
			case text == "--":
				if operands == 0 {
					return words[k+1:], words[:k], own
				}
			case strings.HasPrefix(text, "-"):
				if strings.Contains(w.takes, " "+text+" ") {
					k++
					if text == "-mca" || text == "--mca" {
						k++
					}
				}
			case !known && text == "": // an option that is not known, more likely than a program
			case operands > 0:
				operands--
			default:
				return words[k:], words[:k], own
			}
		}
		return nil, nil, nil
	}
	return nil, nil, nil
}

func isAssignment(text string) bool {
	for i := range len(text) {
		if text[i] == '=' {
			return i > 0
		}
		if !isNameByte(text[i], i > 0) {
			return false
		}
	}
	return false
}

// BaseName is the last part of a word that names a program, "" where it is not known.
func BaseName(a Arg) string {
	text, known := a.Text()
	if !known {
		if len(a) == 0 || a[len(a)-1].Why != Known {
			return ""
		}
		text = a[len(a)-1].Text
	}
	return text[strings.LastIndexByte(text, '/')+1:]
}

// shellOf returns the text that a command gives to a shell, or the script that it runs by one, with its arguments.
func (r *runner) shellOf(words []Arg) (text, script Arg, args []Arg) {
	switch BaseName(words[0]) {
	case "bash", "sh", "zsh", "dash":
	default:
		if text, known := words[0].Text(); known && strings.HasSuffix(text, ".sh") {
			return nil, words[0], words
		}
		return nil, nil, nil
	}
	for i := 1; i < len(words); i++ {
		flag, known := words[i].Text()
		if !known || flag == "" || flag[0] != '-' && flag[0] != '+' {
			if known && flag != "" {
				return nil, words[i], words[i:]
			}
			return nil, nil, nil
		}
		if flag[0] == '-' && len(flag) > 1 && flag[1] != '-' && flag[len(flag)-1] == 'c' && i+1 < len(words) {
			return words[i+1], nil, nil
		}
		if endsInO(words[i]) {
			i++
		}
	}
	return nil, nil, nil
}
