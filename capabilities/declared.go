package capabilities

// declares answers what the class itself declares. A class that declares nothing declares nothing to be supported.
//
//	the class has                                       | answer
//	----------------------------------------------------+--------------------------------
//	no declaration                                      | no
//	ModelCapabilities, or get_capabilities and a config | what it says; no where it is silent
//	get_capabilities, and no config to ask it with      | unknown
//	a value that follows the config, which is not known | unknown
//	both on one class                                   | unknown: a declaration error
func (f Facts) declares(c Capability) Finding {
	v := f[factDeclared]
	switch {
	case v.Kind() == Absent || v.Kind() == Raised:
		return Finding{Reason: NotObserved, Missing: []string{factDeclared.String()}}
	case v.Kind() == Null:
		return Finding{Is: No, Reason: DeclaredNot, Because: []Evidence{{factDeclared.String(), v}}}
	case v.Get("source").Is("conflict"):
		return Finding{Reason: DeclarationConflict, Missing: []string{factDeclared.String() + ".source"}}
	case v.Get("values").Kind() != Object:
		return Finding{Reason: DeclarationNoAnswer, Missing: []string{factDeclared.String() + ".values"}}
	}
	said := v.Get("values").Get(string(c))
	if said.Kind() == Opaque {
		return Finding{Reason: DeclarationNoAnswer, Missing: []string{factDeclared.String() + ".values." + string(c)}}
	}
	if said.isMissing() {
		return Finding{Is: No, Reason: DeclaredNot, Because: []Evidence{{factDeclared.String() + ".source", v.Get("source")}}}
	}
	evidence := []Evidence{{factDeclared.String() + ".values." + string(c), said}}
	return Finding{Is: truthOf(said.IsTrue()), Because: evidence}.because(DeclaredSo, DeclaredNot)
}

// hasDeclaration reports whether the class makes a declaration that can be read.
func (f Facts) hasDeclaration() bool {
	return f[factDeclared].Get("values").Kind() == Object
}
