package catalogue

import "strings"

// named is the class that the run names, empty where it names none. A path ends in the class, or in one of its methods
// ("…model.KimiLinear48BForCausalLM.from_config"). The class of a config stands for the one class of the packages that is
// made of it by its name: KimiLinear48BConfig for KimiLinear48BForCausalLM. Where there are several, the config says which.
func (a Ask) named() string {
	name := a.Class
	for parts := strings.Split(a.Class, "."); len(parts) > 0; parts = parts[:len(parts)-1] {
		if last := parts[len(parts)-1]; last != "" && last[0] >= 'A' && last[0] <= 'Z' {
			name = last
			break
		}
	}
	stem, is := strings.CutSuffix(name, "Config")
	if !is {
		return name
	}
	for _, pkg := range a.Packages {
		wanted := ""
		if pkg == transformers {
			wanted = a.Transformers
		}
		if only := onlyClassOf(Nearest(pkg, wanted), stem+"For"); only != "" {
			return only
		}
	}
	return ""
}

// onlyClassOf is the only class of a source whose name begins so.
func onlyClassOf(s *Source, prefix string) (only string) {
	if s == nil {
		return ""
	}
	count := 0
	s.Each(func(c Class) bool {
		if strings.HasPrefix(c.Name, prefix) {
			only, count = c.Name, count+1
		}
		return true
	})
	if count != 1 {
		return ""
	}
	return only
}
