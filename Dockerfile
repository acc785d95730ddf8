# The one image: gateway, worker, stages, dbt, Typst, fonts and the embedded PostgreSQL, for linux/amd64 and linux/arm64.
#
#   docker build --build-arg VERSION="$(git describe --always)" -t lifetracer .
#
# Build arguments:
#   BASE_IMAGE  any image of Debian's with a Python from 3.11 to 3.13; pin a digest with python:3.13-slim-trixie@sha256:…
#   VERSION     what /health and the label answer; --platform chooses the architecture.
# Secrets, each optional, for a network that reaches the package indexes only through its own (see docs/container.md):
#   pip_conf    pip's configuration, with the index
#   ca          the certificates to trust, as one PEM file
# Nothing is downloaded but from Debian's archive and the Python index, and the latter only by hash.

ARG BASE_IMAGE=python:3.13-slim-trixie

FROM ${BASE_IMAGE} AS base
# util-linux has setpriv, with which an operator who entered as root becomes the user below. The official image strips
# the standard library's bytecode, which a read-only root could never write again.
RUN set -eu; \
    apt-get update -qq; \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates tini util-linux; \
    apt-get clean; \
    rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old; \
    groupadd --gid 10001 lifetracer; \
    useradd --uid 10001 --gid 10001 --home-dir /var/lib/lifetracer --no-create-home --shell /usr/sbin/nologin lifetracer; \
    install -d -m 0700 -o 10001 -g 10001 /var/lib/lifetracer; \
    python3 -m compileall -q -j 0 -x '/(test|tests|idlelib|site-packages|dist-packages|lib2to3)/' \
      "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"

FROM base AS build
# pip in an environment of its own, so that the other one never holds it. Debian ships ensurepip apart from Python.
RUN set -eu; \
    if ! python3 -c 'import ensurepip' 2>/dev/null; then \
      apt-get update -qq; \
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv; \
    fi; \
    python3 -m venv /opt/pip; \
    python3 -m venv --without-pip /opt/lifetracer
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_ROOT_USER_ACTION=ignore

WORKDIR /src
COPY requirements.txt container/strip.sh ./
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf,required=false \
    --mount=type=secret,id=ca,target=/run/ca.pem,required=false \
    set -eu; \
    if [ -f /run/ca.pem ]; then export PIP_CERT=/run/ca.pem; fi; \
    /opt/pip/bin/pip --python /opt/lifetracer/bin/python install --quiet --only-binary :all: --require-hashes \
      -r requirements.txt; \
    sh strip.sh /opt/lifetracer

# The program apart from what it needs: a new version of it is a layer of 2 MB on an unchanged one of 360.
COPY . .
RUN set -eu; \
    /opt/pip/bin/pip --python /opt/lifetracer/bin/python install --quiet --no-deps --no-build-isolation --no-index \
      --root /program .; \
    /opt/pip/bin/pip --python /opt/lifetracer/bin/python uninstall --quiet --yes hatchling editables trove-classifiers; \
    compile="/opt/lifetracer/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash"; \
    $compile /opt/lifetracer/lib; \
    $compile -s /program /program/opt/lifetracer/lib

FROM base
COPY --from=build /opt/lifetracer /opt/lifetracer
COPY --from=build /program /

ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="LifeTracer" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
ENV PATH=/opt/lifetracer/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    PYTHONUNBUFFERED=1 \
    LIFETRACER_HOST=0.0.0.0 \
    LIFETRACER_PORT=3000 \
    LIFETRACER_DATA_DIR=/var/lib/lifetracer \
    LIFETRACER_VERSION="${VERSION}"
USER 10001:10001
WORKDIR /var/lib/lifetracer
VOLUME /var/lib/lifetracer
EXPOSE 3000
# A first start makes a database; a start after a power cut may have to recover one.
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=3 CMD ["python", "-m", "service.health"]
ENTRYPOINT ["/usr/bin/tini", "--", "python", "-m", "service.container"]
CMD ["serve"]
