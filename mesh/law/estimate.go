package law

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/near"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/plan"
)

func init() {
	for f := plan.NotKnown; f <= plan.CannotFit; f++ {
		words.add(f.String())
	}
	for i := range quantities { // not in the table: an estimate reads other quantities
		switch q := &quantities[i]; q.Name {
		case "memory_fit":
			q.Ways = []Way{{Find: (*Case).memoryFit, Reads: plannerReads, Lacks: (*Case).estimateLacks}}
		case "nvlink_ranks":
			q.Ways = append(q.Ways, Way{Find: (*Case).nvlinkRanks})
		}
	}
}

// What the planner says of a case. Its words are not those of the settings, which are what people write: this file
// translates the one into the other, and is the only one that does.

// cards are the words of gpu.
func cards() (list []string) {
	for _, c := range plan.Cards() {
		list = append(list, c.Name)
	}
	return list
}

// Ledger is the model as the planner counts it. It is read once.
func (m *Model) Ledger() *plan.Model {
	if ledger := m.ledger.Load(); ledger != nil {
		return ledger
	}
	ledger := plan.Read(m.Facts.Config())
	ledger.Counted, _ = m.Facts.Counted()
	m.ledger.Store(&ledger)
	return &ledger
}

// Estimate says what the fullest rank of the case needs, and how long a step takes.
func (c *Case) Estimate() *plan.Estimate {
	if c.estimate == nil {
		run, more, beyond := c.Planned()
		e := plan.Estimate{Unknown: beyond}
		if len(beyond) == 0 {
			e = c.Ledger().Estimate(run)
			e.Assumed = append(more, e.Assumed...)
			if run.GPU != nil && run.GPU.Memory == 0 {
				e.Unknown = append(e.Unknown, NoSuchCard(run.GPU))
			}
		}
		c.estimate = &e
	}
	return c.estimate
}

// NoSuchCard says of a card without numbers which cards are known by name.
func NoSuchCard(card *plan.Card) plan.Missing {
	m := plan.Missing{What: "gpu", Why: "the memory of the card is not given", Settle: "card.memory"}
	if card.Name != "" {
		m.Why = strconv.Quote(text.Clip(card.Name, maxSaid)) + " is no card that is known: expected " + near.OneOf(card.Name, cards()) + ", or its own numbers"
	}
	return m
}

func cardSettings() []string { return []string{"gpu", "card.memory"} }

func (c *Case) cardGiven() Value {
	return Value{N: truth(c.Gives(termGPU()) || c.Gives(Must("card.memory")))}
}

var termGPU = sync.OnceValue(func() Term { return Must("gpu") })

// nvlinkRanks is how many ranks the card that is named joins over nodes.
func (c *Case) nvlinkRanks() Value {
	if !c.Gives(termGPU()) {
		return Value{}
	}
	card, _ := plan.CardNamed(c.Show(termGPU()))
	return Value{N: int64(card.Domain)}
}

// memoryFit is the word for whether the case fits. Where a setting that was not given would settle it, nothing was asked of
// it yet.
func (c *Case) memoryFit() Value {
	e := c.Estimate()
	if e.Fits != plan.NotKnown {
		return Value{N: wordID(e.Fits.String())}
	}
	if settings, facts := c.estimateLacks(); facts == nil && settings != nil {
		return Value{Why: NotSaid}
	}
	return Value{Why: Missing}
}

// estimateLacks is what would settle whether the case fits: settings that were not given, and facts of the model. What time
// alone hangs on is not among them.
func (c *Case) estimateLacks() (settings Terms, facts []string) {
	for _, m := range c.Estimate().Unknown {
		t, ok := Named(m.Settle)
		switch {
		case m.Settle == "global_batch_size" || strings.HasPrefix(m.What, "gpu."):
		case ok && t.Setting() != nil && !c.Gives(t) && m.What != "gpu":
			settings.Add(t)
		case m.Settle != "":
			facts = append(facts, m.Settle)
		default:
			facts = append(facts, m.What)
		}
	}
	return settings, facts
}

// The least shares of their peaks that known cards reach.
const leastMatmul, leastMatmul8, leastFlash = .40, .36, .25

// Planned is the case in the planner's words. more is what was taken for a setting that the planner cannot do without,
// beyond what it takes by itself, and beyond is what it has no equation for.
func (c *Case) Planned() (run plan.Run, more []plan.Assumption, beyond []plan.Missing) {
	if c.Room.Serves {
		return run, nil, []plan.Missing{{What: "framework", Why: c.Room.Text + " trains no model, and estimates are of training"}}
	}
	p := planned{Case: c, run: plan.Run{Framework: c.Room.Name, Mesh: c.planMesh()}}
	for i := range plannerTable {
		row := &plannerTable[i]
		if v := c.Value(Must(row.setting)); v.Why&(NotSaid|Unsettled|Missing) == 0 {
			row.read(&p, v)
		}
	}
	p.strategy()
	p.batches()
	p.stages()
	if p.card.BF16 > 0 && p.card.Matmul == 0 { // numbers of the user's own
		p.card.Matmul, p.card.Matmul8, p.card.Flash, p.card.Guess = leastMatmul, leastMatmul8, leastFlash, true
		p.more = append(p.more, plan.Assumption{Setting: "card", Value: "reaches as little of its peaks as any card that is known"})
	}
	if p.card != (plan.Card{}) {
		p.run.GPU = &p.card
	}
	return p.run, p.more, p.beyond
}

func (c *Case) planMesh() plan.Mesh {
	m := plan.Mesh{
		WorldSize: c.Size(World), Open: c.WorldAssumed, TP: c.Size(TP), PP: c.Size(PP), CP: c.Size(CP), EP: c.Size(EP), DPReplicate: c.Size(DPReplicate),
	}
	if t := Must(ExpertTP.Subject()); c.Gives(t) {
		m.ExpertTP = c.Value(t).N
	}
	return m
}

// planned is a case that is being put into the planner's words.
type planned struct {
	*Case
	run    plan.Run
	card   plan.Card
	more   []plan.Assumption
	beyond []plan.Missing
}

// without says that there is no equation for a value.
func (p *planned) without(setting, why string) {
	p.beyond = append(p.beyond, plan.Missing{What: setting, Why: why})
}

// text is a setting as it was said.
func (p *planned) text(setting string) string { return p.Show(Must(setting)) }

// word translates a word. One that is not in the table stays as it is said, and the planner does not know it.
func (p *planned) word(setting string, table ...string) string {
	said := p.text(setting)
	for i := 0; i < len(table); i += 2 {
		if table[i] == said {
			return table[i+1]
		}
	}
	return said
}

// is reports whether a setting is given with one of the words.
func (p *planned) is(setting string, words ...string) bool {
	t := Must(setting)
	return p.Value(t).Why == 0 && slices.Contains(words, p.text(setting))
}

// number is the value of a count, 0 where it has none.
func (p *planned) number(setting string) int64 {
	if v := p.Value(Must(setting)); v.Why == 0 {
		return v.N
	}
	return 0
}

func yesOrNo(v Value) capabilities.Truth {
	if v.N == 1 {
		return capabilities.Yes
	}
	return capabilities.No
}
