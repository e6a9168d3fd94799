// Command readingdocs writes docs/reading.md: what is read of each format, from the tables that read it.
//
//	go run ./reading/internal/readingdocs > docs/reading.md
package main

import "fmt"

func main() { fmt.Print(Page()) }
