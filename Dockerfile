# syntax=docker/dockerfile:1
# The command line, alone in its image: docker run --rm -v "$PWD:/work:ro" meshwise check recipe.yaml
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags="-s -w -buildid=" -o /meshwise ./cmd/meshwise

FROM scratch
# For --download, which asks the Hugging Face Hub.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/LICENSE /LICENSE
COPY --from=build /meshwise /meshwise
ENV MESHWISE_NO_CACHE=1
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/meshwise"]
CMD ["--help"]
