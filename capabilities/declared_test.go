package capabilities

import "testing"

// TestDeclaredByAFunction checks a declaration of which only some values are the same for every config: those are known,
// and what follows the config is not, whatever the class says of the others.
func TestDeclaredByAFunction(t *testing.T) {
	names := []string{string(SupportsPP), string(SupportsTP), string(SupportsEP)}
	values := ObjectValue(names, []Value{BoolValue(true), BoolValue(false), OpaqueValue("bool")})
	f := Facts{factDeclared: ObjectValue([]string{"source", "values"}, []Value{StringValue("dynamic"), values})}
	for capability, want := range map[Capability]Truth{SupportsPP: Yes, SupportsTP: No, SupportsEP: Unknown, SupportsTHD: No} {
		if got := f.declares(capability); got.Is != want {
			t.Errorf("%s is %v, want %v", capability, got.Is, want)
		}
	}
	if got := f.declares(SupportsEP); len(got.Missing) != 1 || got.Missing[0] != "declared.values.supports_ep" {
		t.Errorf("what would settle it: %v", got.Missing)
	}
}
