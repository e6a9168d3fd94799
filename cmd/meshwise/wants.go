package main

import (
	"slices"

	"github.com/tidwall/gjson"
)

// follow reads the material, and adds the files that the reading wants and that are there, until it wants no more.
func (s *session) follow(m *material) (answer, error) {
	added := 0
	refused := map[string]bool{}
	for {
		r := newRequest("read")
		if err := m.addTo(r, unwrapped); err != nil {
			return answer{}, err
		}
		a, err := s.ask(r)
		if err != nil {
			return a, err
		}
		before := added
		for _, want := range allWants(a) {
			for _, candidate := range want.Get("candidates").Array() {
				if m.has(candidate.Str) || refused[candidate.Str] {
					break
				}
				file, why := &loaded{name: candidate.Str, data: []byte(want.Get("text").Str), made: true}, ""
				if len(file.data) == 0 {
					file, why = beside(m.first(), candidate.Str)
				}
				if file != nil && added == mostAdded {
					why, file = candidate.Str+" is not followed: "+itoa(mostAdded)+" files were", nil
				}
				if why != "" {
					s.note("%s", why)
					refused[candidate.Str] = true
				}
				if file == nil {
					continue
				}
				m.files = append(m.files, file)
				added++
				break
			}
		}
		if added == before {
			return a, nil
		}
	}
}

// followAgain reads the material after a file of it was changed: what a script writes may be another text.
func (s *session) followAgain(m *material) error {
	before := len(m.files)
	m.files = slices.DeleteFunc(m.files, func(f *loaded) bool { return f.made })
	if len(m.files) == before {
		return nil
	}
	_, err := s.follow(m)
	return err
}

// first is the name of the file that was asked about, empty for a command.
func (m *material) first() string {
	if len(m.files) == 0 {
		return ""
	}
	return m.files[0].name
}

func (m *material) has(name string) bool {
	return slices.ContainsFunc(m.files, func(f *loaded) bool { return f.name == name })
}

// allWants are the wants of a reading, and of those of other trainers.
func allWants(a answer) []gjson.Result {
	list := a.Get("wants").Array()
	for _, more := range a.Get("more").Array() {
		list = append(list, more.Get("wants").Array()...)
	}
	return list
}
