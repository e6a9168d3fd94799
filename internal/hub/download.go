package hub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// timeout bounds a download, answer and body together.
const timeout = 10 * time.Second

// mostRedirects is how often the Hub may send us elsewhere: it does so once, to where large files lie.
const mostRedirects = 5

// download asks the Hub for the config.json of a revision.
func (f *Finder) download(ctx context.Context, id, revision string, missing *NotFound) (*Config, error) {
	endpoint, err := f.endpoint()
	if err != nil {
		return nil, err
	}
	if revision == "" {
		revision = mainRevision
	}
	address := endpoint.JoinPath(id, "resolve", url.PathEscape(revision), "config.json").String()
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "meshwise")
	request.Header.Set("Accept", "application/json, */*;q=0.1")
	token := f.token()
	client := &http.Client{
		Transport: &tokenTransport{under: f.Transport, endpoint: endpoint, token: token},
		CheckRedirect: func(next *http.Request, before []*http.Request) error {
			switch {
			case len(before) > mostRedirects:
				return fmt.Errorf("more than %d redirects", mostRedirects)
			case before[0].URL.Scheme == "https" && next.URL.Scheme != "https":
				return errors.New("a redirect to an address without https")
			}
			return nil
		},
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, unreachable(missing, address, err)
	}
	defer answer.Body.Close()
	if why := refusal(answer, token != ""); why != "" {
		missing.Tried = append(missing.Tried, address+" answered "+why)
		return nil, missing
	}
	data, err := readAll(answer.Body)
	if errors.Is(err, ErrTooLarge) {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	if err != nil {
		return nil, unreachable(missing, address, err)
	}
	if !strings.HasPrefix(strings.TrimLeft(string(data[:min(len(data), 64)]), " \t\r\n"), "{") {
		missing.Tried = append(missing.Tried, address+" answered with something else than a JSON object")
		return nil, missing
	}
	return &Config{Data: data, URL: address, Commit: answer.Header.Get("X-Repo-Commit")}, nil
}

// unreachable is a failure to get an answer. The client's own words repeat the address, and never the token.
func unreachable(missing *NotFound, address string, err error) error {
	if failed := (*url.Error)(nil); errors.As(err, &failed) {
		err = failed.Err
	}
	why := err.Error()
	if errors.Is(err, context.DeadlineExceeded) {
		why = "no answer within " + timeout.String()
	}
	missing.Tried = append(missing.Tried, address+" cannot be had: "+why)
	return missing
}

// refusal says what an answer other than the file means. The Hub answers 401 for what is not there as well, so that nobody
// learns of private models by asking.
func refusal(answer *http.Response, withToken bool) string {
	switch code := answer.StatusCode; code {
	case http.StatusOK:
		return ""
	case http.StatusUnauthorized, http.StatusForbidden:
		status := fmt.Sprintf("%d: the model is gated or private, or there is none of this name; ", code)
		if withToken {
			return status + "accept its licence on the Hub, with the account of your token"
		}
		return status + "accept its licence on the Hub, and set HF_TOKEN"
	case http.StatusNotFound:
		return "404: there is no such model or revision, or it has no config.json"
	default:
		return answer.Status
	}
}

// endpoint is the Hub, or what stands in for it.
func (f *Finder) endpoint() (*url.URL, error) {
	text := strings.TrimRight(f.getenv("HF_ENDPOINT"), "/")
	if text == "" {
		text = "https://huggingface.co"
	}
	endpoint, err := url.Parse(text)
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "http" && endpoint.Scheme != "https" {
		return nil, errors.New("HF_ENDPOINT: expected an address such as https://huggingface.co, got " + fmt.Sprintf("%q", text))
	}
	return endpoint, nil
}

// token is the user's, empty where there is none.
func (f *Finder) token() string {
	for _, name := range []string{"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"} {
		if token := strings.TrimSpace(f.getenv(name)); token != "" {
			return token
		}
	}
	if isTrue(f.getenv("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
		return ""
	}
	path := f.expand(f.getenv("HF_TOKEN_PATH"))
	if path == "" {
		path = f.hfHome() + "/token"
	}
	data, err := readFile(path)
	if err != nil {
		return "" // as where nobody has logged in
	}
	return strings.TrimSpace(string(data))
}

// tokenTransport adds the token to the requests that go to the endpoint, and to no others. The token is in no request that
// the client sees, so no redirect can carry it elsewhere: not to another host or port, and not to the same without TLS.
type tokenTransport struct {
	under    http.RoundTripper
	endpoint *url.URL
	token    string
}

// RoundTrip sends one request.
func (t *tokenTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	under := t.under
	if under == nil {
		under = http.DefaultTransport
	}
	if t.token != "" && request.URL.Scheme == t.endpoint.Scheme && request.URL.Host == t.endpoint.Host {
		request = request.Clone(request.Context())
		request.Header.Set("Authorization", "Bearer "+t.token)
	}
	return under.RoundTrip(request)
}
