package hostabi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// folder is an open folder that nobody but the user of this process can have put anything into. Whatever happens to its
// path after it was opened, this remains the folder that was looked at.
type folder struct {
	root *os.Root
	self *os.File // the folder itself, for its descriptor
	path string
}

// missing is what to do about a folder that is not there.
type missing bool

const (
	makeIt missing = true
	refuse missing = false
)

// openFolder opens a folder of this user: no link, of this owner, for nobody else to write.
func openFolder(path string, absent missing) (*folder, error) {
	if absent == makeIt {
		if err := os.MkdirAll(path, 0o700); err != nil {
			return nil, withoutPath(err)
		}
	}
	seen, err := os.Lstat(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	if err := checkFolder(seen); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	f := &folder{root: root, path: path}
	if f.self, err = root.Open("."); err != nil {
		f.Close()
		return nil, withoutPath(err)
	}
	opened, err := f.self.Stat()
	if err == nil && !os.SameFile(seen, opened) {
		err = errors.New("the folder was replaced while it was opened")
	}
	if err == nil {
		err = checkFolder(opened)
	}
	if err != nil {
		f.Close()
		return nil, withoutPath(err)
	}
	return f, nil
}

// checkFolder refuses a folder in which another user could put code for this program to run.
func checkFolder(info fs.FileInfo) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return errors.New("the folder is a symbolic link, and whoever can change it chooses the code that this program runs; name the folder itself")
	case !info.IsDir():
		return errors.New("it is not a folder")
	}
	return checkOwn("folder", info)
}

// checkOwn refuses what belongs to another user, or what another user may write.
func checkOwn(what string, info fs.FileInfo) error {
	if owner, mine := ownedByMe(info); !mine {
		return fmt.Errorf("the %s belongs to another user (uid %d), and it would hold code that this program runs", what, owner)
	}
	if writableByOthers(info) {
		return fmt.Errorf("the %s may be written by other users (mode %#o), and it would hold code that this program runs", what, info.Mode().Perm())
	}
	return nil
}

// Close closes the folder.
func (f *folder) Close() error {
	if f.self != nil {
		f.self.Close()
	}
	return f.root.Close()
}

// names returns what lies in the folder under names that begin like this.
func (f *folder) names(prefix string) []string {
	listing, err := f.root.Open(".")
	if err != nil {
		return nil
	}
	defer listing.Close()
	all, _ := listing.Readdirnames(-1)
	var found []string
	for _, name := range all {
		if strings.HasPrefix(name, prefix) {
			found = append(found, name)
		}
	}
	return found
}

// onlyEntry returns the name of the one thing in the folder.
func (f *folder) onlyEntry() (string, error) {
	if names := f.names(""); len(names) == 1 {
		return names[0], nil
	}
	return "", errors.New("the folder does not hold one thing")
}

// read returns the content of a file: a regular one, no link, of this user and for nobody else to write. It does not wait
// for a pipe. The bytes that it returns are those of the file that it looked at.
func (f *folder) read(name string) ([]byte, error) {
	seen, err := f.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !seen.Mode().IsRegular() { // to open a device is to use it
		return nil, errors.New("no regular file")
	}
	file, err := f.root.OpenFile(name, os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	opened, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !os.SameFile(seen, opened) || !opened.Mode().IsRegular():
		return nil, errors.New("the file was replaced while it was opened")
	}
	if err := checkOwn("file", opened); err != nil {
		return nil, err
	}
	return io.ReadAll(file)
}

// write writes a file whole or not at all, over whatever lies there.
func (f *folder) write(name string, content []byte) error {
	temporary := ".new-" + rand.Text()
	file, err := f.root.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = f.root.Rename(temporary, name)
	}
	if err != nil {
		f.root.Remove(temporary)
	}
	return err
}

// compileWait is how long one process waits for another that compiles. Then it compiles too.
const compileWait = 30 * time.Second

// onlyOne lets one process of those that use the folder go on, and the others wait. It ends with the process, too.
func (f *folder) onlyOne(ctx context.Context) (release func()) {
	ctx, cancel := context.WithTimeout(ctx, compileWait)
	defer cancel()
	for {
		held, err := tryLock(f.self)
		if err != nil { // a file system without locks: each compiles
			return func() {}
		}
		if held {
			return func() { unlock(f.self) }
		}
		select {
		case <-ctx.Done():
			return func() {}
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// temporaryFolder makes a folder of this process alone.
func temporaryFolder() (*folder, error) {
	path, err := os.MkdirTemp("", "meshwise-")
	if err != nil {
		return nil, err
	}
	f, err := openFolder(path, refuse)
	if err != nil {
		os.Remove(path)
	}
	return f, err
}

// removeEmpty removes the folder if it is empty: by its path, which may lead elsewhere by now.
func (f *folder) removeEmpty() error {
	return os.Remove(f.path)
}

// trustedPath returns a path that leads into this very folder for as long as it is open, for a library that opens files by
// name. Linux has one for each open folder. Elsewhere the path will do if nobody else can change what it leads to.
func (f *folder) trustedPath() (string, error) {
	want, err := f.self.Stat()
	if err != nil {
		return "", err
	}
	if path := pathOfDescriptor(f.self); path != "" {
		if found, err := os.Stat(path); err == nil && os.SameFile(found, want) {
			return path, nil
		}
	}
	path, err := filepath.EvalSymlinks(f.path)
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	if err := fixedPath(path); err != nil {
		return "", err
	}
	if found, err := os.Lstat(path); err != nil || !os.SameFile(found, want) {
		return "", errors.New("the folder was replaced")
	}
	return path, nil
}

// fixedPath refuses a path of which another user can exchange a part: a folder on the way that belongs to someone else than
// root and this user, or that others may write without the bit that keeps them from what is not theirs.
func fixedPath(path string) error {
	for {
		above := filepath.Dir(path)
		if above == path {
			return nil
		}
		info, err := os.Lstat(above)
		if err != nil {
			return err
		}
		if owner, mine := ownedByMe(info); !info.IsDir() || !mine && owner != rootUser {
			return fmt.Errorf("a folder above belongs to another user (uid %d)", owner)
		}
		if writableByOthers(info) && info.Mode()&fs.ModeSticky == 0 {
			return fmt.Errorf("a folder above may be written by other users (mode %#o)", info.Mode().Perm())
		}
		path = above
	}
}

// withoutPath drops the path from an error, which is the user's to know and not a log's.
func withoutPath(err error) error {
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
