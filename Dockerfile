# The front end, built.
FROM node:22-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

# The wheel with the front end inside, installed with what the lock file names; every hash is checked.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/build && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE alembic.ini ./
COPY deploy/wheel.py deploy/wheel.py
COPY migrations/ migrations/
COPY api/ api/
COPY --from=frontend /src/frontend/dist frontend/dist
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && python -m venv --without-pip /opt/eligo \
 && /opt/build/bin/uv pip install --no-cache --compile-bytecode --python /opt/eligo/bin/python \
        --constraint requirements.lock dist/eligo-*.whl

# What runs: no Node, no compiler, no sources, no root.
FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 eligo \
 && useradd --system --uid 10001 --gid eligo --create-home --home-dir /var/lib/eligo --shell /usr/sbin/nologin eligo
COPY --from=build /opt/eligo /opt/eligo
ENV PATH=/opt/eligo/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ELIGO_HOST=0.0.0.0 \
    ELIGO_PORT=8000 \
    ELIGO_DATA_DIR=/var/lib/eligo
WORKDIR /var/lib/eligo
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=5)"]
ENTRYPOINT ["eligo"]
CMD ["serve"]
