package render_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// xsd validates XML against the part of XML Schema that the schema of JUnit uses: elements with attributes, sequences and
// choices of elements, strings with patterns. Reading a schema fails on anything else, so that nothing is passed over.
type xsd struct {
	elements map[string]*xsdType
	types    map[string]*xsdType
}

// xsdType is what an element or an attribute may hold.
type xsdType struct {
	pattern    *regexp.Regexp // of a simple type's value
	simple     bool
	mixed      bool
	attributes map[string]xsdAttribute
	children   map[string]string // the type of each child that is declared in place; the others are top-level elements
	content    *regexp.Regexp    // over the names of the children, each in angle brackets
}

type xsdAttribute struct {
	typeName string
	required bool
}

// node is an element of a document.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []node     `xml:",any"`
}

func (n *node) attr(name, otherwise string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return otherwise
}

func readXSD(t *testing.T, file string) *xsd {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := xml.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	s := &xsd{elements: map[string]*xsdType{}, types: map[string]*xsdType{"xs:string": {simple: true}}}
	for _, n := range root.Nodes {
		name := n.attr("name", "")
		switch n.XMLName.Local {
		case "simpleType":
			pattern := n.only(t, "restriction").only(t, "pattern").attr("value", "")
			s.types[name] = &xsdType{simple: true, pattern: regexp.MustCompile("^(?:" + pattern + ")$")}
		case "complexType":
			s.types[name] = readComplex(t, &n)
		case "element":
			if typeName := n.attr("type", ""); typeName != "" {
				s.elements[name] = s.types[typeName]
			} else {
				s.elements[name] = readComplex(t, n.only(t, "complexType"))
			}
			if s.elements[name] == nil {
				t.Fatalf("the element %s has a type that is not declared before it", name)
			}
		default:
			t.Fatalf("the schema uses %s, which this test cannot read", n.XMLName.Local)
		}
	}
	return s
}

func (n *node) only(t *testing.T, name string) *node {
	t.Helper()
	if len(n.Nodes) != 1 || n.Nodes[0].XMLName.Local != name {
		t.Fatalf("expected one %s inside of %s", name, n.XMLName.Local)
	}
	return &n.Nodes[0]
}

func readComplex(t *testing.T, n *node) *xsdType {
	t.Helper()
	c := &xsdType{mixed: n.attr("mixed", "") == "true", attributes: map[string]xsdAttribute{}, children: map[string]string{}}
	content := ""
	for _, part := range n.Nodes {
		if part.XMLName.Local == "attribute" {
			c.attributes[part.attr("name", "")] = xsdAttribute{part.attr("type", ""), part.attr("use", "") == "required"}
		} else {
			content += c.particle(t, &part)
		}
	}
	c.content = regexp.MustCompile("^" + content + "$")
	return c
}

// particle writes a part of a content model as a regular expression.
func (c *xsdType) particle(t *testing.T, n *node) string {
	t.Helper()
	inner := ""
	switch n.XMLName.Local {
	case "element":
		name := n.attr("ref", n.attr("name", ""))
		if typeName := n.attr("type", ""); typeName != "" {
			c.children[name] = typeName
		}
		inner = "<" + regexp.QuoteMeta(name) + ">"
	case "sequence", "choice":
		var parts []string
		for _, part := range n.Nodes {
			parts = append(parts, c.particle(t, &part))
		}
		inner = strings.Join(parts, map[string]string{"sequence": "", "choice": "|"}[n.XMLName.Local])
	default:
		t.Fatalf("the schema uses %s, which this test cannot read", n.XMLName.Local)
	}
	occurs, ok := map[string]string{"1 1": "", "0 1": "?", "0 unbounded": "*", "1 unbounded": "+"}[n.attr("minOccurs", "1")+" "+n.attr("maxOccurs", "1")]
	if !ok {
		t.Fatalf("the schema counts in a way that this test cannot read: %v", n.Attrs)
	}
	return "(?:" + inner + ")" + occurs
}

func (s *xsd) validate(document string) error {
	var root node
	d := xml.NewDecoder(strings.NewReader(document))
	if err := d.Decode(&root); err != nil {
		return err
	}
	if rest, err := d.Token(); err == nil && strings.TrimSpace(fmt.Sprint(rest)) != "" {
		if _, isText := rest.(xml.CharData); !isText {
			return errors.New("something follows the root element")
		}
	}
	return s.element(&root, s.elements[root.XMLName.Local], "/"+root.XMLName.Local)
}

func (s *xsd) element(n *node, is *xsdType, path string) error {
	if is == nil {
		return errors.New(path + ": there is no such element")
	}
	for _, a := range n.Attrs {
		declared, ok := is.attributes[a.Name.Local]
		if !ok {
			return errors.New(path + ": there is no attribute " + a.Name.Local)
		}
		value := s.types[declared.typeName]
		if value == nil || !value.simple {
			return errors.New(path + ": the schema has no type " + declared.typeName)
		}
		if value.pattern != nil && !value.pattern.MatchString(a.Value) {
			return errors.New(path + "/@" + a.Name.Local + ": " + a.Value + " does not match its pattern")
		}
	}
	for name, a := range is.attributes {
		if a.required && n.attr(name, "\x00") == "\x00" {
			return errors.New(path + ": the attribute " + name + " is missing")
		}
	}
	if !is.simple && !is.mixed && strings.TrimSpace(n.Text) != "" {
		return errors.New(path + ": there is text between the elements")
	}
	names := ""
	for _, child := range n.Nodes {
		names += "<" + child.XMLName.Local + ">"
	}
	if is.content == nil && names != "" || is.content != nil && !is.content.MatchString(names) {
		return errors.New(path + ": its elements are not in the schema's order: " + names)
	}
	for i := range n.Nodes {
		child := &n.Nodes[i]
		childType := s.elements[child.XMLName.Local]
		if named, ok := is.children[child.XMLName.Local]; ok {
			childType = s.types[named]
		}
		if err := s.element(child, childType, path+"/"+child.XMLName.Local); err != nil {
			return err
		}
	}
	return nil
}

// TestXSD holds the validator itself to documents that are wrong in one way each.
func TestXSD(t *testing.T) {
	schema := readXSD(t, schemaFile("junit-10.xsd"))
	suite := `<testsuite name="n" tests="1" failures="0" errors="0" time="1.5">`
	for _, test := range []struct {
		name, document string
		valid          bool
	}{
		{"whole", suite + `<properties><property name="a" value="b"/></properties><testcase name="t"><failure>x</failure></testcase></testsuite>`, true},
		{"no root", `<nothing/>`, false},
		{"missing attribute", `<testsuite name="n" tests="1" failures="0"/>`, false},
		{"unknown attribute", `<testsuites colour="red"/>`, false},
		{"unknown element", suite + `<warning/></testsuite>`, false},
		{"element in the wrong place", suite + `<failure/></testsuite>`, false},
		{"text between elements", suite + `text</testsuite>`, false},
		{"element in a simple type", suite + `<system-out><b/></system-out></testsuite>`, false},
		{"pattern", `<testsuite name="n" tests="1" failures="0" errors="0" time="soon"/>`, false},
		{"no XML", suite, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := schema.validate(test.document); (err == nil) != test.valid {
				t.Errorf("valid = %v, want %v: %v", err == nil, test.valid, err)
			}
		})
	}
}
