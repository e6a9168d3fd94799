package main

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// What tools read is one document each: the engine renders one answer at a time, and here several are put into one.

// sarifLog is as much of a SARIF log as is put together; the rest is kept as it is.
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver map[string]json.RawMessage `json:"driver"`
	} `json:"tool"`
	Results    []map[string]json.RawMessage `json:"results"`
	Properties json.RawMessage              `json:"properties,omitempty"`
}

// mergedSARIF makes one run of several logs: tools that take them, take one run of one tool. Each rule is listed once.
func mergedSARIF(all []*judged) ([]byte, error) {
	var merged sarifLog
	var rules []json.RawMessage
	at := map[string]int{}
	for _, j := range all {
		var log sarifLog
		if err := json.Unmarshal([]byte(j.answer.Get("rendered").Str), &log); err != nil || len(log.Runs) != 1 {
			return nil, &failure{exit: exitEngine, text: "the engine's SARIF log is not one run"}
		}
		run := &log.Runs[0]
		var own []json.RawMessage
		if raw := run.Tool.Driver["rules"]; raw != nil {
			if err := json.Unmarshal(raw, &own); err != nil {
				return nil, &failure{exit: exitEngine, text: "the engine's SARIF log has no list of rules: " + err.Error()}
			}
		}
		moved := make([]int, len(own))
		for i, rule := range own {
			var named struct {
				ID string `json:"id"`
			}
			if err := json.Unmarshal(rule, &named); err != nil {
				return nil, &failure{exit: exitEngine, text: "the engine's SARIF log has a rule without an id: " + err.Error()}
			}
			n, known := at[named.ID]
			if !known {
				n = len(rules)
				at[named.ID] = n
				rules = append(rules, rule)
			}
			moved[i] = n
		}
		for _, result := range run.Results {
			if i, err := strconv.Atoi(string(result["ruleIndex"])); err == nil && i >= 0 && i < len(moved) {
				result["ruleIndex"] = json.RawMessage(strconv.Itoa(moved[i]))
			}
		}
		if merged.Runs == nil {
			merged = log
			continue
		}
		merged.Runs[0].Results = append(merged.Runs[0].Results, run.Results...)
	}
	if rules != nil {
		list, err := json.Marshal(rules)
		if err != nil {
			return nil, err
		}
		merged.Runs[0].Tool.Driver["rules"] = list
	}
	return json.Marshal(&merged)
}

var (
	suites  = regexp.MustCompile(`(?s)<testsuites [^>]*tests="(\d+)" failures="(\d+)"[^>]*>\n(.*)</testsuites>`)
	suiteID = regexp.MustCompile(`(<testsuite [^>]* id=")\d+(")`)
)

// mergedJUnit makes one document of several: their suites one after the other, counted together.
func mergedJUnit(all []*judged) []byte {
	var body strings.Builder
	tests, failures, id := 0, 0, 0
	for _, j := range all {
		found := suites.FindStringSubmatch(j.answer.Get("rendered").Str)
		if found == nil {
			continue
		}
		n, _ := strconv.Atoi(found[1]) // digits
		m, _ := strconv.Atoi(found[2])
		tests, failures = tests+n, failures+m
		body.WriteString(suiteID.ReplaceAllStringFunc(found[3], func(head string) string {
			parts := suiteID.FindStringSubmatch(head)
			id++
			return parts[1] + strconv.Itoa(id-1) + parts[2]
		}))
	}
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<testsuites name="meshwise" tests="` + strconv.Itoa(tests) +
		`" failures="` + strconv.Itoa(failures) + `" errors="0">` + "\n" + body.String() + "</testsuites>\n")
}
