package hub

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The cache of ModelScope, as modelscope_hub 0.5.1 lays it out (_download.py: _find_legacy_repo_dir, _resolve_cached_file) and
// the older releases of modelscope did (hub/utils/utils.py: find_reusable_legacy_repo_dir). ms-swift takes models from there
// unless it is told to use Hugging Face.

// modelScopeCache is its folder.
func (f *Finder) modelScopeCache() string {
	if folder := f.getenv("MODELSCOPE_CACHE"); folder != "" {
		if folder == "~" || strings.HasPrefix(folder, "~/") {
			return f.home() + folder[1:]
		}
		return folder
	}
	return filepath.Join(f.home(), ".cache", "modelscope")
}

// modelScope looks there. Of a machine that has no such cache nothing is said.
func (f *Finder) modelScope(id, revision string, missing *NotFound) (*Config, error) {
	root := f.modelScopeCache()
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		return nil, nil
	}
	for _, folder := range modelScopeFolders(root, id, revision) {
		path := filepath.Join(folder, "config.json")
		data, err := readFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, unreadable(path, err)
		}
		return &Config{Data: data, Path: path, Note: "it was taken from the cache of ModelScope"}, nil
	}
	missing.Tried = append(missing.Tried, "the cache of ModelScope, "+root+", has none of it")
	return nil, nil
}

// modelScopeFolders are where a model may lie. The older layouts do not say of which revision they are, so that they are taken
// only where none is stated.
func modelScopeFolders(root, id, revision string) (folders []string) {
	organisation, model, two := strings.Cut(id, "/")
	if !two || revision != "" && !filepath.IsLocal(revision) {
		return nil
	}
	masked := strings.ReplaceAll(model, ".", "___")
	snapshots := filepath.Join(root, "models", organisation+"--"+model, "snapshots")
	if revision != "" {
		return []string{filepath.Join(snapshots, filepath.FromSlash(revision))}
	}
	folders = []string{
		filepath.Join(root, "models", organisation, masked),
		filepath.Join(root, "hub", "models", organisation, masked),
		filepath.Join(snapshots, "master"),
		filepath.Join(snapshots, "main"),
	}
	if entries, err := os.ReadDir(snapshots); err == nil && len(entries) == 1 {
		folders = append(folders, filepath.Join(snapshots, entries[0].Name()))
	}
	for _, older := range []string{".", "hub"} {
		folders = append(folders, filepath.Join(root, older, organisation, model), filepath.Join(root, older, organisation, masked))
	}
	return append(folders, filepath.Join(root, "models", organisation, model))
}
