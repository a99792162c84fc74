# The program with the git that it asks about revisions. The workspace is mounted at /work:
#
#   docker build -t privlint .
#   docker run --rm -v "$PWD:/work" privlint --workspace
FROM rust:1.95-slim AS build
COPY . /src
RUN cargo install --locked --path /src --root /out

FROM debian:stable-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    # Whoever mounts a repository owns it, and nothing of it is run.
    && git config --system --add safe.directory '*'
COPY --from=build /out/bin/cargo-privlint /usr/local/bin/
WORKDIR /work
ENTRYPOINT ["cargo-privlint", "privlint"]
