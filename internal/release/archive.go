package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// entry is a file of an archive.
type entry struct {
	name    string // with slashes
	content []byte
	mode    fs.FileMode
}

// pack writes an archive whose bytes follow from the entries and the time alone. The name says of which kind it is.
func pack(path string, entries []entry, at time.Time) error {
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if strings.HasSuffix(path, ".zip") {
		err = writeZip(file, entries, at)
	} else {
		err = writeTar(file, entries, at)
	}
	return errors.Join(err, file.Close())
}

func writeTar(file *os.File, entries []entry, at time.Time) error {
	compressed, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := tar.NewWriter(compressed)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: int64(e.mode), Size: int64(len(e.content)), ModTime: at, Format: tar.FormatPAX}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		if _, err := w.Write(e.content); err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), compressed.Close())
}

func writeZip(file *os.File, entries []entry, at time.Time) error {
	w := zip.NewWriter(file)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: at}
		header.SetMode(e.mode)
		body, err := w.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := body.Write(e.content); err != nil {
			return err
		}
	}
	return w.Close()
}

// folderEntries are the files of a folder, under a prefix.
func folderEntries(folder, prefix string) (entries []entry, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		entries = append(entries, entry{prefix + filepath.ToSlash(relative), content, 0o644})
		return err
	})
	return entries, err
}
