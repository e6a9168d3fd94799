// Package hub finds the config.json of a model that is named: as a folder, by its id in the cache of the Hugging Face Hub
// or in that of ModelScope, and, only where that is asked for, on the Hub itself.
//
// Where things lie is what huggingface_hub says in src/huggingface_hub/constants.py: HF_HUB_CACHE, else
// HUGGINGFACE_HUB_CACHE, else HF_HOME/hub, else XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub; in it
// models--ORG--NAME/refs/REVISION holds a commit, and models--ORG--NAME/snapshots/COMMIT/config.json is the file. Nothing is
// ever written there.
package hub
