package hub

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// MaxBytes is the largest config that is read.
const MaxBytes = 4 << 20

// Finder finds configs. The zero value looks in the cache alone, as the environment of the process says where that is.
type Finder struct {
	// Getenv reads the environment; nil for that of the process.
	Getenv func(string) string
	// Home is the user's home folder; empty for that of the process.
	Home string
	// Download asks the Hub for what the cache lacks. HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE forbid it.
	Download bool
	// Transport carries the requests; nil for the usual one.
	Transport http.RoundTripper
}

// Config is a config.json that was found.
type Config struct {
	Data []byte
	// Path is the file; empty for one that was downloaded.
	Path string
	// URL is where it was downloaded from; empty for a file.
	URL string
	// Commit is the commit of the model's repository; empty where it is not known.
	Commit string
	// Note is what should be known of how it was found; usually empty.
	Note string
}

// NotFound is why no config was found: what was looked for and where, and what would work.
type NotFound struct {
	ID, Revision string
	// Tried are the places, each with what was wrong with it.
	Tried []string
	// Offline says that the environment forbids downloads, and by which variable.
	Offline string
	// Download says that one was asked for.
	Download bool
}

// Error says all of it in one line.
func (e *NotFound) Error() string {
	text := e.ID
	if e.Revision != "" {
		text += "@" + e.Revision
	}
	text += ": no config.json was found: " + e.Why()
	if hint := e.Hint(); hint != "" {
		text += "; " + hint
	}
	return text
}

// Why is the places that were tried, and what kept others from being tried.
func (e *NotFound) Why() string {
	text := strings.Join(e.Tried, "; ")
	if e.Download && e.Offline != "" {
		text += "; nothing was downloaded, since " + e.Offline + " is set"
	}
	return text
}

// Hint is what would work, empty where that was tried.
func (e *NotFound) Hint() string {
	if e.Download {
		return ""
	}
	return "--download asks the Hub"
}

// mainRevision is the branch that is meant where no revision is stated.
const mainRevision = "main"

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$`)

// IsID reports whether a name has the form of a model's id, "name" or "organisation/name", with "@revision" behind it or
// not. What has the ending of a file is none.
func IsID(name string) bool {
	id, _ := Split(name)
	if !idForm.MatchString(id) || strings.Contains(id, "..") || strings.Contains(id, "--") || len(id) > 96 {
		return false
	}
	switch strings.ToLower(filepath.Ext(id)) {
	case ".json", ".yaml", ".yml", ".toml", ".sh", ".bash", ".slurm", ".sbatch", ".py", ".safetensors", ".gguf":
		return false
	}
	return true
}

// Split parts the revision from an id.
func Split(name string) (id, revision string) {
	id, revision, _ = strings.Cut(name, "@")
	return id, revision
}

// Find finds the config of a model by its id: in the caches, else on the Hub where that is asked for. The error is a
// [NotFound], or one of reading what was found.
func (f *Finder) Find(ctx context.Context, id, revision string) (*Config, error) {
	missing := &NotFound{ID: id, Revision: revision, Download: f.Download, Offline: f.offline()}
	config, err := f.cached(id, revision, missing)
	if config == nil && err == nil {
		config, err = f.modelScope(id, revision, missing)
	}
	if config != nil || err != nil {
		return config, err
	}
	if !f.Download || missing.Offline != "" {
		return nil, missing
	}
	return f.download(ctx, id, revision, missing)
}

// offline names the variable that forbids downloads, with its value.
func (f *Finder) offline() string {
	for _, name := range []string{"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"} {
		if isTrue(f.getenv(name)) {
			return name
		}
	}
	return ""
}

// isTrue reads a switch of the environment as huggingface_hub does.
func isTrue(value string) bool {
	switch strings.ToUpper(value) {
	case "1", "ON", "YES", "TRUE":
		return true
	}
	return false
}

func (f *Finder) getenv(name string) string {
	if f.Getenv != nil {
		return f.Getenv(name)
	}
	return os.Getenv(name)
}

// home is the user's home folder, empty where there is none.
func (f *Finder) home() string {
	if f.Home != "" {
		return f.Home
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

// expand replaces a leading ~ and the variables of a path, as huggingface_hub does.
func (f *Finder) expand(path string) string {
	if path == "~" || strings.HasPrefix(path, "~/") {
		path = f.home() + path[1:]
	}
	return os.Expand(path, func(name string) string {
		if value := f.getenv(name); value != "" {
			return value
		}
		return "$" + name
	})
}

// hfHome is the folder of everything of Hugging Face.
func (f *Finder) hfHome() string {
	if home := f.getenv("HF_HOME"); home != "" {
		return f.expand(home)
	}
	caches := f.getenv("XDG_CACHE_HOME")
	if caches == "" {
		caches = filepath.Join(f.home(), ".cache")
	}
	return f.expand(filepath.Join(caches, "huggingface"))
}

// Cache is the folder of the cache.
func (f *Finder) Cache() string {
	for _, name := range []string{"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"} {
		if folder := f.getenv(name); folder != "" {
			return f.expand(folder)
		}
	}
	return filepath.Join(f.hfHome(), "hub")
}

// ErrTooLarge says that a config has more than [MaxBytes].
var ErrTooLarge = errors.New("is larger than 4 MiB; a config.json has a few KiB")
