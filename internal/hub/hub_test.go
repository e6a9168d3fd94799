package hub

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const config = `{"model_type": "llama"}`

// write writes a file and the folders on the way to it.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// env makes an environment of pairs.
func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestCacheFolders(t *testing.T) {
	for _, test := range []struct {
		env  []string
		want string
	}{
		{nil, "/home/u/.cache/huggingface/hub"},
		{[]string{"XDG_CACHE_HOME", "/x"}, "/x/huggingface/hub"},
		{[]string{"HF_HOME", "~/hf", "XDG_CACHE_HOME", "/x"}, "/home/u/hf/hub"},
		{[]string{"HF_HOME", "$SCRATCH/hf", "SCRATCH", "/scratch"}, "/scratch/hf/hub"},
		{[]string{"HUGGINGFACE_HUB_CACHE", "/old", "HF_HOME", "/hf"}, "/old"},
		{[]string{"HF_HUB_CACHE", "/new", "HUGGINGFACE_HUB_CACHE", "/old", "HF_HOME", "/hf"}, "/new"},
	} {
		f := &Finder{Getenv: env(test.env...), Home: "/home/u"}
		if got := filepath.ToSlash(f.Cache()); got != test.want {
			t.Errorf("%q: %s, want %s", test.env, got, test.want)
		}
	}
}

func TestIsID(t *testing.T) {
	for name, want := range map[string]bool{
		"meta-llama/Llama-3.1-8B": true, "gpt2": true, "Qwen/Qwen3-0.6B@main": true, "org/name@v1.0": true,
		"": false, "a/b/c": false, "../x": false, "./x": false, "/x": false, "models/config.json": false, "recipe.yaml": false,
		"a..b/c": false, "a--b/c": false, "-x": false, "a b": false, "x/train.sh": false, "~/x": false,
	} {
		if got := IsID(name); got != want {
			t.Errorf("%q is %t, want %t", name, got, want)
		}
	}
}

func TestCache(t *testing.T) {
	cache := t.TempDir()
	in := func(parts ...string) string { return filepath.Join(append([]string{cache}, parts...)...) }
	write(t, in("models--org--m", "refs", "main"), "c0ffee\n")
	write(t, in("models--org--m", "refs", "refs", "pr", "1"), "beef")
	write(t, in("models--org--m", "snapshots", "c0ffee", "config.json"), config)
	write(t, in("models--org--m", "snapshots", "beef", "config.json"), `{"model_type": "pr"}`)
	write(t, in("models--org--one", "snapshots", "abc", "config.json"), config)
	write(t, in("models--org--two", "snapshots", "abc", "config.json"), config)
	write(t, in("models--org--two", "snapshots", "def", "config.json"), config)
	write(t, in("models--org--weights", "refs", "main"), "c0ffee")
	write(t, in("models--org--weights", "snapshots", "c0ffee", "model.safetensors"), "x")
	write(t, in("models--gpt2", "refs", "main"), "c0ffee")
	write(t, in("models--gpt2", "snapshots", "c0ffee", "config.json"), config)
	write(t, in("models--org--evil", "refs", "main"), "../../models--org--m/snapshots/c0ffee")
	write(t, in("models--org--large", "refs", "main"), "c0ffee")
	write(t, in("models--org--large", "snapshots", "c0ffee", "config.json"), strings.Repeat(" ", MaxBytes+1))

	f := &Finder{Getenv: env("HF_HUB_CACHE", cache)}
	for _, test := range []struct{ id, revision, commit, note, missing string }{
		{"org/m", "", "c0ffee", "", ""},
		{"gpt2", "", "c0ffee", "", ""},
		{"org/m", "main", "c0ffee", "", ""},
		{"org/m", "beef", "beef", "", ""},
		{"org/m", "refs/pr/1", "beef", "", ""},
		{"org/one", "", "abc", "one snapshot of it and no main branch", ""},
		{"org/m", "v2", "", "", `no revision "v2" in it; a revision behind @ names one of beef, c0ffee`},
		{"org/m", "../../x", "", "", "is no revision"},
		{"org/two", "", "", "", "no main branch in it; a revision behind @ names one of abc, def"},
		{"org/weights", "", "", "", "without its config.json"},
		{"org/none", "", "", "", "the cache has no " + in("models--org--none")},
		{"org/evil", "", "", "", "no main branch in it"},
	} {
		got, err := f.Find(t.Context(), test.id, test.revision)
		missing := (*NotFound)(nil)
		switch {
		case test.missing != "" && (!errors.As(err, &missing) || !strings.Contains(err.Error(), test.missing) || !strings.Contains(err.Error(), "--download")):
			t.Errorf("%s@%s: %v, want %s", test.id, test.revision, err, test.missing)
		case test.missing == "" && (err != nil || got.Commit != test.commit || !strings.Contains(got.Note, test.note) || got.Path == ""):
			t.Errorf("%s@%s: %+v, %v", test.id, test.revision, got, err)
		}
	}
	if _, err := f.Find(t.Context(), "org/large", ""); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large file: %v", err)
	}
}

// TestModelScope finds models in each of the layouts that its cache had.
func TestModelScope(t *testing.T) {
	cache := t.TempDir()
	in := func(parts ...string) string { return filepath.Join(append([]string{cache}, parts...)...) }
	for _, folder := range []string{
		"models/org/masked-1___5", "hub/models/org/default-2___5-x", "models/org--new.1/snapshots/master", "models/org--new.1/snapshots/v2",
		"models/org--main/snapshots/main", "models/org--main/snapshots/other", "models/org--one/snapshots/v1", "org/flat.1",
		"hub/org/old___1", "models/org/link.1",
	} {
		write(t, in(folder, "config.json"), folder)
	}
	write(t, in("models/org--two/snapshots/a/config.json"), "a")
	write(t, in("models/org--two/snapshots/b/config.json"), "b")
	f := &Finder{Getenv: env("MODELSCOPE_CACHE", cache, "HF_HOME", t.TempDir()), Home: t.TempDir()}
	for _, test := range []struct{ id, revision, folder string }{
		{"org/masked-1.5", "", "models/org/masked-1___5"},
		{"org/default-2.5-x", "", "hub/models/org/default-2___5-x"},
		{"org/new.1", "", "models/org--new.1/snapshots/master"},
		{"org/new.1", "v2", "models/org--new.1/snapshots/v2"},
		{"org/main", "", "models/org--main/snapshots/main"},
		{"org/one", "", "models/org--one/snapshots/v1"},
		{"org/flat.1", "", "org/flat.1"},
		{"org/old.1", "", "hub/org/old___1"},
		{"org/link.1", "", "models/org/link.1"},
		{"org/two", "", ""}, {"org/masked-1.5", "v1", ""}, {"org/new.1", "../v2", ""}, {"masked", "", ""},
	} {
		got, err := f.Find(t.Context(), test.id, test.revision)
		switch {
		case test.folder == "" && (err == nil || test.revision != "../v2" && !strings.Contains(err.Error(), "the cache of ModelScope, "+cache+", has none of it")):
			t.Errorf("%s@%s: %v, %v", test.id, test.revision, got, err)
		case test.folder != "" && (err != nil || string(got.Data) != test.folder || got.Path != in(test.folder, "config.json") || got.Note == ""):
			t.Errorf("%s@%s: %+v, %v, want %s", test.id, test.revision, got, err, test.folder)
		}
	}
	home := &Finder{Getenv: env("MODELSCOPE_CACHE", "~/ms", "HF_HOME", "/nowhere"), Home: t.TempDir()}
	write(t, filepath.Join(home.Home, "ms", "org", "m", "config.json"), config)
	if _, err := home.Find(t.Context(), "org/m", ""); err != nil {
		t.Error(err)
	}
	if _, err := (&Finder{Getenv: env("HF_HOME", "/nowhere"), Home: t.TempDir()}).Find(t.Context(), "org/m", ""); err == nil || strings.Contains(err.Error(), "ModelScope") {
		t.Errorf("a machine without it: %v", err)
	}
}

func TestFolder(t *testing.T) {
	folder := t.TempDir()
	if _, err := Folder(folder); err == nil || !strings.Contains(err.Error(), "holds no config.json") {
		t.Error(err)
	}
	write(t, filepath.Join(folder, "params.json"), "{}")
	if _, err := Folder(folder); err == nil || !strings.Contains(err.Error(), "params.json is not read") {
		t.Error(err)
	}
	write(t, filepath.Join(folder, "config.json"), config)
	if c, err := Folder(folder); err != nil || string(c.Data) != config {
		t.Error(c, err)
	}
}

// TestDownload asks a server in the Hub's place, which sends configs on to another one.
func TestDownload(t *testing.T) {
	var elsewhereSaw []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		elsewhereSaw = append(elsewhereSaw, r.Header.Get("Authorization"))
		w.Write([]byte(config))
	}))
	defer elsewhere.Close()
	var asked, saw []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, saw = append(asked, r.URL.Path), append(saw, r.Header.Get("Authorization"))
		w.Header().Set("X-Repo-Commit", "c0ffee")
		switch r.URL.Path {
		case "/org/m/resolve/main/config.json":
			w.Write([]byte(config))
		case "/org/moved/resolve/main/config.json":
			http.Redirect(w, r, "/org/m/resolve/main/config.json", http.StatusTemporaryRedirect)
		case "/org/elsewhere/resolve/main/config.json":
			http.Redirect(w, r, elsewhere.URL+"/config.json", http.StatusFound)
		case "/org/loop/resolve/main/config.json":
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		case "/org/gated/resolve/main/config.json":
			w.WriteHeader(http.StatusUnauthorized)
		case "/org/page/resolve/main/config.json":
			w.Write([]byte("<html>"))
		case "/org/large/resolve/main/config.json":
			w.Write([]byte("{" + strings.Repeat(" ", MaxBytes)))
		case "/org/busy/resolve/main/config.json":
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	home := t.TempDir()
	write(t, filepath.Join(home, "token"), "from-a-file\n")
	finder := func(pairs ...string) *Finder {
		return &Finder{Getenv: env(append(pairs, "HF_HOME", home, "HF_ENDPOINT", server.URL+"/")...), Home: home, Download: true}
	}

	got, err := finder("HF_TOKEN", "secret").Find(t.Context(), "org/m", "")
	if err != nil || string(got.Data) != config || got.Commit != "c0ffee" || got.Path != "" || got.URL != server.URL+"/org/m/resolve/main/config.json" {
		t.Fatalf("%+v, %v", got, err)
	}
	if last := saw[len(saw)-1]; last != "Bearer secret" {
		t.Errorf("the token: %q", last)
	}
	if _, err = finder().Find(t.Context(), "org/moved", ""); err != nil || saw[len(saw)-1] != "Bearer from-a-file" {
		t.Errorf("the token of the file, over a redirect to the same host: %q, %v", saw, err)
	}
	if _, err = finder("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1").Find(t.Context(), "org/m", ""); err != nil || saw[len(saw)-1] != "" {
		t.Errorf("the token of the file, though it is not to be used: %q, %v", saw, err)
	}
	if _, err = finder("HF_TOKEN", "secret").Find(t.Context(), "org/elsewhere", ""); err != nil || len(elsewhereSaw) != 1 || elsewhereSaw[0] != "" {
		t.Errorf("the token at another host: %q, %v", elsewhereSaw, err)
	}
	for _, test := range []struct{ id, revision, want string }{
		{"org/gated", "", "401: the model is gated or private, or there is none of this name; accept its licence on the Hub, with the account of your token"},
		{"org/none", "", "404: there is no such model or revision"},
		{"org/m", "v2", server.URL + "/org/m/resolve/v2/config.json answered 404"},
		{"org/page", "", "something else than a JSON object"},
		{"org/large", "", "larger than 4 MiB"},
		{"org/busy", "", "503"},
		{"org/loop", "", "redirects"},
	} {
		_, err := finder("HF_TOKEN", "secret").Find(t.Context(), test.id, test.revision)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %s", test.id, err, test.want)
		}
	}
	for _, variable := range []string{"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"} {
		before := len(asked)
		if _, err := finder(variable, "1").Find(t.Context(), "org/m", ""); err == nil || !strings.Contains(err.Error(), variable+" is set") || len(asked) != before {
			t.Errorf("%s: %v", variable, err)
		}
	}
	before := len(asked)
	f := finder()
	f.Download = false
	if _, err := f.Find(t.Context(), "org/m", ""); err == nil || len(asked) != before {
		t.Errorf("without --download: %v", err)
	}
	if _, err := (&Finder{Getenv: env("HF_ENDPOINT", "nowhere", "HF_HOME", home), Download: true}).Find(t.Context(), "org/m", ""); err == nil || !strings.Contains(err.Error(), "HF_ENDPOINT") {
		t.Errorf("a wrong endpoint: %v", err)
	}
	server.Close()
	if _, err := finder().Find(t.Context(), "org/m", ""); err == nil || !strings.Contains(err.Error(), "cannot be had") {
		t.Errorf("a server that is gone: %v", err)
	}
}

// TestEmptyHome: no home folder, and nothing in the environment, is a cache that is not there.
func TestEmptyHome(t *testing.T) {
	if _, err := (&Finder{Getenv: env(), Home: t.TempDir()}).Find(t.Context(), "org/m", ""); err == nil {
		t.Error("found")
	}
}
