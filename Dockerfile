# Holdfast in a container: one static binary, nobody's root, its data on a volume.
#
#   docker build -t holdfast .
#   docker run -v holdfast:/var/lib/holdfast -v ./holdfast.yaml:/etc/holdfast/holdfast.yaml:ro \
#     -p 127.0.0.1:9780:9780 -e HOLDFAST_LISTEN=0.0.0.0:9780 holdfast
#
# Listening beyond loopback wants password: (or insecure: true) in the config.
# No capability is needed. Without CAP_NET_RAW port sweeps use ordinary
# connections (that is what this version always does); nothing else is lost.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /holdfast ./cmd/holdfast \
    && mkdir -p /rootfs/var/lib/holdfast /rootfs/etc/holdfast /rootfs/tmp && chmod 700 /rootfs/var/lib/holdfast && chmod 1777 /rootfs/tmp \
    && printf 'holdfast:x:65532:65532:holdfast:/var/lib/holdfast:/sbin/nologin\n' > /rootfs/etc/passwd

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /rootfs/ /
COPY --from=build /holdfast /usr/bin/holdfast
USER 65532:65532
ENV HOLDFAST_CONFIG=/etc/holdfast/holdfast.yaml HOLDFAST_DATA=/var/lib/holdfast
VOLUME /var/lib/holdfast
EXPOSE 9780
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["/usr/bin/holdfast", "health", "--data", "/var/lib/holdfast"]
ENTRYPOINT ["/usr/bin/holdfast"]
CMD ["run"]
