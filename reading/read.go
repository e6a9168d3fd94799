package reading

import (
	"strings"
	"unicode/utf8"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// Read reads a request. What is not known of it is said in the reading; an error says that there is none.
func Read(req *Request) (*Reading, *Error) {
	total := 0
	for i := range req.Files {
		f := &req.Files[i]
		if !utf8.ValidString(f.Text) || !utf8.ValidString(f.Name) {
			return nil, &Error{Code: CodeNotUTF8, File: f.Name, Message: "the file is not UTF-8"}
		}
		if total += len(f.Text); total > 4*tree.MaxBytes {
			return nil, &Error{Code: CodeTooLarge, File: f.Name, Message: "the files have more than 4 MiB together"}
		}
	}
	files, err := openFiles(req)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 && len(req.Argv) == 0 {
		return nil, &Error{Code: CodeNoFormat, Message: "neither a file nor a command"}
	}
	if req.Input != "" && formatNamed(req.Input) == nil {
		names := ""
		for _, f := range formats {
			names += " " + f.name
		}
		return nil, &Error{Code: CodeUnknown, Message: "no format has the name " + quote(req.Input) + "; there are" + names}
	}
	b := newBuilder(req, files)
	if len(req.Argv) > 0 {
		return b.readWords()
	}
	return b.readFile()
}

func (b *builder) readFile() (*Reading, *Error) {
	b.main = 0
	f, err := b.detect(0)
	if b.req.Input != "" {
		f = formatNamed(b.req.Input)
		if err = nil; b.files[0].tree == nil {
			f = &formatShell
		} else if f == &formatShell {
			err = b.noFormat(0)
		}
	}
	if err != nil {
		return nil, err
	}
	b.Input = f.name
	switch f {
	case &formatShell:
		return b.readScript()
	case &formatKubernetes:
		return b.readManifest()
	case &formatSkyPilot:
		return b.readSky()
	}
	b.use(f)
	b.open = f == &formatBridge || f == &formatPrimus
	b.includes(0)
	b.readOverrides()
	b.complete()
	return b.Reading, nil
}

// readOverrides reads the words that the user would add to the command.
func (b *builder) readOverrides() {
	if len(b.req.Overrides) == 0 {
		return
	}
	first := len(b.stmts)
	b.dashes = b.format.schema == words || b.format == &formatTorchtitan
	b.argStatements(plainWords(b.req.Overrides), style{hydra: true, bare: b.bareOverride})
	b.dashes = false
	for _, s := range b.stmts[first:] {
		if b.format.schema == literals && s.typ == tree.TextType && !s.bare {
			s.literal()
		}
	}
}

func (b *builder) bareOverride(key string) bool { return b.format.schema == words && b.bareRules(key) }

// plainWords are words of the user, which stand in no file.
func plainWords(list []string) []shell.Arg {
	out := make([]shell.Arg, len(list))
	for i, w := range list {
		out[i] = shell.Arg{{Text: w, Place: tree.Word(i), Use: nowhere}}
	}
	return out
}

// readWords reads an argument vector. A word with a dollar sign would be expanded by a shell that nobody runs.
func (b *builder) readWords() (*Reading, *Error) {
	b.Input = "argv"
	args := plainWords(append(append([]string{}, b.req.Argv...), b.req.Overrides...))
	for i := range args {
		if w := args[i][0].Text; strings.IndexByte(w, '$') >= 0 {
			args[i][0].Why, args[i][0].Var = shell.Computed, w
		}
	}
	r, err := shell.RunWords(args, b.options(nil, nil))
	return b.readCommands(r, err)
}

// readScript reads a script: its header, and what it runs.
func (b *builder) readScript() (*Reading, *Error) {
	vars := b.slurmHeader(0)
	r, err := shell.Run(b.files[0].Text, b.options(vars, nil))
	return b.readCommands(r, err)
}

// options are what a script is read with.
func (b *builder) options(vars []shell.Variable, args []shell.Arg) shell.Options {
	for _, v := range b.req.Env {
		none := nowhere
		vars = append(vars, shell.Variable{Name: v.Name, Value: shell.Arg{{Text: v.Value, Place: none, Use: none}}})
	}
	o := shell.Options{File: max(0, b.main), Variables: vars, Arguments: args, Interesting: interesting}
	if len(b.files) > 0 {
		o.Name = shell.CleanPath("", b.files[0].Name)
	}
	o.Source = func(path string) (int, string, bool) {
		if i, ok := b.fileNamed(candidates(path, "cwd", o.Name)); ok && b.files[i].tree == nil {
			return i, b.files[i].Text, true
		}
		return 0, "", false
	}
	return o
}

// readCommands makes a reading of each trainer that is run. The last is the answer, the others stand behind it.
func (b *builder) readCommands(r shell.Result, failed *shell.SyntaxError) (*Reading, *Error) {
	if failed != nil {
		return b.notRun(failed)
	}
	if r.Stopped != nil {
		b.note(NoteUnknown, r.Stopped.Message, nil)
	}
	var trainers, others []*builder
	for i := range r.Commands {
		c := &r.Commands[i]
		own := b.fork()
		if i == len(r.Commands)-1 && len(b.req.Argv) == 0 {
			c.Words = append(append([]shell.Arg{}, c.Words...), plainWords(b.req.Overrides)...)
		}
		own.written = make([]written, len(r.Written))
		for i := range r.Written {
			own.written[i].Written = r.Written[i]
		}
		own.launch(c)
		own.lost(c)
		own.wantScripts(r.Wants)
		if own.format == &formatShell || own.format == nil {
			if own.launched || own.srun {
				others = append(others, own)
			} else if arguments(c.Words).find("config_path") != nil {
				b.Wants = own.Wants // of which one may tell whose the program is
			}
			continue
		}
		trainers = append(trainers, own)
	}
	trainers = sure(trainers)
	if len(trainers) == 0 && r.Stopped != nil { // what trains may come later
		return b.notRun(r.Stopped)
	}
	if len(trainers) == 0 {
		trainers = sure(others)
		if len(trainers) > 1 {
			trainers = trainers[len(trainers)-1:]
		}
	}
	if len(trainers) == 0 {
		return b.nothingRun(r)
	}
	last := trainers[len(trainers)-1]
	for _, t := range trainers[:len(trainers)-1] {
		last.More = append(last.More, t.Reading)
	}
	return last.Reading, nil
}

// notRun says why nothing is read of a script.
func (b *builder) notRun(failed *shell.SyntaxError) (*Reading, *Error) {
	e := &Error{Code: failed.Code, Message: failed.Message}
	if p := b.locate(failed.Place); p.File != "" {
		e.File, e.Line, e.Column = p.File, p.Line, p.Column
		if f := &b.files[failed.Place.File()]; e.Code == CodeSyntax && f.template() {
			return nil, f.fail(f.templateError())
		}
	}
	return nil, e
}

// sure keeps the commands that are run for sure, where there are any. Those that serve give way to those that train.
func sure(list []*builder) []*builder {
	pick := func(keep func(*builder) bool) {
		var kept []*builder
		for _, b := range list {
			if keep(b) {
				kept = append(kept, b)
			}
		}
		if len(kept) > 0 {
			list = kept
		}
	}
	pick(func(b *builder) bool { return b.format != &formatVLLM && b.format != &formatSGLang })
	pick(func(b *builder) bool { return !b.command.Maybe })
	return list
}

// fork begins a reading of one of several commands of a script.
func (b *builder) fork() *builder {
	own := newBuilder(b.req, b.files)
	own.main, own.Input, own.cluster = b.main, b.Input, b.cluster
	own.Notes = append(own.Notes, b.Notes...)
	own.Wants = append(own.Wants, b.Wants...)
	own.world = append(own.world, b.world...)
	own.slurmTasks = b.slurmTasks
	return own
}

// wantScripts are files that a script sources or runs and that are not at hand.
func (b *builder) wantScripts(wants []shell.Want) {
	for _, w := range wants {
		why := "a script that is sourced"
		if w.Runs {
			why = "a script that is run"
		}
		b.wantFile(w.Path, "script", why, &stmt{shown: "source", scalar: scalar{at: w.Place}})
	}
}

// nothingRun is a script that runs nothing that is known: its header may say something of the world.
func (b *builder) nothingRun(r shell.Result) (*Reading, *Error) {
	b.wantScripts(r.Wants)
	if len(b.Wants) == 0 && len(b.world) == 0 {
		if b.main < 0 {
			return nil, &Error{Code: CodeNoFormat, Message: "no launcher or trainer that is known in the command"}
		}
		e := b.noFormat(0)
		e.Message = "no launcher or trainer that is known is run here. Where you know better, give the command behind --"
		return nil, e
	}
	b.use(&formatShell)
	b.complete()
	return b.Reading, nil
}

// trains reports whether one of the keys stands that only training has: other files of a format evaluate, generate or merge.
func (b *builder) trains() bool {
	keys := fields(b.format.trains)
	for _, k := range keys {
		if b.under(k) != nil {
			return true
		}
	}
	return len(keys) == 0
}

// complete makes a reading of the statements.
func (b *builder) complete() {
	f := b.format
	b.open = b.open || !b.trains()
	if f == &formatTRL && !b.launched {
		b.launchedByTRL()
	}
	b.apply()
	b.law(f.world)
	if b.slurmTasks != nil && b.srun && !b.launched && !b.saidRanks() && f != &formatVLLM && f != &formatSGLang {
		b.say(*b.slurmTasks)
	}
	if b.mpi != nil && !b.launched && !b.saidRanks() && f != &formatVLLM && f != &formatSGLang {
		b.say(*b.mpi)
	}
	b.settleWorld()
	b.law(f.laws)
	b.fits()
	b.settleModel()
	if b.req.Framework != "" {
		b.Framework = b.req.Framework
	}
	if b.Part == "" {
		b.Part = "trainer"
	}
	b.emit()
}
